"""All tests of some rule files, run one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.trial import Failure, Outcome, try_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = ["Report", "run_tests"]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the tests of one rule file.

    Attributes:
        path: The file.
        outcomes: What came of each test, in order.
        unread: The tests that could not be read.
        untested: The predicates with a doc block that no test of the file names.
    """

    path: str
    outcomes: tuple[Outcome, ...]
    unread: tuple[Failure, ...]
    untested: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every test could be read and passed."""
        return not self.unread and all(outcome.passed for outcome in self.outcomes)


def run_tests(files: Iterable[RuleFile], library: RuleLibrary) -> Iterator[Report]:
    """Yield what comes of the tests of each file.

    Args:
        files: The files whose tests to run.
        library: All rule files that are loaded, those among them.

    >>> from rune_lp.rulefiles.library import load_rule_files
    >>> library = load_rule_files()
    >>> all(report.passed for report in run_tests(library.files, library))
    True
    """
    for file in files:
        cases, faults = read_cases(file.source)
        outcomes = tuple(try_case(file.source, case, library) for case in cases)
        named = {
            pattern.name
            for case in cases
            for expectation in case.expectations
            for pattern in expectation.patterns
        }
        untested = tuple(entry.name for entry in file.exports if entry.name not in named)
        yield Report(file.path, outcomes, tuple(map(Failure, faults)), untested)
