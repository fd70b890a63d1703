"""An explanation at one of three lengths, as text, Markdown, or a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.explain.proofs.diagram import dot, markdown, markdown_text, mermaid
from rune_lp.explain.proofs.tree import tree
from rune_lp.explain.why.report import headline, titled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rune_lp.explain.why.report import Explained

__all__ = ["Length", "as_drawing", "as_markdown", "as_text", "heading", "shortly"]

Length: TypeAlias = Literal["short", "default", "long"]
"""One sentence; what each part of the question rests on; or the whole proof."""


def as_text(explained: Explained, length: Length) -> list[str]:
    """Return the lines below an image's outcome: its assignments and what each rests on."""
    if length == "short":
        return [f"     because {sentence}" for sentence in shortly(explained)]
    lines: list[str] = []
    for title, proof in titled(explained):
        lines += [title] if title else []
        lines += [f"  {line}" for line in tree(proof, long=length == "long")]
    return [f"     {line}" for line in lines]


def shortly(explained: Explained) -> list[str]:
    """Return why an image matches in one sentence; none where there is nothing to say."""
    return ["; ".join(explained.sentences)] if explained.sentences else []


def as_markdown(
    header: Sequence[str], parts: Sequence[tuple[str, Explained]], length: Length
) -> Iterator[str]:
    """Yield the lines of a Markdown document.

    Args:
        header: The lines that show the question.
        parts: What to show of the image, each with its heading.
        length: How much of each.
    """
    for line in header:
        yield f"{markdown_text(line)}  "
    for heading, explained in parts:
        yield ""
        yield f"## {markdown_text(heading)}"
        if length == "short":
            yield from ("", *map(markdown_text, shortly(explained)))
            continue
        for title, proof in titled(explained):
            yield ""
            if title:
                yield from (f"### {markdown_text(title)}", "")
            yield from markdown(proof, long=length == "long")


def as_drawing(
    kind: Literal["mermaid", "dot"], parts: Sequence[tuple[str, Explained]]
) -> list[str]:
    """Return the lines of a drawing of all proofs, each titled by its heading and assignment."""
    proofs = [
        (f"{heading}: {title}" if title else heading, proof)
        for heading, explained in parts
        for title, proof in titled(explained)
    ]
    return mermaid(proofs) if kind == "mermaid" else dot(proofs)


def heading(explained: Explained) -> str:
    """Return the heading of what is shown of an image: its outcome."""
    return " ".join(headline(explained).split())
