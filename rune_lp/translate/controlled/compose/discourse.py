"""The discourse: scopes that conditions gather in, and the things spoken of so far.

Scopes are the boxes of discourse representation theory (Kamp and Reyle, *From Discourse to Logic*,
1993): an indefinite adds a variable to the scope it stands in, quantifiers and negation open scopes
of their own, and a thing can be referred to from its own scope and from those inside it. Closing a
scope binds its variables by `exists`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, TypeAlias

from rune_lp.logic.syntax import And, Equal, Exists, Formula, Not, Truth
from rune_lp.translate.refusal import NotUnderstoodError, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rune_lp.translate.controlled.tree import Noun, Predicate, Span
    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "Discourse",
    "NeedsGroup",
    "Referent",
    "Scope",
    "Then",
    "Variables",
    "conjunction",
    "different",
]

_LETTERS = "xyzuvw"

Variables: TypeAlias = tuple[str, ...]
Then: TypeAlias = "Callable[[Scope, Variables], None]"
"""What is said of a thing's variables, in the scope where they are bound."""


@dataclass(frozen=True, slots=True)
class Referent:
    """A thing spoken of: its variables (several for a group), its kinds, and its noun."""

    variables: Variables
    kinds: tuple[str, ...]
    words: str
    plural: bool


@dataclass(slots=True)
class Scope:
    """Variables and conditions that are gathered until the scope is closed.

    Attributes:
        parent: The scope around it; None for the sentence's.
        denied: Whether the scope stands under an odd number of negations. There a universal has
            no existential import: "not near every ship" denies the "every", not the ships.
        phrase: The words of the counted or universal phrase whose scope this is, or None.
        counted: Noun phrases that were counted, not introduced, in this scope, and whether each
            is of several things.
    """

    parent: Scope | None = None
    denied: bool = False
    phrase: str | None = None
    variables: list[str] = field(default_factory=list)
    conditions: list[Formula] = field(default_factory=list)
    referents: list[Referent] = field(default_factory=list)
    counted: list[tuple[Span, bool]] = field(default_factory=list)

    def inner(self, *, phrase: str | None = None) -> Scope:
        """Return a new scope inside this one."""
        return Scope(self, self.denied, phrase)

    def negative(self) -> Scope:
        """Return a new scope inside this one whose content is to be denied."""
        return Scope(self, not self.denied)

    def around(self) -> Iterator[Scope]:
        """Yield this scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def add(self, *conditions: Formula) -> None:
        """Add conditions."""
        self.conditions.extend(conditions)

    def introduce(self, variable: str) -> None:
        """Add a variable that closing the scope binds."""
        self.variables.append(variable)

    def closed(self) -> Formula:
        """Return the conditions with the scope's variables bound by `exists`."""
        body = conjunction(self.conditions)
        return Exists(tuple(self.variables), body) if self.variables else body

    def quantified(self) -> Scope | None:
        """Return the innermost scope around that belongs to a counted or universal phrase."""
        return next((scope for scope in self.around() if scope.phrase is not None), None)


def conjunction(conditions: list[Formula]) -> Formula:
    """Return the conjunction, flat; true if there are no conditions."""
    parts: list[Formula] = []
    for condition in conditions:
        for part in condition.parts if isinstance(condition, And) else (condition,):
            if part not in parts and part != Truth(True):
                parts.append(part)
    if not parts:
        return Truth(True)
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def different(one: str, other: str) -> Formula:
    """Return that two variables denote different objects, the same whichever comes first."""
    first, second = sorted((one, other), key=_place)
    return Not(Equal(first, second))


def _place(name: str) -> tuple[int, int, int]:
    return len(name), _LETTERS.find(name), int(name[1:] or 0)


class NeedsGroup(Exception):  # noqa: N818
    """A later word refers to all things of a phrase: compose it as a group of variables."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


@dataclass(slots=True)
class Discourse:
    """What the parts of one translation share.

    Attributes:
        text: The sentence.
        vocabulary: What names mean.
        say: The function that says a predicate of variables in a scope.
        grouped: The noun phrases to be composed as groups.
        owners: The things that "with …" phrases around this place belong to, innermost last.
        subjects: The variables that something is being said of, innermost last.
        mentions: Every variable referred to by a pronoun or a definite phrase, in order.
        notes: Readings taken, to be shown, in order.
        nouns: The noun of each variable.
        alike: Groups of variables that one noun phrase introduced, interchangeable.
        shared_by: The words of the groups to each of whose members something is being said.
    """

    text: str
    vocabulary: Vocabulary
    say: Callable[[Discourse, Scope, Variables, Predicate], None]
    grouped: frozenset[Span]
    owners: list[Variables] = field(default_factory=list)
    subjects: list[Variables] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    nouns: dict[str, Noun] = field(default_factory=dict)
    alike: list[frozenset[str]] = field(default_factory=list)
    shared_by: list[str] = field(default_factory=list)
    _names: Iterator[str] = field(
        default_factory=lambda: chain(_LETTERS, (f"x{number}" for number in count(1)))
    )

    def fresh(self, noun: Noun) -> str:
        """Return a variable not used before, for an object that a noun describes."""
        name = next(self._names)
        self.nouns[name] = noun
        return name

    def note(self, text: str) -> None:
        """Record a reading that was taken."""
        self.notes[text] = None

    def words(self, span: Span) -> str:
        """Return the characters of the sentence that a node stands on."""
        return " ".join(self.text[span[0] : span[1]].split())

    def refused(self, message: str, span: Span, hint: str | None = None) -> NotUnderstoodError:
        """Return the refusal that points at a node."""
        return refused(message, self.text, span, hint)

    def differ(self, one: str, other: str) -> list[Formula]:
        """Return the condition that two variables differ, unless their classes tell them apart."""
        ones, others = self.nouns[one].predicates, self.nouns[other].predicates
        classes = all(self.vocabulary.predicates[name].kind == "class" for name in (*ones, *others))
        disjoint = ones and others and classes and not set(ones) & set(others)
        return [] if disjoint else [different(one, other)]

    def subject_noun(self, span: Span) -> Noun:
        """Return the noun of what is being spoken of, which "another" leaves out.

        Raises:
            NotUnderstoodError: if nothing is.
        """
        if not self.subjects:
            raise self.refused(
                f"'{self.words(span)}' has nothing said before to differ from",
                span,
                "name the thing, such as 'another ship'",
            )
        return self.nouns[self.subjects[-1][0]]

    def accessible(self, scope: Scope) -> list[Referent]:
        """Return the things that can be referred to from a scope, the latest last."""
        scopes = list(scope.around())[::-1]
        return [referent for around in scopes for referent in around.referents]

    def pronoun(self, scope: Scope, span: Span, *, plural: bool) -> Referent:
        """Return what "it" or "them" refers to: the owner of a "with", else the latest thing.

        Raises:
            NotUnderstoodError: if nothing spoken of before can be meant.
            NeedsGroup: if a counted phrase is meant, which has no variables to refer to.
        """
        found = [each for each in self._candidates(scope) if each.plural == plural]
        owned = [each for each in self._owners() if each.plural or not plural]
        if not owned and not found:
            self.need_counted(scope, plural=plural)
        return self._chosen(span, found, owned)

    def implicit(self, scope: Scope, span: Span) -> Referent:
        """Return what "nearby" leaves out: the owner of a "with", else the latest thing.

        Raises:
            NotUnderstoodError: if nothing was spoken of before.
            NeedsGroup: if a counted phrase is meant, which has no variables to refer to.
        """
        found, owned = self._candidates(scope), self._owners()
        if not owned and not found:
            self.need_counted(scope)
        return self._chosen(span, found, owned)

    def need_counted(self, scope: Scope, *, plural: bool = True) -> None:
        """Ask for the last phrase counted around a scope to be composed with its variables.

        Raises:
            NeedsGroup: if there is one.
        """
        for around in scope.around():
            for span, several in reversed(around.counted):
                if several == plural and span not in self.grouped:
                    raise NeedsGroup(span)

    def _candidates(self, scope: Scope) -> list[Referent]:
        subject = set(self.subjects[-1]) if self.subjects else set()
        return [each for each in self.accessible(scope) if not subject & set(each.variables)]

    def _owners(self) -> list[Referent]:
        """Return the things that "with" phrases around belong to, which "it" means first."""
        subject = self.subjects[-1] if self.subjects else ()
        return [
            Referent(owner, self.nouns[owner[0]].predicates, noun.words, noun.plural)
            for owner in self.owners
            if owner != subject
            for noun in (self.nouns[owner[0]],)
        ]

    def _chosen(self, span: Span, found: list[Referent], owned: list[Referent]) -> Referent:
        candidates = [*found, *owned]
        if not candidates:
            raise self.refused(
                f"'{self.words(span)}' refers to nothing said before",
                span,
                "name the thing, such as 'near a harbor'",
            )
        chosen = candidates[-1]
        if len({each.variables for each in candidates}) > 1:
            self.note(f"'{self.words(span)}' is read as referring to the {chosen.words}")
        self.mentions.extend(chosen.variables)
        return chosen

    def definite(
        self, scope: Scope, kinds: tuple[str, ...], number: int | None, *, plural: bool
    ) -> Referent | None:
        """Return the latest thing of a kind spoken of before, or None.

        `number` is how many are meant ("the two ships"); None for "the ship", "the ships".
        """
        found = [
            each
            for each in self._candidates(scope)
            if (each.kinds == kinds or (number and not kinds))
            and (len(each.variables) == number if number else each.plural == plural)
        ]
        if not found:
            return None
        self.mentions.extend(found[-1].variables)
        return found[-1]
