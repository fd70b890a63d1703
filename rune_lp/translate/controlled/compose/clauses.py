"""Clauses: sentences and their coordination, as one formula."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import Forall, Formula, Implies, Not, Or
from rune_lp.translate.controlled.compose.discourse import (
    Discourse,
    NeedsGroup,
    Scope,
    conjunction,
)
from rune_lp.translate.controlled.compose.joint import is_joint
from rune_lp.translate.controlled.compose.predicates import say
from rune_lp.translate.controlled.compose.things import exclusive, nothing_more, thing
from rune_lp.translate.controlled.tree import (
    Coordination,
    Every,
    If,
    Most,
    Negated,
    NounPhrase,
    Predication,
    Reference,
    There,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.compose.discourse import Variables
    from rune_lp.translate.controlled.tree import Clause, Span, Thing
    from rune_lp.vocabulary import Vocabulary

__all__ = ["compose"]


def compose(tree: Clause, text: str, vocabulary: Vocabulary) -> tuple[Formula, tuple[str, ...]]:
    """Return the formula of a clause, and the notes on the readings taken.

    Raises:
        NotUnderstoodError: if a word refers to nothing, or a number does not fit.
    """
    grouped: frozenset[Span] = frozenset()
    while True:
        discourse = Discourse(text, vocabulary, say, grouped)
        scope = Scope()
        try:
            _clause(discourse, scope, tree)
        except NeedsGroup as need:
            grouped |= {need.span}
        else:
            return scope.closed(), tuple(discourse.notes)


def _clause(discourse: Discourse, scope: Scope, tree: Clause) -> None:
    match tree:
        case There(things):
            _there(discourse, scope, things)
        case Predication(subject, predicate):
            if is_joint(predicate):
                thing(discourse, scope, subject, nothing_more, joint=(predicate,))
            else:
                thing(
                    discourse,
                    scope,
                    subject,
                    lambda inner, variables: say(discourse, inner, variables, predicate),
                )
        case If(condition, consequence):
            _if(discourse, scope, condition, consequence)
        case Coordination("and", parts):
            for part in parts:
                _clause(discourse, scope, part)
        case Coordination(connective, parts):
            options = []
            for part in parts:
                inner = scope.inner()
                _clause(discourse, inner, part)
                options.append(inner.closed())
            scope.add(exclusive(*options) if connective == "xor" else Or(tuple(options)))
        case Negated(part):
            inner = scope.negative()
            _clause(discourse, inner, part)
            scope.add(Not(inner.closed()))


def _there(discourse: Discourse, scope: Scope, things: Thing) -> None:
    """Add that things exist; "all planes near a ship" says that all planes are near a ship."""
    if isinstance(things, Coordination) and things.connective == "and":
        for part in things.parts:
            _there(discourse, scope, part)
        return
    universal = isinstance(things, NounPhrase) and (
        isinstance(things.determiner, (Every, Most))
        or (isinstance(things.determiner, Reference) and things.noun.plural)
    )
    if universal and isinstance(things, NounPhrase) and things.modifiers:
        predicates = things.modifiers
        predicate = (
            predicates[0] if len(predicates) == 1 else Coordination("and", predicates, things.span)
        )
        discourse.note(
            f"'{discourse.words(things.span)}' is read as: of all {things.noun.words} the rest holds"
        )
        subject = replace(things, modifiers=())
        _clause(discourse, scope, Predication(subject, predicate, things.span))
        return
    thing(discourse, scope, things, nothing_more)


def _if(discourse: Discourse, scope: Scope, condition: Clause, consequence: Clause) -> None:
    """Add an implication; what the condition introduces is meant whichever it is."""
    premise = scope.inner()
    _clause(discourse, premise, condition)
    body = premise.inner()
    _clause(discourse, body, consequence)
    implied = Implies(conjunction(premise.conditions), body.closed())
    scope.add(Forall(tuple(premise.variables), implied) if premise.variables else implied)
