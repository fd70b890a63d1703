"""The documentation of rule files as one HTML page that needs nothing besides."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rune_lp.authoring.graph import graph_svg
from rune_lp.authoring.manual import dependency_edges, overview_edges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rune_lp.authoring.manual import Article, Chapter

__all__ = ["html_page"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem;
  color: #111; background: #fff; }
pre, code { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { background: #f5f5f2; padding: .75rem; overflow-x: auto; border-radius: 5px; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; }
section { border-top: 1px solid #ccc; margin-top: 2rem; } .graph { overflow-x: auto; }
nav { display: flex; flex-wrap: wrap; gap: .1rem .8rem; }
"""


def html_page(chapters: Sequence[Chapter]) -> str:
    """Return the page, with graphs of what rests on what as inline SVG.

    >>> from rune_lp.authoring.manual import Chapter
    >>> page = html_page([Chapter("<a>.lp", "", (), (), ())])
    >>> page.startswith("<!doctype html>"), "&lt;a&gt;.lp" in page, "http-equiv" in page
    (True, True, False)
    """
    own = frozenset(one.entry.name for chapter in chapters for one in chapter.articles)
    edges = overview_edges(chapters)
    graph = f"<h2>What rests on what</h2>{_graph(edges, own)}" if edges else ""
    links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in sorted(own))
    body = "".join(part for chapter in chapters for part in _chapter(chapter, own))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Rules</title>'
        f"<style>{_STYLE}</style></head><body><h1>Rules</h1><nav>{links}</nav>{graph}{body}"
        "</body></html>\n"
    )


def _graph(edges: Mapping[str, Sequence[str]], own: frozenset[str]) -> str:
    return f'<div class="graph">{graph_svg(edges, own)}</div>'


def _chapter(chapter: Chapter, own: frozenset[str]) -> Iterator[str]:
    yield f"<section><h2>{escape(chapter.title)}</h2>"
    if chapter.introduction:
        yield f"<p>{escape(chapter.introduction)}</p>"
    if chapter.constants:
        rows = (
            f"<tr><td><code>{escape(one.name)}</code></td><td>{escape(one.value)}</td>"
            f"<td>{escape(one.comment)}</td></tr>"
            for one in chapter.constants
        )
        yield f"<table><tr><th>constant</th><th>value</th><th></th></tr>{''.join(rows)}</table>"
    edges = dependency_edges(chapter)
    if any(edges.values()):
        yield _graph(edges, own)
    for article in chapter.articles:
        yield from _article(article)
    if chapter.classes:
        rows = (
            f"<tr><td><code>{escape(one.name)}</code></td>"
            f"<td>{escape(', '.join(one.synonyms))}</td></tr>"
            for one in chapter.classes
        )
        yield f"<table><tr><th>class</th><th>also called</th></tr>{''.join(rows)}</table>"
    yield "</section>"


def _article(article: Article) -> Iterator[str]:
    entry = article.entry
    yield f'<h3 id="{escape(entry.name)}"><code>{escape(entry.written)}</code></h3>'
    yield f"<p>{escape(entry.gloss[:1].upper() + entry.gloss[1:])}. "
    if set(entry.sorts) != {"object"}:
        pairs = zip(entry.arguments, entry.sorts, strict=True)
        told = ", ".join(f"{name} is {sort}" for name, sort in pairs)
        yield f"For rules only: {escape(told)}. "
    if entry.synonyms:
        yield f"In English also: {escape(', '.join(entry.synonyms))}. "
    if entry.because:
        yield f"An answer says: “{escape(entry.because)}”. "
    if entry.rests_on:
        names = ", ".join(f"<code>{escape(name)}</code>" for name in entry.rests_on)
        yield f"Rests on {names}."
    yield f"</p><pre>{escape(chr(10).join(article.rules))}</pre>"
    for example in article.examples:
        title = f"Example, {example.title}" if example.title else "Example"
        says = ", ".join(f"<code>{escape(one)}</code>" for one in example.says)
        yield f"<p>{escape(title)}: in <code>{escape(example.scene)}</code>: {says}.</p>"
