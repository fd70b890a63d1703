"""The lines of a derivation: what holds, what does not, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Step", "drawn", "few", "listed"]

MOST_SHOWN = 3
"""Of many ways to fail so many are shown, and of the members of a set twice as many."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a derivation, and the lines that it rests on.

    Attributes:
        text: What is said.
        holds: Whether it holds; None for a rule or a remark.
        parts: What it rests on.
    """

    text: str
    holds: bool | None
    parts: tuple[Step, ...] = ()


def drawn(step: Step, depth: int = 0) -> Iterator[str]:
    r"""Yield the lines of a derivation, indented.

    >>> print(*drawn(Step("a", True, (Step("b", False),))), sep="\n")
    ✓ a
      ✗ b
    """
    mark = {True: "✓ ", False: "✗ ", None: ""}[step.holds]
    yield f"{'  ' * depth}{mark}{step.text}"
    for part in step.parts:
        yield from drawn(part, depth + 1)


def few(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the first of some steps, each once, and how many more there are."""
    distinct = list(dict.fromkeys(steps))
    yield from distinct[:MOST_SHOWN]
    if len(distinct) > MOST_SHOWN:
        yield Step(f"… and {len(distinct) - MOST_SHOWN} more", None)


def listed(texts: Sequence[str]) -> str:
    """Return the first of some texts, separated by commas.

    >>> listed(["a", "b"])
    'a, b'
    """
    shown = ", ".join(texts[: 2 * MOST_SHOWN])
    return f"{shown}, …" if len(texts) > 2 * MOST_SHOWN else shown
