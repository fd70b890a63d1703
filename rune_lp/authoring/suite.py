"""All tests of some rule files, run one after another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.trial import FAILED, Failure, Outcome, try_case
from rune_lp.rulefiles.check import class_faults
from rune_lp.rulefiles.library import examine_rule_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rune_lp.authoring.cases import Case
    from rune_lp.errors import Fault
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = ["Report", "run_tests"]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the tests of one rule file.

    Attributes:
        path: The file.
        outcomes: What came of each test, in order.
        unread: The faults of the file, and of tests that could not be read.
        untested: The predicates with a doc block that no test of the file names.
        unusable: Whether the file itself has faults, so that its scenes were not tried.
    """

    path: str
    outcomes: tuple[Outcome, ...]
    unread: tuple[Failure, ...]
    untested: tuple[str, ...]
    unusable: bool = False

    @property
    def passed(self) -> bool:
        """Whether every test could be read and passed."""
        return not self.unread and all(outcome.passed for outcome in self.outcomes)


def run_tests(paths: Iterable[str | Path] = (), *, allow_scripts: bool = False) -> Iterator[Report]:
    """Yield what comes of the tests in rule files.

    Args:
        paths: Rule files, or folders of them; the shipped files are read beside them. Without
            any, the shipped files' tests are run.
        allow_scripts: Whether they may run code and include files outside their folder.

    >>> all(report.passed for report in run_tests())
    True
    """
    paths = tuple(map(Path, paths))
    library, faults = examine_rule_files(paths, allow_scripts=allow_scripts)
    files = library.named(paths) if paths else library.files
    broken = tuple(faults)
    if not broken:
        for fault in class_faults(library.files, library.described):
            broken = (*broken, fault)
    read = {file.path for file in files}
    for place, group in groupby(broken, key=lambda fault: str(fault.place and fault.place.source)):
        if place not in read:
            yield Report(place, (), tuple(map(Failure, group)), (), unusable=True)
    for file in files:
        yield _report(file, library, broken)


def _report(file: RuleFile, library: RuleLibrary, broken: Sequence[Fault]) -> Report:
    cases, unread = read_cases(file.source)
    own = [fault for fault in broken if fault.place and fault.place.source == file.path]
    outcomes = []
    expected: list[Fault] = []
    for case in cases:
        if case.sketch is None:
            met = [
                fault
                for fault in own
                if case.error in (fault.code, None) or str(case.error) in fault.message
            ]
            expected += met
            outcomes.append(Outcome(case, () if met else (_none(file, case),)))
        elif not broken:
            outcomes.append(try_case(file.source, case, library))
    named = {
        pattern.name
        for case in cases
        for expectation in case.expectations
        for pattern in expectation.patterns
    }
    untested = tuple(entry.name for entry in file.exports if entry.name not in named)
    faults = [fault for fault in own if fault not in expected]
    failures = tuple(map(Failure, (*faults, *unread)))
    return Report(file.path, tuple(outcomes), failures, untested, unusable=bool(faults))


def _none(file: RuleFile, case: Case) -> Failure:
    message = f"the error {case.error!r} is expected, but there is none"
    return Failure(file.source.fault(message, case.span, code=FAILED))
