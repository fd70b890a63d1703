"""Limits: what can be set, and that they are the kernel's."""

from __future__ import annotations

import multiprocessing
import signal
import time

import pytest

from rune_lp.pool.limits import Limits


@pytest.mark.parametrize("name", ["seconds", "megabytes"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_a_limit_is_above_0(name, value):
    with pytest.raises(ValueError, match=f"{name} must be above 0, but got {value!r}"):
        Limits(**{name: value})


def test_the_alarm_is_off_after_the_block_however_it_is_left():
    with pytest.raises(KeyError), Limits(seconds=0.05).timed():
        raise KeyError
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    time.sleep(0.1)


def confined(status):
    Limits(megabytes=100).confine()
    for size in (50_000_000, 200_000_000):
        try:
            block = bytearray(size)
        except MemoryError:
            status.put("refused")
        else:
            status.put(len(block))
            del block


def test_memory_is_counted_from_what_the_process_has():
    context = multiprocessing.get_context("fork")
    status = context.SimpleQueue()
    process = context.Process(target=confined, args=(status,))
    process.start()
    assert [status.get(), status.get()] == [50_000_000, "refused"]
    process.join()
    status.close()
