"""Clauses: what there is, what is said of what, and under which condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import (
    Apart,
    Coordination,
    CountComparison,
    Having,
    If,
    Negated,
    Place,
    Predication,
    Related,
    There,
)

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Comparison
    from rune_lp.translate.controlled.tree import (
        Amount,
        Bound,
        Clause,
        NounPhrase,
        Predicate,
        Span,
        Thing,
    )


__all__ = ["CLAUSES"]

CLAUSES = Grammar()
rule = CLAUSES.rule


@rule(
    "FullClause",
    "there/here Be Also? Things",
    "there exists/exist Things",
    "here Be Things",
)
def _there(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("Also", "also")
def _also(_span: Span) -> bool:
    return True


@rule("FullClause", "there Be not Things")
def _there_not(span: Span, _be: bool, things: Thing) -> Clause:
    return Negated(There(things, span), span)


@rule("FullClause", "Quality ,? there? Be Object")
def _fronted(span: Span, quality: Predicate, _be: bool, things: Thing) -> Clause | None:
    """As in "near a harbor there are two ships": the harbor is said, and chosen, first."""
    if isinstance(quality, Related):
        return Predication(quality.object, Having(things, span, quality.relation), span)
    if isinstance(quality, Place):
        return Predication(things, quality, span)
    return None


@rule("FullClause", "Things VerbPhrases")
def _predication(span: Span, subject: Thing, predicate: Predicate) -> Predication:
    return Predication(subject, predicate, span)


@rule("Clause", "FullClause")
def _full(_span: Span, clause: Clause) -> Clause:
    return clause


@rule("Clause", "Things", cost=3)
def _things_alone(span: Span, things: Thing) -> There:
    """As in "a ship near a harbor, and the harbor is near a bridge"."""
    return There(things, span)


@rule("FullClause", "if/whenever/when Clauses ,? then? Clauses")
def _if(span: Span, condition: Clause, consequence: Clause) -> If:
    return If(condition, consequence, span)


@rule("FullClause", "Things VerbPhrases if/whenever Clause")
def _holds_if(span: Span, subject: Thing, predicate: Predicate, condition: Clause) -> If:
    return If(condition, Predication(subject, predicate, span), span)


@rule("FullClause", "there Be Things if/whenever Clause")
def _there_if(span: Span, _be: bool, things: Thing, condition: Clause) -> If:
    return If(condition, There(things, span), span)


@rule("FullClause", "either Clause ,? or Clause ,? but not both")
def _exclusive_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("xor", (first, second), span)


@rule("FullClause", "there Be Things or there Be Things ,? but not both")
def _exclusive_there(span: Span, _is: bool, one: Thing, _are: bool, other: Thing) -> Clause:
    parts: tuple[Clause, ...] = (There(one, span), There(other, span))
    return Coordination("xor", parts, span)


@rule("FullClause", "either Clause or Clause")
def _either_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("or", (first, second), span)


@rule("FullClause", "both Clause and Clause")
def _both_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("and", (first, second), span)


@rule("FullClause", "it is not the case that Clause", "it is not true that Clause")
def _not_clause(span: Span, clause: Clause) -> Clause:
    return Negated(clause, span)


@rule("FullClause", "the distance between Thing and Thing Be Bound")
@rule("FullClause", "the distance from Thing to Thing Be Bound")
def _distance_is(span: Span, first: Thing, second: Thing, _be: bool, bound: Bound) -> Predication:
    pair: Coordination[Thing] = Coordination("and", (first, second), span)
    return Predication(pair, Apart(bound, span), span)


@rule("FullClause", "the number of Described Be Amount")
def _number_is(span: Span, described: NounPhrase, _be: bool, amount: Amount) -> There:
    return There(replace(described, determiner=amount, span=span), span)


@rule("FullClause", "the number of Described Be Degree the number of Described")
def _number_is_more(
    span: Span,
    more: NounPhrase,
    _be: bool,
    degree: Comparison,
    less: NounPhrase,
) -> There:
    return There(CountComparison(degree, more, less, span), span)


@rule("FullClause", "ImageSubject ImageVerb Things", "ImageSubject has/have/had Things")
def _image_shows(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("ImageSubject", "The ImageNoun", "a/an/each/every/it/this ImageNoun")
def _image_subject(_span: Span, *_parts: bool) -> bool:
    return True
