"""Joining: lists of like things with commas and conjunctions, as coordinations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import Coordination, Negated

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import Span

__all__ = ["JOINING", "Joint", "Tail", "joined"]

T = TypeVar("T")
Joint: TypeAlias = Literal["and", "or", ","]
Tail: TypeAlias = "tuple[Joint, T]"

JOINING = Grammar()
rule = JOINING.rule


@rule(
    "And",
    "and/but/plus also?",
    "as well as",
    "and? along/together with",
    "and/but at the same time",
    "&",
)
def _and(_span: Span) -> Joint:
    return "and"


@rule("Or", "or else?", "or alternatively")
def _or(_span: Span) -> Joint:
    return "or"


@rule("Joint", "And", "Or")
def _joint(_span: Span, joint: Joint) -> Joint:
    return joint


def joined(
    span: Span, first: T, tails: tuple[Tail[T], ...]
) -> T | Coordination[T] | Negated[T] | None:
    """Return the coordination of a list; `and` binds tighter than `or`, a comma is what follows it.

    "not A or B" denies both; so does "not A or not B" each. None if the list ends in a comma's
    unfinished part.
    """
    if not tails:
        return first
    joints = [joint for joint, _ in tails]
    following: Joint = "and"
    for index in range(len(joints) - 1, -1, -1):
        if joints[index] == ",":
            joints[index] = following
        following = joints[index]
    groups: list[list[T]] = [[first]]
    for joint, (_, part) in zip(joints, tails, strict=True):
        if joint == "and":
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) == 1:
        return Coordination("and", tuple(groups[0]), span)
    parts = [
        group[0] if len(group) == 1 else Coordination("and", tuple(group), span) for group in groups
    ]
    head = parts[0]
    if isinstance(head, Negated) and not any(isinstance(part, Negated) for part in parts[1:]):
        return Negated(Coordination("or", (head.part, *parts[1:]), span), span)
    return Coordination("or", tuple(parts), span)
