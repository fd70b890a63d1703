"""All that is wrong with some rule files, and what looks unmeant in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.authoring.suite import solve_here
from rune_lp.rulefiles.codes import severity
from rune_lp.rulefiles.lint import lint

if TYPE_CHECKING:
    from rune_lp.authoring.suite import Solve, Suite
    from rune_lp.errors import Fault

__all__ = ["diagnose"]


def diagnose(suite: Suite, solve: Solve = solve_here) -> tuple[Fault, ...]:
    """Return the faults and warnings of a suite's files, in the order of their places.

    Args:
        suite: The files, with their tests.
        solve: How to solve the tests' scenes, which is done where there is no error.

    >>> from rune_lp.authoring.suite import Suite
    >>> diagnose(Suite.read())
    ()
    """
    found = [*suite.faults, *(fault for unread in suite.unread for fault in unread)]
    if not suite.faults:
        found += lint(suite.files, suite.library.files, _tested(suite), suite.library.sorts)
        if not any(severity(fault) == "error" for fault in found):
            solved = solve(suite, "check")
            found += (failure.fault for failures in solved for failure in failures)
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _tested(suite: Suite) -> set[tuple[str, int]]:
    """Return the predicates that tests name."""
    return {
        pattern.signature
        for cases in suite.cases
        for case in cases
        for expectation in case.expectations
        for pattern in expectation.patterns
    }


def _place(fault: Fault) -> tuple[str, int, int, str]:
    place = fault.place
    if place is None:
        return "", 0, 0, fault.message
    return place.source, place.line or 0, place.column or 0, fault.message
