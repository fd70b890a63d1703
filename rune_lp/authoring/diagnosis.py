"""All that is wrong with some rule files, and what looks unmeant in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.trial import undecided
from rune_lp.rulefiles.check import class_faults, hiding_faults
from rune_lp.rulefiles.codes import severity
from rune_lp.rulefiles.library import examine_rule_files
from rune_lp.rulefiles.lint import lint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.authoring.cases import Case
    from rune_lp.errors import Fault
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = ["diagnose"]


def diagnose(
    paths: Iterable[str | Path] = (), *, allow_scripts: bool = False
) -> tuple[tuple[Path, ...], tuple[Fault, ...]]:
    """Return the files that were looked at, and their faults and warnings in order of place.

    Args:
        paths: Rule files, or folders of them; the shipped files are read beside them. Without
            any, the shipped files are looked at.
        allow_scripts: Whether they may run code and include files outside their folder.

    >>> files, faults = diagnose()
    >>> faults
    ()
    """
    paths = [Path(path) for path in paths]
    library, faults = examine_rule_files(paths, allow_scripts=allow_scripts)
    files = library.named(paths) if paths else library.files
    found = [fault for fault in faults if fault.place]
    tests = {file.path: read_cases(file.source) for file in files}
    found += (fault for _, unread in tests.values() for fault in unread)
    if not faults:
        found += _used_together(library)
        cases = [case for each, _ in tests.values() for case in each]
        found += lint(files, library.files, _named(cases), library.sorts)
        if not any(severity(fault) == "error" for fault in found):
            found += _undecided(files, {path: each for path, (each, _) in tests.items()}, library)
    return tuple(Path(file.path) for file in files), tuple(sorted(dict.fromkeys(found), key=_place))


def _used_together(library: RuleLibrary) -> Iterator[Fault]:
    yield from class_faults(library.files, library.described)
    yield from hiding_faults(library.files, library.all_guards, library.described)


def _named(cases: Iterable[Case]) -> set[tuple[str, int]]:
    """Return the predicates that tests name."""
    return {
        pattern.signature
        for case in cases
        for expectation in case.expectations
        for pattern in expectation.patterns
    }


def _undecided(
    files: Iterable[RuleFile], cases: dict[str, tuple[Case, ...]], library: RuleLibrary
) -> Iterator[Fault]:
    """Yield the scenes of the files' tests for which the rules have no one stable model."""
    for file in files:
        for case in cases[file.path]:
            if case.sketch is not None and case.error is None:
                fault = undecided(file.source, case, library)
                if fault is not None:
                    yield fault


def _place(fault: Fault) -> tuple[str, int, int, str]:
    place = fault.place
    if place is None:
        return "", 0, 0, fault.message
    return place.source, place.line or 0, place.column or 0, fault.message
