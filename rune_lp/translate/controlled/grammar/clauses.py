"""Clauses: modifiers, relative clauses, verb phrases, sentences and their coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.grammar.joining import joined
from rune_lp.translate.controlled.tree import (
    Coordination,
    Distributive,
    Having,
    If,
    KindOf,
    Negated,
    Partition,
    Place,
    Predication,
    Reciprocal,
    Related,
    There,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.grammar.joining import Joint, Tail
    from rune_lp.translate.controlled.tree import Clause, Predicate, Span, Thing
    from rune_lp.translate.controlled.words import RelationWord

__all__ = ["CLAUSES"]

CLAUSES = Grammar()
rule = CLAUSES.rule


# Modifiers of a noun


@rule("ModifierItem", "Quality", "Relative", ", Relative", ", Relative ,")
def _item(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule("ModifierItem", "with WithObject", "having WithObject")
def _with(span: Span, things: Thing) -> Having:
    return Having(things, span)


@rule("ModifierItem", "without WithObject", "not having WithObject")
def _without(span: Span, things: Thing) -> Predicate:
    return _denied_having(things, span)


def _denied_having(things: Thing, span: Span) -> Predicate:
    """ "without A and B" has neither."""
    if isinstance(things, Coordination) and things.connective == "and":
        parts = tuple(Negated(Having(part, span), span) for part in things.parts)
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


@rule("ModifierTail", ",? Joint ModifierItem")
@rule("PluralTail", ",? Joint PluralItem")
@rule("ComplementTail", ",? Joint Complement")
@rule("VerbTail", ",? Joint VerbPhrase", ",? Joint RelativeWord VerbPhrase")
@rule("ClauseTail", ",? Joint Clause")
def _tail(_span: Span, joint: Joint, *part: Any) -> Tail[Any]:
    return joint, part[-1]


@rule("ClauseTail", ", Clause", "; And? Clause", ". And? Clause", ",? while/whereas Clause")
def _next_clause(_span: Span, *parts: Any) -> Tail[Any]:
    return "and", parts[-1]


@rule("PluralItem", "ModifierItem", "GroupQuality")
def _plural_item(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule("Modifier", "ModifierItem ModifierTail*")
@rule("PluralModifier", "PluralItem PluralTail*")
@rule("Complements", "Complement ComplementTail*")
@rule("VerbPhrases", "VerbPhrase VerbTail*")
@rule("Clauses", "Clause ClauseTail*")
def _list(span: Span, first: Any, tails: tuple[Tail[Any], ...]) -> Any:
    return joined(span, first, tails)


@rule(
    "PluralModifier", ", each/both Modifier", ", all/each/both of them Modifier", ", all Modifier"
)
@rule("PluralModifier", ", each/all/both of which/them VerbPhrases")
def _each(span: Span, predicate: Predicate) -> Distributive:
    return Distributive(predicate, span)


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


@rule("Relative", "RelativeWord VerbPhrases")
def _relative(_span: Span, _word: bool, predicate: Predicate) -> Predicate:
    return predicate


# Verb phrases


@rule("Be", "is/are/was/were")
def _be(_span: Span) -> bool:
    return True


@rule("Do", "do/does/did")
def _do(_span: Span) -> bool:
    return True


@rule("Floating", "all/both/each/also/either/themselves/always")
def _floating(_span: Span) -> bool:
    return True


@rule("VerbPhrase", "Be Floating? Complements", "Floating Be Complements")
def _is(_span: Span, *parts: Any) -> Predicate:
    predicate: Predicate = parts[-1]
    return predicate


@rule("VerbPhrase", "Floating? has/have/had WithObject")
def _has(span: Span, _floating: bool | None, things: Thing) -> Having:
    return Having(things, span)


@rule("VerbPhrase", "Do not have WithObject")
def _has_not(span: Span, _do: bool, things: Thing) -> Predicate:
    return _denied_having(things, span)


@rule("VerbPhrase", "VerbS Object", "VerbBase Object")
def _verb(span: Span, relation: RelationWord, thing: Thing) -> Related:
    return Related(relation.relation, thing, span)


@rule("VerbPhrase", "Do not VerbBase Object")
def _verb_not(span: Span, _do: bool, relation: RelationWord, thing: Thing) -> Predicate:
    return Negated(Related(relation.relation, thing, span), span)


@rule("VerbPhrase", "VerbBase EachOther")
def _verb_each_other(span: Span, relation: RelationWord, _each: bool) -> Predicate:
    return Reciprocal(relation.relation, chain=False, span=span)


@rule("VerbPhrase", "Do not VerbBase EachOther")
def _verb_not_each_other(span: Span, _do: bool, relation: RelationWord, _each: bool) -> Predicate:
    return Negated(Reciprocal(relation.relation, chain=False, span=span), span)


@rule("VerbPhrase", "lies/lie/stands/stand/sits/sit/lay/stood/sat/stay/stays Quality")
@rule("VerbPhrase", "lie/stand/sit/lies/stands GroupQuality")
def _stands(_span: Span, quality: Predicate) -> Predicate:
    return quality


@rule("VerbPhrase", "Do not lie/stand/sit Quality")
def _stands_not(span: Span, _do: bool, quality: Predicate) -> Predicate:
    return Negated(quality, span)


@rule("Complement", "Quality", "GroupQuality", "Adjectival")
def _complement(_span: Span, predicate: Predicate) -> Predicate:
    return predicate


@rule("Complement", "Thing")
def _kind(span: Span, thing: Thing) -> KindOf:
    return KindOf(thing, span)


@rule("Complement", "not Complement")
def _not(span: Span, predicate: Predicate) -> Predicate:
    return Negated(predicate, span)


# Clauses


@rule(
    "Clause",
    "there/here Be Also? Things",
    "there exists/exist Things",
    "here Be Things",
)
def _there(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("Also", "also")
def _also(_span: Span) -> bool:
    return True


@rule("Clause", "there Be not Things")
def _there_not(span: Span, _be: bool, things: Thing) -> Clause:
    return Negated(There(things, span), span)


@rule("Clause", "Quality ,? there? Be Object")
def _fronted(span: Span, quality: Predicate, _be: bool, things: Thing) -> Clause | None:
    """ "near a harbor there are two ships": the harbor is said, and chosen, first."""
    if isinstance(quality, Related):
        return Predication(quality.object, Having(things, span, quality.relation), span)
    if isinstance(quality, Place):
        return Predication(things, quality, span)
    return None


@rule("Clause", "Things VerbPhrases")
def _predication(span: Span, subject: Thing, predicate: Predicate) -> Predication:
    return Predication(subject, predicate, span)


@rule("Clause", "Things", cost=3)
def _things_alone(span: Span, things: Thing) -> There:
    """ "a ship near a harbor, and the harbor is near a bridge"."""
    return There(things, span)


@rule("Clause", "if/whenever/when Clauses ,? then? Clauses")
def _if(span: Span, condition: Clause, consequence: Clause) -> If:
    return If(condition, consequence, span)


@rule("Clause", "Things VerbPhrases if/whenever Clause", "There if Clause")
def _then_if(span: Span, *parts: Any) -> If:
    *clause, condition = parts
    consequence = Predication(*clause, span) if len(clause) > 1 else clause[0]
    return If(condition, consequence, span)


@rule("There", "there Be Things")
def _there_alone(span: Span, _be: bool, things: Thing) -> There:
    return There(things, span)


@rule("Clause", "either Clause or Clause ,? but not both", "Clause_or ,? but not both")
def _exclusive_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("xor", (first, second), span)


@rule("Clause_or", "There or There")
def _or_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("xor", (first, second), span)


@rule("Clause", "either Clause or Clause")
def _either_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("or", (first, second), span)


@rule("Clause", "both Clause and Clause")
def _both_clause(span: Span, first: Clause, second: Clause) -> Clause:
    return Coordination("and", (first, second), span)


@rule("Clause", "it is not the case that Clause", "it is not true that Clause")
def _not_clause(span: Span, clause: Clause) -> Clause:
    return Negated(clause, span)


@rule("Clause", "ImageSubject ImageVerb Things", "ImageSubject has/have/had Things")
def _image_shows(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("ImageSubject", "The ImageNoun", "a/an/each/every/it/this ImageNoun")
def _image_subject(_span: Span, *_parts: bool) -> bool:
    return True
