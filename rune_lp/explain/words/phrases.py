"""Noun and verb phrases for what a formula says of one variable, the others being known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Counted,
    Equal,
    Exists,
    Formula,
    Not,
    Number,
    Or,
    Truth,
)
from rune_lp.translate.phrases import Noun, Verb, relation_verb, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.vocabulary import Vocabulary

__all__ = ["Phrases", "conjuncts", "disjuncts"]

AMOUNTS = {
    "<=": "at most",
    "<": "less than",
    ">=": "at least",
    ">": "more than",
    "=": "exactly",
    "!=": "other than",
}
"""How a comparison with a number is said."""

MOST_NOUNS = 3
"""Kinds of objects that a sentence names side by side."""


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """Return the parts of a conjunction, or the one formula that is none."""
    return formula.parts if isinstance(formula, And) else (formula,)


def disjuncts(formula: Formula) -> tuple[Formula, ...]:
    """Return the parts of a disjunction, or the one formula that is none."""
    return formula.parts if isinstance(formula, Or) else (formula,)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Puts formulas in existential normal form into phrases, as far as there are words for them."""

    vocabulary: Vocabulary

    def class_noun(self, names: Iterable[str]) -> Noun:
        """Return the noun for objects of any of some classes; of many they are just objects."""
        words = []
        for name in sorted(names):
            entry = self.vocabulary.predicates.get(name)
            words.append(spoken(entry.labels[0] if entry and entry.labels else name, name))
        return Noun(" or ".join(dict.fromkeys(words)) if 0 < len(words) <= MOST_NOUNS else "object")

    def naming(self, variable: str, body: Formula) -> Formula | None:
        """Return the conjunct that says what the variable's objects are called, if one does."""
        kinds = ("class", "rule")
        found = [part for kind in kinds for part in conjuncts(body) if self._names(part, kind)]
        return next((part for part in found if free_variables(part) == {variable}), None)

    def _names(self, formula: Formula, kind: str) -> bool:
        match formula:
            case Atom(predicate, (_,)):
                return self.vocabulary.predicates[predicate].kind == kind
            case Or(parts):
                return all(self._names(part, kind) for part in parts)
            case _:
                return False

    def noun(self, naming: Formula | None) -> Noun:
        """Return the noun of a conjunct that `naming` found; without one, objects are objects."""
        atoms = naming.parts if isinstance(naming, Or) else (naming,)
        return self.class_noun(atom.predicate for atom in atoms if isinstance(atom, Atom))

    def verb(
        self, variable: str, formulas: Iterable[Formula], known: Mapping[str, str]
    ) -> Verb | None:
        """Return what formulas say together of a variable, or None if there are no words for it.

        Args:
            variable: The subject.
            formulas: What holds of it.
            known: What the other free variables are called.
        """
        found = [self._verb(variable, formula, known) for formula in formulas]
        verbs = [verb for verb in found if verb is not None]
        return Verb.joined(verbs, "and") if verbs and len(verbs) == len(found) else None

    def _verb(self, variable: str, formula: Formula, known: Mapping[str, str]) -> Verb | None:
        match formula:
            case Atom(predicate, arguments):
                return self._atom(variable, predicate, arguments, known)
            case Not(Atom(predicate, arguments)):
                return self._atom(variable, predicate, arguments, known, holds=False)
            case Equal(left, right) | Not(Equal(left, right)) if left != right:
                other = known.get(right if left == variable else left)
                than = "" if isinstance(formula, Equal) else "other than "
                return Verb.of("is", f"{than}{other}") if other else None
            case Compare():
                return self._compare(variable, formula, known)
            case Exists((inner,), body):
                return self._some(variable, inner, body, known, "")
            case Counted(_, bound, inner, body):
                return self._some(variable, inner, body, known, f"at least {bound:,}")
            case Not(Exists((inner,), body)):
                return self._some(variable, inner, body, known, "no")
            case Not(Counted(_, bound, inner, body)):
                return self._some(variable, inner, body, known, f"at most {bound - 1:,}")
            case Or(parts):
                verbs = [self._verb(variable, part, known) for part in parts]
                said = [verb for verb in verbs if verb is not None]
                return Verb.joined(said, "or") if len(said) == len(parts) else None
            case _:
                return None

    def _atom(
        self,
        variable: str,
        predicate: str,
        arguments: tuple[str, ...],
        known: Mapping[str, str],
        *,
        holds: bool = True,
    ) -> Verb | None:
        if self.vocabulary.predicates[predicate].kind != "relation":
            if arguments != (variable,):
                return None
            noun, not_ = self.class_noun([predicate]), "" if holds else "not "
            return Verb(f"is {not_}{noun.an}", f"are {not_}{noun.plural}")
        if len(arguments) == 2 and arguments[1] == variable:
            converse = RELATIONS[predicate].converse
            if converse is None:
                return None
            predicate, arguments = converse, arguments[::-1]
        others = tuple(known[name] for name in arguments[1:] if name in known)
        if arguments[0] != variable or len(others) < len(arguments) - 1:
            return None
        return relation_verb(predicate, others, holds=holds)

    def _compare(self, variable: str, compare: Compare, known: Mapping[str, str]) -> Verb | None:
        match compare:
            case Compare(operator, Attribute(name, arguments), Number(value, unit)):
                others = [known.get(other) for other in arguments if other != variable]
                if variable not in arguments or None in others or arguments.count(variable) > 1:
                    return None
                number = f"{AMOUNTS[operator]} {value:f}{f' {unit}' if unit else ''}"
                whom = f" to {others[0]}" if others else ""
                return Verb.of("has", f"{Noun(name.replace('_', ' ')).an}{whom} of {number}")
            case _:
                return None

    def _some(
        self, variable: str, inner: str, body: Formula, known: Mapping[str, str], amount: str
    ) -> Verb | None:
        """Return the phrase of a relation to some, no or so many objects."""
        naming = self.naming(inner, body)
        rest = [part for part in conjuncts(body) if part is not naming and part != Truth(True)]
        apart = [part for part in rest if part in _unequal(variable, inner)]
        links = [part for part in rest if variable in free_variables(part) and part not in apart]
        own = [part for part in rest if variable not in free_variables(part)]
        alone = apart and not links
        if not alone and (len(links) != 1 or not isinstance(links[0], Atom)):
            return None
        noun = self.noun(naming)
        single = amount in ("", "no") or amount.endswith(" 1")
        if amount:
            other = "other " if apart else ""
            words = f"{amount} {other}{noun.singular if single else noun.plural}"
        else:
            words = f"another {noun.singular}" if apart else noun.an
        if own:
            verb = self.verb(inner, own, known)
            if verb is None:
                return None
            words += f" that {verb.one if single else verb.many}"
        if alone:
            return Verb.of("is", f"accompanied by {words}")
        return self._verb(variable, links[0], {**known, inner: words})


def _unequal(one: str, other: str) -> tuple[Formula, Formula]:
    return Not(Equal(one, other)), Not(Equal(other, one))
