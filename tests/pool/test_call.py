"""One guarded call."""

from __future__ import annotations

import os
import time

import pytest

from rune_lp.errors import NotSolvedError
from rune_lp.pool.call import call
from tests.pool import works


@pytest.mark.parametrize("limit", [None, 10])
def test_a_call_returns_what_the_function_returns(limit):
    assert call(divmod, 7, 2, time_limit=limit) == (3, 1)
    assert call(print, time_limit=limit) is None


def test_only_a_limit_needs_another_process():
    assert call(os.getpid, time_limit=None) == os.getpid()
    assert call(os.getpid, time_limit=10) != os.getpid()


def test_a_call_that_takes_too_long_is_not_solved():
    with pytest.raises(NotSolvedError, match=r"^not solved within 0\.1 s$"):
        call(time.sleep, 60, time_limit=0.1)


@pytest.mark.parametrize("limit", [None, 10])
def test_what_is_not_solved_stays_so(limit):
    with pytest.raises(NotSolvedError, match=r"^too odd$"):
        call(works.refuse_to_solve, "too odd", time_limit=limit)


def test_a_bug_is_a_bug():
    with pytest.raises(RuntimeError, match="internal error: ValueError: odd"):
        call(works.bug, "odd", time_limit=10)
