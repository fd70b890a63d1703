"""Predicates: the modifiers of a noun, relative clauses and verb phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import (
    Coordination,
    Distributive,
    Having,
    KindOf,
    Negated,
    Partition,
    Reciprocal,
    Related,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import (
        Predicate,
        Span,
        Thing,
    )
    from rune_lp.translate.controlled.words import RelationWord


__all__ = ["PREDICATES"]

PREDICATES = Grammar()
rule = PREDICATES.rule


@rule("ModifierItem", "Quality", "Relative", ", Relative ,?")
@rule("PluralItem", "PluralRelative", ", PluralRelative ,?")
def _item(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule("ModifierItem", "with WithObject", "having WithObject")
def _with(span: Span, things: Thing) -> Having:
    return Having(things, span)


@rule("ModifierItem", "without WithObject", "not having WithObject")
def _without(span: Span, things: Thing) -> Predicate:
    return _denied_having(things, span)


def _denied_having(things: Thing, span: Span) -> Predicate:
    """As in "without A and B" has neither."""
    if isinstance(things, Coordination) and things.connective == "and":
        parts: tuple[Predicate, ...] = tuple(
            Negated(Having(part, span), span) for part in things.parts
        )
        return Coordination("and", parts, span)
    return Negated(Having(things, span), span)


@rule("ModifierItem", "Relation which there Be Object")
def _near_which(span: Span, relation: RelationWord, _be: bool, things: Thing) -> Having:
    return Having(things, span, relation.relation)


@rule("ModifierItem", "neither Quality nor Quality")
@rule("Complement", "neither Complement nor Complement")
def _neither(span: Span, first: Predicate, second: Predicate) -> Predicate:
    return Coordination("and", (Negated(first, span), Negated(second, span)), span)


@rule("ModifierItem", "either Quality or Quality")
@rule("Complement", "either Complement or Complement")
def _either(span: Span, first: Predicate, second: Predicate) -> Predicate:
    return Coordination("or", (first, second), span)


@rule("ModifierItem", "either? Quality or Quality ,? but not both")
@rule("Complement", "either? Complement or Complement ,? but not both")
def _exclusive(span: Span, first: Predicate, second: Predicate) -> Predicate:
    return Coordination("xor", (first, second), span)


@rule("ModifierItem", "both Quality and Quality")
@rule("Complement", "both Complement and Complement")
def _both(span: Span, first: Predicate, second: Predicate) -> Predicate:
    return Coordination("and", (first, second), span)


@rule("PluralItem", "ModifierItem", "GroupQuality", ", all/both GroupQuality")
def _plural_item(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule(
    "PluralModifier", ", each/both Modifier", ", all/each/both of them Modifier", ", all Modifier"
)
@rule("PluralModifier", ", each/all/both of which/them VerbPhrases")
def _each(span: Span, predicate: Predicate) -> Distributive:
    return Distributive(predicate, span)


@rule(
    "PluralModifier", ", none/neither of them Modifier", ", none/neither of which/them VerbPhrases"
)
def _none(span: Span, predicate: Predicate) -> Distributive:
    return Distributive(Negated(predicate, span), span)


@rule(
    "PluralModifier",
    ",? one of? Them? Modifier ,? and the other one? Modifier",
    ",? one of? Them? Modifier , the other one? Modifier",
    ",? one of? Them? VerbPhrase ,? and the other one? VerbPhrase",
    ",? one of? Them? Modifier ,? and one Modifier",
)
def _one_and_the_other(
    span: Span, _them: bool | None, one: Predicate, other: Predicate
) -> Partition:
    return Partition(one, other, span)


@rule("Them", "them/which")
def _them(_span: Span) -> bool:
    return True


@rule("RelativeWord", "that/which/who")
def _relative_word(_span: Span) -> bool:
    return True


@rule("Relative", "RelativeWord SingularVerbPhrases")
@rule("Relative", "RelativeWord VerbPhrases", cost=2)
@rule("PluralRelative", "RelativeWord VerbPhrases")
def _relative(_span: Span, _word: bool, predicate: Predicate) -> Predicate:
    """A relative clause; "that are …" belongs to a plural noun if there is one."""
    return predicate


@rule("Be", "is/are/was/were")
def _be(_span: Span) -> bool:
    return True


@rule("Do", "do/does/did")
def _do(_span: Span) -> bool:
    return True


@rule("DoesNot", "does/did not")
def _does_not(_span: Span) -> bool:
    return True


@rule("Floating", "all/both/each/also")
def _floating(_span: Span) -> bool:
    return True


@rule("VerbPhrase", "Be Floating? Complements", "Floating Be Complements")
@rule("SingularVerbPhrase", "is/was Floating? Complements")
def _is(_span: Span, *parts: Any) -> Predicate:
    predicate: Predicate = parts[-1]
    return predicate


@rule("VerbPhrase", "Floating? has/have/had WithObject")
@rule("SingularVerbPhrase", "has/had WithObject")
def _has(span: Span, *parts: Any) -> Having:
    return Having(parts[-1], span)


@rule("VerbPhrase", "Do not have WithObject")
@rule("SingularVerbPhrase", "DoesNot have WithObject")
def _has_not(span: Span, _do: bool, things: Thing) -> Predicate:
    return _denied_having(things, span)


@rule("VerbPhrase", "VerbS Object", "VerbBase Object")
@rule("SingularVerbPhrase", "VerbS Object")
def _verb(span: Span, relation: RelationWord, thing: Thing) -> Related:
    return Related(relation.relation, thing, span)


@rule("VerbPhrase", "Do not VerbBase Object")
@rule("SingularVerbPhrase", "DoesNot VerbBase Object")
def _verb_not(span: Span, _do: bool, relation: RelationWord, thing: Thing) -> Predicate:
    return Negated(Related(relation.relation, thing, span), span)


@rule("VerbPhrase", "VerbBase EachOther")
def _verb_each_other(span: Span, relation: RelationWord, _each: bool) -> Predicate:
    return Reciprocal(relation.relation, chain=False, span=span)


@rule("VerbPhrase", "Do not VerbBase EachOther")
def _verb_not_each_other(span: Span, _do: bool, relation: RelationWord, _each: bool) -> Predicate:
    return Negated(Reciprocal(relation.relation, chain=False, span=span), span)


@rule("VerbPhrase", "lies/lie/stands/stand/sits/sit/lay/stood/sat/stay/stays Quality")
@rule("SingularVerbPhrase", "lies/stands/sits/stays Quality")
@rule("VerbPhrase", "lie/stand/sit/lies/stands GroupQuality")
def _stands(_span: Span, quality: Predicate) -> Predicate:
    return quality


@rule("VerbPhrase", "Do not lie/stand/sit Quality")
def _stands_not(span: Span, _do: bool, quality: Predicate) -> Predicate:
    return Negated(quality, span)


@rule("Complement", "Quality", "GroupQuality", "Adjectival")
def _complement(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule("Complement", "Thing", cost=1)
def _kind(span: Span, thing: Thing) -> KindOf:
    """As in "is a harbor"; "that is near a harbor, and a plane" is rather about two things."""
    return KindOf(thing, span)


@rule("Complement", "not Complement")
def _not(span: Span, predicate: Predicate) -> Predicate:
    return Negated(predicate, span)
