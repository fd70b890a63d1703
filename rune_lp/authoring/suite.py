"""All tests of some rule files, run one after another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.trial import FAILED, Failure, Outcome, try_case, undecided
from rune_lp.rulefiles.check import class_faults, hiding_faults
from rune_lp.rulefiles.library import examine_rule_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from rune_lp.authoring.cases import Case
    from rune_lp.errors import Fault
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = ["Aim", "Report", "Solve", "Suite", "attempt", "run_tests", "solve_here"]

Aim: TypeAlias = Literal["test", "check"]
"""What scenes are tried for: for what the tests expect, or for being solved at all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the tests of one rule file.

    Attributes:
        path: The file.
        outcomes: What came of each test, in order.
        unread: The faults of tests that could not be read.
        untested: The predicates with a doc block that no test of the file names.
        faults: What is wrong with the file itself; with any such, no scene was tried.
    """

    path: str
    outcomes: tuple[Outcome, ...]
    unread: tuple[Failure, ...]
    untested: tuple[str, ...]
    faults: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every test could be read and passed."""
        every = all(outcome.passed for outcome in self.outcomes)
        return every and not self.unread and not self.faults


@dataclass(frozen=True)
class Suite:
    """Rule files with the tests in them.

    Attributes:
        paths: What was named; the shipped files if nothing was.
        allow_scripts: Whether the files may run code and include files outside their folder.
        library: All rules that are loaded.
        files: The files that are meant.
        faults: What is wrong with any file, but for its tests; with faults no scene is tried.
        cases: The tests of each file.
        unread: The faults of each file's other tests.
    """

    paths: tuple[str, ...]
    allow_scripts: bool
    library: RuleLibrary
    files: tuple[RuleFile, ...]
    faults: tuple[Fault, ...]
    cases: tuple[tuple[Case, ...], ...]
    unread: tuple[tuple[Fault, ...], ...]

    @classmethod
    def read(cls, paths: Iterable[str | Path] = (), *, allow_scripts: bool = False) -> Suite:
        """Return the tests in rule files, or in folders of them, or in the shipped files."""
        named = tuple(map(str, paths))
        library, faults = examine_rule_files(named, allow_scripts=allow_scripts)
        files = library.named(named) if named else library.files
        tests = [read_cases(file.source) for file in files]
        cases, unread = (tuple(each) for each in zip(*tests, strict=True)) if tests else ((), ())
        faults = faults or tuple(_of_classes(library))
        return cls(named, allow_scripts, library, files, faults, cases, unread)

    @property
    def scenes(self) -> tuple[tuple[int, int], ...]:
        """The tests with scenes, by the numbers of file and test; none where there are faults."""
        return tuple(
            (file, number)
            for file, cases in enumerate(self.cases)
            for number, case in enumerate(cases)
            if case.sketch is not None and not self.faults
        )

    def failures(self, scene: tuple[int, int]) -> tuple[Failure, ...]:
        """Return what is wrong with a test."""
        file, number = scene
        return try_case(self.files[file].source, self.cases[file][number], self.library).failures

    def undecided(self, scene: tuple[int, int]) -> tuple[Failure, ...]:
        """Return why a scene is not solved under all rules of its file, if no error is expected."""
        file, number = scene
        case = self.cases[file][number]
        if case.error is not None:
            return ()
        found = undecided(self.files[file].source, case, self.library)
        return () if found is None else (Failure(found),)


def _of_classes(library: RuleLibrary) -> Iterator[Fault]:
    """Yield the faults that show where there is no catalogue but the described classes."""
    yield from class_faults(library.files, library.described)
    yield from hiding_faults(library.files, library.all_guards, library.described)


Solve: TypeAlias = "Callable[[Suite, Aim], Iterable[tuple[Failure, ...]]]"
"""Tries the scenes of a suite one by one, in their order."""


def solve_here(suite: Suite, aim: Aim) -> Iterator[tuple[Failure, ...]]:
    """Try the scenes of a suite in this process, however long that takes."""
    for scene in suite.scenes:
        yield attempt(suite, aim, scene)


def attempt(suite: Suite, aim: Aim, scene: tuple[int, int]) -> tuple[Failure, ...]:
    """Return what is wrong with a scene: with its test, or with solving it at all."""
    return suite.failures(scene) if aim == "test" else suite.undecided(scene)


def run_tests(suite: Suite, solve: Solve = solve_here) -> Iterator[Report]:
    """Yield what comes of the tests of each file.

    >>> all(report.passed for report in run_tests(Suite.read()))
    True
    """
    read = {file.path for file in suite.files}
    by_file = groupby(suite.faults, key=lambda fault: str(fault.place and fault.place.source))
    for place, group in by_file:
        if place not in read:
            yield Report(place, (), (), (), tuple(map(Failure, group)))
    found = dict(zip(suite.scenes, solve(suite, "test"), strict=True))
    for number, file in enumerate(suite.files):
        failures = {case: found[number, case] for each, case in found if each == number}
        yield _report(suite, file, number, failures)


def _report(
    suite: Suite, file: RuleFile, number: int, found: Mapping[int, tuple[Failure, ...]]
) -> Report:
    cases = suite.cases[number]
    own = [fault for fault in suite.faults if fault.place and fault.place.source == file.path]
    outcomes = []
    expected: list[Fault] = []
    for place, case in enumerate(cases):
        if case.sketch is None:
            error = str(case.error)
            met = [one for one in own if error == one.code or error in one.message]
            expected += met
            outcomes.append(Outcome(case, () if met else (_none(file, case),)))
        elif place in found:
            outcomes.append(Outcome(case, found[place]))
    named = {
        pattern.name
        for case in cases
        for expectation in case.expectations
        for pattern in expectation.patterns
    }
    untested = tuple(entry.name for entry in file.exports if entry.name not in named)
    faults = tuple(Failure(fault) for fault in own if fault not in expected)
    unread = tuple(map(Failure, suite.unread[number]))
    return Report(file.path, tuple(outcomes), unread, untested, faults)


def _none(file: RuleFile, case: Case) -> Failure:
    message = f"the error {case.error!r} is expected, but there is none"
    return Failure(file.source.fault(message, case.span, code=FAILED))
