"""Nouns and verbs for objects and relations, in the singular and the plural."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS
from rune_lp.spelling import spelling_key
from rune_lp.translate.controlled.morphology import plurals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Noun", "Verb", "listed", "relation_verb", "spoken"]


def spoken(label: str, name: str) -> str:
    """Return the words for a class: its name's, or its label's where the name is a substitute.

    >>> spoken("SmallVehicle", "small_vehicle"), spoken("船", "class_u8239")
    ('small vehicle', '船')
    """
    if spelling_key(label) == spelling_key(name):
        return name.replace("_", " ")
    return " ".join(label.split())


def listed(words: Iterable[str], joined: str = "and") -> str:
    """Return words as a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    *front, last = words
    return f"{', '.join(front)} {joined} {last}" if front else last


@dataclass(frozen=True, slots=True)
class Noun:
    """What objects are called.

    >>> noun = Noun("ferry")
    >>> noun.several(1), noun.several(2), noun.an
    ('1 ferry', '2 ferries', 'a ferry')
    """

    singular: str

    @property
    def plural(self) -> str:
        """The plural, of each alternative where there are several."""
        nouns = self.singular.split(" or ")
        return listed((plurals(noun)[0] for noun in nouns), "or")

    @property
    def an(self) -> str:
        """The noun after its indefinite article."""
        return f"{'an' if self.singular[0] in 'aeiouAEIOU' else 'a'} {self.singular}"

    def several(self, count: int) -> str:
        """Return a count of them."""
        return f"{count:,} {self.singular if count == 1 else self.plural}"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb phrase, as it is said of one object and of several."""

    one: str
    many: str

    @classmethod
    def of(cls, verb: str, rest: str, *, holds: bool = True) -> Verb:
        """Return the phrase of a verb in the third person and what follows it.

        >>> Verb.of("contains", "ship 3", holds=False)
        Verb(one='does not contain ship 3', many='do not contain ship 3')
        """
        if verb == "is":
            not_ = "" if holds else "not "
            return cls(f"is {not_}{rest}", f"are {not_}{rest}")
        stem = "have" if verb == "has" else verb.removesuffix("s")
        if not holds:
            return cls(f"does not {stem} {rest}", f"do not {stem} {rest}")
        return cls(f"{verb} {rest}", f"{stem} {rest}")

    @classmethod
    def joined(cls, verbs: Sequence[Verb], word: str) -> Verb:
        """Return several phrases as one."""
        return cls(listed([v.one for v in verbs], word), listed([v.many for v in verbs], word))


def relation_verb(relation: str, objects: tuple[str, ...], *, holds: bool = True) -> Verb:
    """Return the verb phrase that a relation says of its first object, from its gloss.

    >>> relation_verb("near", ("harbor 2",)).one, relation_verb("contains", ("it",)).many
    ('is near harbor 2', 'contain it')
    """
    clause = re.split(r"[:,]", RELATIONS[relation].gloss)[0]
    verb, _, rest = clause.removeprefix("x ").partition(" ")
    slots = dict(zip("yz", objects, strict=False))
    filled = re.sub(r"\b([yz])\b", lambda match: slots[match[1]], rest)
    return Verb.of(verb, filled, holds=holds)
