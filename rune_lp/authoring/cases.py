"""Tests that stand in a rule file: a sketched scene, and what the rules make of it.

    %? scene: harbor h at 100 100 200x40; ship s1..s5 beside h
    %? expect: marina(h), moored(s1..s5, h)
    %? forbid: marina(s1)

A line with no key goes on where the line before it stopped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from rune_lp.authoring.atoms import read_expectations
from rune_lp.authoring.sketch import Sketch, read_sketch
from rune_lp.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.authoring.atoms import Expectation, Kind
    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.source import Source

__all__ = ["Case", "read_cases"]

_KEY = re.compile(r"(scene|expect error|expect|forbid|exactly|test)\s*:")
_KEYLIKE = re.compile(r"([A-Za-z][\w ]*?)\s*:")


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a rule file.

    Attributes:
        title: What it is called, or nothing.
        line: The number of its first line.
        span: Its first line.
        sketch: The scene, or None for a test of the file itself.
        expectations: The atoms that it expects and forbids, in order.
        error: The code or a part of the message of the error that it expects, or None.
        scene: The text of its scene.
    """

    title: str
    line: int
    span: Span
    sketch: Sketch | None
    expectations: tuple[Expectation, ...] = ()
    error: str | None = None
    scene: str = ""


@dataclass(slots=True)
class _Entry:
    """A key of a test, its first line, and the part of the file that its value covers."""

    key: str
    line: Span
    start: int
    end: int


@dataclass(slots=True)
class _Draft:
    entries: list[_Entry] = field(default_factory=list)

    def has(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)


def read_cases(source: Source) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    r"""Return the tests that stand in a file, and the faults of those that cannot be read.

    >>> from rune_lp.rulefiles.source import Source
    >>> text = "%? scene: ship s1..s3 at 9 9 in a row of step 40\n%? expect: near(s1, s2..s3)\n"
    >>> (case,), faults = read_cases(Source("a.lp", text))
    >>> [len(expectation.patterns) for expectation in case.expectations], faults
    ([2], ())
    """
    faults: list[Fault] = []
    cases: list[Case] = []
    for draft in _drafts(source, faults):
        try:
            cases.append(_case(source, draft))
        except InputError as error:
            faults.append(error.fault)
    return tuple(cases), tuple(faults)


def _drafts(source: Source, faults: list[Fault]) -> list[_Draft]:
    drafts: list[_Draft] = []
    try:
        lines = source.comments("%?")
    except InputError:
        # Comments cannot be told from the rest, which whoever reads the file reports.
        return []
    for start, end in lines:
        text = source.text[start + 2 : end]
        match = _KEY.match(text.lstrip())
        if match is None:
            fault = _no_key(source, text, (start, end), bool(drafts))
            if fault is None:
                drafts[-1].entries[-1].end = end
            else:
                faults.append(fault)
            continue
        key = match[1]
        value = start + 2 + len(text) - len(text.lstrip()) + match.end()
        if _begins(key, drafts):
            drafts.append(_Draft())
        drafts[-1].entries.append(_Entry(key, (start, end), value, end))
    return drafts


def _begins(key: str, drafts: Sequence[_Draft]) -> bool:
    if not drafts or key == "test":
        return True
    if key == "scene":
        return any(entry.key != "test" for entry in drafts[-1].entries)
    return False


def _no_key(source: Source, text: str, span: Span, continues: bool) -> Fault | None:
    if match := _KEYLIKE.match(text.lstrip()):
        hint = "known here: test, scene, expect, forbid, exactly, expect error"
        return source.fault(f"unknown test key {match[1]!r}", span, hint, code="R040")
    if continues:
        return None
    hint = "begin it with %? scene: …"
    return source.fault("this test line belongs to no test", span, hint, code="R040")


def _case(source: Source, draft: _Draft) -> Case:
    first = draft.entries[0].line
    title, error, scene = "", None, ""
    sketch: Sketch | None = None
    expectations: list[Expectation] = []
    if not draft.has("scene") and not all(e.key in ("test", "expect error") for e in draft.entries):
        raise source.error("this test has no scene", first, "write %? scene: …", code="R040")
    for entry in draft.entries:
        value = _value(source, entry)
        match entry.key:
            case "test":
                title = " ".join(value.split())
            case "scene":
                scene = " ".join(value.split())
                sketch = read_sketch(source, value, entry.start, title or "scene")
            case "expect error":
                if not value.strip():
                    hint = "write a code such as R001, or a part of the message"
                    raise source.error("which error?", entry.line, hint, code="R040")
                error = " ".join(value.split())
            case kind:
                ids = sketch.ids if sketch else {}
                named = cast("Kind", kind)
                expectations += read_expectations(
                    source, named, value, entry.start, entry.line, ids
                )
    if error is None and not expectations:
        hint = "add %? expect: … or %? forbid: …"
        raise source.error("this test expects nothing", first, hint, code="R040")
    if error is not None and expectations:
        hint = "make it two tests"
        raise source.error("a test of an error has no atoms", first, hint, code="R040")
    line = source.text.count("\n", 0, first[0]) + 1
    return Case(title, line, first, sketch, tuple(expectations), error, scene)


def _value(source: Source, entry: _Entry) -> str:
    """Return an entry's value as long as it is in the file, without the marks of its lines."""
    text = source.text[entry.start : entry.end]
    return re.sub(r"\n[ \t]*%\?", lambda match: " " * len(match[0]), text)
