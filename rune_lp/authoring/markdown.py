"""The documentation of rule files as a Markdown page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rune_lp.authoring.manual import dependency_edges, overview_edges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rune_lp.authoring.manual import Article, Chapter

__all__ = ["markdown_page"]


def markdown_page(chapters: Sequence[Chapter]) -> str:
    r"""Return the page; what rests on what is drawn by Mermaid, as code hosts show it.

    >>> from rune_lp.authoring.manual import Chapter
    >>> markdown_page([Chapter("a.lp", "Nothing yet.", (), (), ())]).split("\n\n")
    ['# Rules', '## a.lp', 'Nothing yet.\n']
    """
    blocks = ["# Rules", *_graph(overview_edges(chapters))]
    for chapter in chapters:
        blocks += _chapter(chapter)
    return "\n\n".join(blocks) + "\n"


def _graph(edges: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if any(edges.values()):
        lines = [f"    {name} --> {one}" for name, below in edges.items() for one in below]
        yield "\n".join(["```mermaid", "graph TD", *lines, "```"])


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {_prose(chapter.title)}"
    if chapter.introduction:
        yield _prose(chapter.introduction)
    yield from _graph(dependency_edges(chapter))
    if chapter.constants:
        rows = [
            f"| `{one.name}` | {_prose(one.value)} | {_prose(one.comment)} |"
            for one in chapter.constants
        ]
        yield "\n".join(["| constant | value | |", "| --- | --- | --- |", *rows])
    for article in chapter.articles:
        yield from _article(article)
    if chapter.classes:
        rows = [f"| `{one.name}` | {_prose(', '.join(one.synonyms))} |" for one in chapter.classes]
        yield "\n".join(["| class | also called |", "| --- | --- |", *rows])


def _article(article: Article) -> Iterator[str]:
    entry = article.entry
    yield f"### `{entry.written}`"
    yield f"{_prose(entry.gloss[:1].upper() + entry.gloss[1:])}."
    facts = []
    if set(entry.sorts) != {"object"}:
        pairs = zip(entry.arguments, entry.sorts, strict=True)
        facts.append(
            f"Arguments: {', '.join(f'{name} is {sort}' for name, sort in pairs)}; for rules only."
        )
    if entry.synonyms:
        facts.append(f"In English also: {_prose(', '.join(entry.synonyms))}.")
    if entry.because:
        facts.append(f"An answer says: “{_prose(entry.because)}”.")
    if entry.rests_on:
        facts.append(f"Rests on: {', '.join(f'`{name}`' for name in entry.rests_on)}.")
    if facts:
        yield "\n".join(f"- {fact}" for fact in facts)
    yield "\n".join(["```prolog", *article.rules, "```"])
    for example in article.examples:
        title = f"Example, {_prose(example.title)}" if example.title else "Example"
        says = ", ".join(map(_code, example.says))
        yield f"{title}: in {_code(example.scene)}: {says}."


def _prose(text: str) -> str:
    r"""Return a text in which nothing is markup.

    >>> print(_prose("a <b>port</b>, in_port | *"))
    a \<b\>port\</b\>, in\_port \| \*
    """
    return re.sub(r"([\\`*_\[\]<>|&])", r"\\\1", text)


def _code(text: str) -> str:
    """Return a text as code, within more backticks than it has itself."""
    ticks = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{ticks}{text}{ticks}" if len(ticks) == 1 else f"{ticks} {text} {ticks}"
