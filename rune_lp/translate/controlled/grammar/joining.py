"""Joining: lists of like things with commas and conjunctions, as coordinations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import Coordination, Negated

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import Span

__all__ = ["JOINING", "Joint", "Tail", "joined"]

Joint: TypeAlias = Literal["and", "or", ","]
Tail: TypeAlias = tuple[Joint, Any]
"""A connective, and the part that follows it."""

JOINING = Grammar()
rule = JOINING.rule


@rule(
    "And",
    "and/plus also?",
    "as well as",
    "and? along/together with",
    "and at the same time",
    "&",
)
def _and(_span: Span) -> Joint:
    return "and"


@rule("Or", "or else?", "or alternatively")
def _or(_span: Span) -> Joint:
    return "or"


@rule("But", "but also?", "but at the same time", "yet")
def _but(_span: Span) -> Joint:
    return "and"


@rule("Joint", "And", "Or")
@rule("ClauseJoint", "And", "Or", "But")
def _joint(_span: Span, joint: Joint) -> Joint:
    return joint


def joined(span: Span, first: Any, tails: tuple[Tail, ...]) -> Any:
    """Return the coordination of a list; `and` binds tighter than `or`.

    A comma stands for the connective that follows it, and at the end for `and`. "not A or B"
    denies both, "not A or not B" each.
    """
    if not tails:
        return first
    joints = [joint for joint, _ in tails]
    following: Joint = "and"
    for index in range(len(joints) - 1, -1, -1):
        if joints[index] == ",":
            joints[index] = following
        following = joints[index]
    groups: list[list[Any]] = [[first]]
    for joint, (_, part) in zip(joints, tails, strict=True):
        if joint == "and":
            groups[-1].append(part)
        else:
            groups.append([part])
    parts: list[Any] = [
        group[0] if len(group) == 1 else Coordination("and", tuple(group), span) for group in groups
    ]
    if len(parts) == 1:
        return parts[0]
    head, *rest = parts
    if isinstance(head, Negated) and not any(isinstance(part, Negated) for part in rest):
        return Negated(Coordination("or", (head.part, *rest), span), span)
    return Coordination("or", tuple(parts), span)


@rule("ModifierTail", ",? ClauseJoint ModifierItem")
@rule("PluralTail", ",? ClauseJoint PluralItem")
@rule("ComplementTail", ",? ClauseJoint Complement")
@rule("VerbTail", ",? ClauseJoint VerbPhrase", ",? ClauseJoint RelativeWord VerbPhrase")
@rule("ClauseTail", ",? Joint Clause", ",? But FullClause")
def _tail(_span: Span, joint: Joint, *part: Any) -> Tail:
    return joint, part[-1]


@rule("ClauseTail", ", Clause", "; And? Clause", ". And? Clause", ",? while/whereas Clause")
def _next_clause(_span: Span, *parts: Any) -> Tail:
    return "and", parts[-1]


@rule("Modifier", "ModifierItem ModifierTail*")
@rule("PluralModifier", "PluralItem PluralTail*")
@rule("Complements", "Complement ComplementTail*")
@rule("VerbPhrases", "VerbPhrase VerbTail*")
@rule("SingularVerbPhrases", "SingularVerbPhrase VerbTail*")
@rule("Clauses", "Clause ClauseTail*")
def _list(span: Span, first: Any, tails: tuple[Tail, ...]) -> Any:
    return joined(span, first, tails)
