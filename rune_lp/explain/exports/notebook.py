"""Answers as notebooks show them: a plan of the boxes and the reasons, as HTML without scripts."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from rune_lp.explain.pictures.links import assignment_links
from rune_lp.explain.pictures.overlay_svg import draw_svg
from rune_lp.translate.phrases import spoken
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.explain.why.report import Explained

__all__ = ["answers_html", "explained_html"]

SHOWN = 10
"""Images of a search that are shown; the others are counted."""

_FIXED = re.compile(r'(<svg\b[^>]*?) width="\d+" height="\d+"')
"""The size of a drawing, which here is as wide as its place."""

_FRAME = "font-family:system-ui,sans-serif;line-height:1.4;max-width:72rem"
_CARD = (
    "display:flex;flex-wrap:wrap;gap:1rem;margin:.6rem 0;padding:.6rem;border:1px solid #8884;"
    "border-radius:6px"
)


def explained_html(explained: Explained) -> str:
    """Return an image's answer: its plan with the best assignment, and the reasons.

    It has no scripts, loads nothing, and whatever labels and names hold is text.

    >>> from rune_lp.explain.why.report import Explained
    >>> from rune_lp.scenes import Scene
    >>> from rune_lp.search import ImageResult
    >>> unsolved = ImageResult(Scene.of("<P1>", [], [], []), None, "not solved within 5 s")
    >>> "&lt;P1&gt;" in explained_html(Explained(None, unsolved, (), ()))
    True
    """
    return f'<div style="{_FRAME}">{_card(explained)}</div>'


def answers_html(
    header: Mapping[str, Any], summary: str, reasoned: Iterable[Explained], hidden: int
) -> str:
    """Return the answers of a search.

    Args:
        header: How the question was understood; see `search --format json`.
        summary: The sentence that counts the images.
        reasoned: The images that are shown.
        hidden: How many more there are.
    """
    asked = f"<div>{escape(header['query'])}</div>" if header["query"] else ""
    notes = "".join(f"<li>{escape(note)}</li>" for note in header["notes"])
    more = f"<div>… and {hidden:,} more</div>" if hidden else ""
    return (
        f'<div style="{_FRAME}">{asked}<code>{escape(header["fol"])}</code>'
        f"{f'<ul>{notes}</ul>' if notes else ''}<div>{escape(summary)}</div>"
        f"{''.join(map(_card, reasoned))}{more}</div>"
    )


def _card(explained: Explained) -> str:
    result = explained.result
    name = f"<strong>{escape(result.scene.image)}</strong>"
    if result.answer is None:
        told = f"{name} <em>not solved</em>: {escape(result.failure or '')}"
        return f'<div style="{_CARD}"><div>{told}</div></div>'
    outcome = "" if result.answer.satisfied else " <em>no match</em>"
    title = f"<div>{name} score {result.answer.degree:.4f}{outcome}</div>"
    said = "".join(f"<li>{escape(sentence)}</li>" for sentence in explained.sentences)
    reasons = f"<div style='flex:1 1 18rem'>{title}{_bound(explained)}<ul>{said}</ul></div>"
    return (
        f'<div style="{_CARD}"><div style="flex:0 1 32rem">{_plan(explained)}</div>{reasons}</div>'
    )


def _bound(explained: Explained) -> str:
    """Return the objects of the best assignment, by variable."""
    best = explained.best
    if best is None or not best["bindings"]:
        return ""
    named = (
        f"{escape(name)} = {escape(_called(one))} ({one['score']:.2f})"
        for name, one in best["bindings"].items()
    )
    return f"<div>{', '.join(named)}</div>"


def _called(bound: Mapping[str, Any]) -> str:
    return f"{spoken(bound['class'], predicate_name(bound['class']))} {bound['id']}"


def _plan(explained: Explained) -> str:
    answer = explained.result.answer
    if answer is None:
        return ""
    best = explained.best or {"bindings": {}, "because": [], "reasons": []}
    witnesses = {name: one["id"] for name, one in best["bindings"].items()}
    lines = [(link["label"], *link["objects"]) for link in assignment_links(best)]
    drawing = draw_svg(None, answer.subject.scene, witnesses, lines)
    return _FIXED.sub(r"\1", drawing, count=1)
