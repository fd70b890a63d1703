"""What rule files say of themselves, in chapters: the content of their documentation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.listing import entries
from rune_lp.authoring.tokens import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.authoring.cases import Case
    from rune_lp.authoring.listing import Entry
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = [
    "Article",
    "Chapter",
    "Constant",
    "Example",
    "dependency_edges",
    "manual",
    "overview_edges",
]


@dataclass(frozen=True, slots=True)
class Constant:
    """A `#const`, its value, and the comment on its line."""

    name: str
    value: str
    comment: str


@dataclass(frozen=True, slots=True)
class Example:
    """A test as an example: its title, its scene, and what it says of it."""

    title: str
    scene: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A predicate with its rules and the tests that name it."""

    entry: Entry
    rules: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A rule file: the comment that it begins with, its constants and predicates, its classes."""

    title: str
    introduction: str
    constants: tuple[Constant, ...]
    articles: tuple[Article, ...]
    classes: tuple[Entry, ...]


def manual(files: Iterable[RuleFile], library: RuleLibrary) -> tuple[Chapter, ...]:
    """Return the chapters of some files of a library.

    >>> from rune_lp.rulefiles.library import load_rule_files
    >>> library = load_rule_files()
    >>> [chapter.title for chapter in manual(library.files, library)][:1]
    ['aviation.lp']
    """
    found = entries(library)
    return tuple(_chapter(file, [e for e in found if e.path == file.path]) for file in files)


def dependency_edges(chapter: Chapter) -> dict[str, tuple[str, ...]]:
    """Return which name rests on which, for the predicates of a chapter.

    `object` and `class` are left out: nearly everything rests on these.
    """
    edges: dict[str, tuple[str, ...]] = {}
    for article in chapter.articles:
        below = tuple(name for name in article.entry.rests_on if name not in ("object", "class"))
        edges[article.entry.name] = below
    for below in tuple(edges.values()):
        for name in below:
            edges.setdefault(name, ())
    return edges


def overview_edges(chapters: Iterable[Chapter]) -> dict[str, tuple[str, ...]]:
    """Return which predicate of some chapters rests on which other one, without those alone."""
    whole = {one.entry.name: one.entry.rests_on for each in chapters for one in each.articles}
    edges = {name: tuple(n for n in below if n in whole) for name, below in whole.items()}
    linked = {name for below in edges.values() for name in below}
    return {name: below for name, below in edges.items() if below or name in linked}


def _chapter(file: RuleFile, found: list[Entry]) -> Chapter:
    cases, _ = read_cases(file.source)
    examples = [(case, example) for case in cases if (example := _example(case))]
    articles = tuple(
        Article(
            entry,
            tuple(
                rule.text
                for rule in file.rules
                if (entry.name, len(entry.arguments)) in rule.defines
            ),
            tuple(example for case, example in examples if entry.name in _named(case)),
        )
        for entry in found
        if entry.kind in ("rule", "helper")
    )
    classes = tuple(entry for entry in found if entry.kind == "class")
    introduction = " ".join(_introduction(file))
    return Chapter(Path(file.path).name, introduction, _constants(file), articles, classes)


def _introduction(file: RuleFile) -> Iterator[str]:
    """Yield the plain comment lines that the file begins with."""
    for line in file.text.split("\n"):
        if not line.startswith("%") or line[1:2] in ("!", "?", "*"):
            return
        yield line.lstrip("% ").strip()


def _constants(file: RuleFile) -> tuple[Constant, ...]:
    found = []
    run = chunks(file.source)
    for chunk, after in zip_longest(run, run[1:]):
        words = [token.text for token in chunk.tokens]
        if words[:1] == ["#const"]:
            comment = after.tokens[0].text if after is not None and after.trailing else ""
            start, end = chunk.tokens[3].span[0], chunk.tokens[-1].span[0]
            value = file.text[start:end].strip()
            found.append(Constant(words[1], value, comment.lstrip("% ").strip()))
    return tuple(found)


def _named(case: Case) -> set[str]:
    return {pattern.name for one in case.expectations for pattern in one.patterns}


def _example(case: Case) -> Example | None:
    if case.sketch is None:
        return None
    kinds: Mapping[str, str] = {"expect": "", "exactly": "only ", "forbid": "not "}
    says = tuple(f"{kinds[one.kind]}{one.text}" for one in case.expectations)
    if case.error is not None:
        says = (f"error: {case.error}",)
    return Example(case.title, case.scene, says)
