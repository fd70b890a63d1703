"""Clauses: sentences and their coordination, as one formula."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import Forall, Formula, Implies, Not, Or
from rune_lp.translate.controlled.compose.descriptions import described
from rune_lp.translate.controlled.compose.discourse import (
    Discourse,
    NeedsGroup,
    Scope,
    conjunction,
)
from rune_lp.translate.controlled.compose.joint import is_joint
from rune_lp.translate.controlled.compose.predicates import say
from rune_lp.translate.controlled.compose.quantifiers import nothing_more
from rune_lp.translate.controlled.compose.things import each_part, exclusive, thing
from rune_lp.translate.controlled.tree import (
    Amount,
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
    from collections.abc import Callable

    from rune_lp.translate.controlled.tree import Clause, Determiner, Span, Thing
    from rune_lp.vocabulary import Vocabulary

__all__ = ["compose", "compose_set"]


def compose(tree: Clause, text: str, vocabulary: Vocabulary) -> tuple[Formula, tuple[str, ...]]:
    """Return the formula of a clause, and the notes on the readings taken.

    Raises:
        NotUnderstoodError: if a word refers to nothing, or a number does not fit.
    """

    def sentence(discourse: Discourse, scope: Scope) -> None:
        _clause(discourse, scope, tree)

    return _composed(sentence, text, vocabulary)


def compose_set(
    tree: Clause, text: str, vocabulary: Vocabulary
) -> tuple[str, Formula, tuple[str, ...]]:
    """Return the answer variable and formula of "which ships are near a harbor?", and the notes.

    Raises:
        NotUnderstoodError: if the clause is not about things of one description.
    """
    variable = ""

    def answers(discourse: Discourse, scope: Scope) -> None:
        nonlocal variable
        subject = tree.things if isinstance(tree, There) else getattr(tree, "subject", None)
        if not isinstance(subject, NounPhrase) or not _is_plain(subject.determiner):
            raise discourse.refused(
                f"'{discourse.words(tree.span)}' does not ask for things of one description",
                tree.span,
                "ask 'which ships are near a harbor?' or 'the ships near a harbor'",
            )
        variable = discourse.fresh(subject.noun)
        described(discourse, scope, subject, variable)
        if isinstance(tree, Predication):
            say(discourse, scope, (variable,), tree.predicate)

    formula, notes = _composed(answers, text, vocabulary)
    return variable, formula, notes


def _is_plain(determiner: Determiner) -> bool:
    """Say whether a determiner leaves open which things are meant: "ships", "the", "all"."""
    match determiner:
        case Amount(lower, upper):
            return lower == 1 and upper is None
        case Every(negated):
            return not negated
        case Reference(same):
            return not same
        case _:
            return False


def _composed(
    add: Callable[[Discourse, Scope], None], text: str, vocabulary: Vocabulary
) -> tuple[Formula, tuple[str, ...]]:
    """Return what is added to a scope, closed; phrases that need variables get them."""
    grouped: frozenset[Span] = frozenset()
    while True:
        discourse = Discourse(text, vocabulary, say, grouped)
        scope = Scope()
        try:
            add(discourse, scope)
        except NeedsGroup as need:
            grouped |= {need.span}
        else:
            return scope.closed(), tuple(discourse.notes)


def _clause(discourse: Discourse, scope: Scope, tree: Clause) -> None:
    match tree:
        case There(things):
            _there(discourse, scope, things)
        case Predication(subject, predicate):
            _note_denied_all(discourse, tree)
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


def _note_denied_all(discourse: Discourse, tree: Predication) -> None:
    subject = tree.subject
    if (
        isinstance(subject, NounPhrase)
        and isinstance(subject.determiner, Every)
        and isinstance(tree.predicate, Negated)
    ):
        discourse.note(
            f"'{discourse.words(tree.span)}' denies it of each {subject.noun.kind}"
            f" (say 'not all' to deny it of some)"
        )


def _there(discourse: Discourse, scope: Scope, things: Thing) -> None:
    """Add that things exist; "all planes near a ship" says that all planes are near a ship."""
    if isinstance(things, Coordination) and things.connective == "and":
        each_part(discourse, scope, things.parts, lambda part: _there(discourse, scope, part))
        return
    universal = isinstance(things, NounPhrase) and (
        isinstance(things.determiner, (Every, Most))
        or (isinstance(things.determiner, Reference) and things.noun.plural)
    )
    if universal and isinstance(things, NounPhrase) and not things.modifiers:
        if isinstance(things.determiner, Most):
            raise discourse.refused(
                f"of '{discourse.words(things.span)}' nothing is said",
                things.span,
                f"say something, such as '{discourse.words(things.span)} near a harbor'",
            )
        things = replace(things, determiner=Amount(1))
    if universal and isinstance(things, NounPhrase) and things.modifiers:
        predicates = things.modifiers
        predicate = (
            predicates[0] if len(predicates) == 1 else Coordination("and", predicates, things.span)
        )
        words = discourse.words(things.span)
        discourse.note(f"'{words}' is read as said of the {things.noun.words} of the image")
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
