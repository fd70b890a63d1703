"""What names mean: classes, relations, attributes and rule-defined predicates.

A name is legal iff the vocabulary has it. The classes are those of the catalogue at hand (or, where
there is none, those that the loaded rule files describe), never a list in the code. Spelling is
free: `SmallVehicle`, `small-vehicle` and `small_vehicle` are one predicate.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from rune_lp.geometry.attributes import ATTRIBUTES, AttributeDefinition
from rune_lp.geometry.relations import RELATIONS
from rune_lp.spelling import snake_case, spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["RESERVED", "ClassNote", "Predicate", "Vocabulary", "predicate_name"]

RESERVED = frozenset(
    {"exists", "forall", "count", "and", "or", "not", "implies", "iff", "true", "false"}
    | {"object", "class", "center", "px", "m", "m2", "px2", "deg"}
)
"""Words of the language, which no predicate may be called."""


def predicate_name(label: str) -> str:
    """Return the predicate of a label: ASCII snake case, a legal clingo constant.

    >>> [predicate_name(label) for label in ("SmallVehicle", "small-vehicle", "Fishing Vessel")]
    ['small_vehicle', 'small_vehicle', 'fishing_vessel']
    >>> [predicate_name(label) for label in ("4x4", "Größe", "船", "overlaps")]
    ['class_4x4', 'grosse', 'class_u8239', 'class_overlaps']
    """
    text = snake_case(label)
    taken = text in RESERVED or text in RELATIONS or text in ATTRIBUTES
    if not text or not text[0].isalpha() or taken or re.fullmatch(r"u[0-9a-f]{3,}", text):
        return f"class_{text}" if text else "class_unnamed"
    return text


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate that a formula may use.

    Attributes:
        name: Its canonical name.
        arity: How many objects it takes.
        kind: Where it comes from: a class of the detector, a geometric relation (unary ones
            included) or a rule file.
        labels: The labels it stands for, as the sources spell them: those of a class, or of the
            class of its name that a rule file's predicate hides.
        synonyms: English names besides its own, from doc blocks, singular.
        gloss: What it means, in a phrase, for people.
        because: The explanation's sentence with `{X}` slots, or None.
        arguments: The argument names of a rule-defined predicate.
    """

    name: str
    arity: int
    kind: Literal["class", "relation", "rule"]
    labels: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    gloss: str = ""
    because: str | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassNote:
    """What a rule file says of a class: its predicate name and its English synonyms."""

    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a query may use. Build it with `Vocabulary.of`.

    >>> vocabulary = Vocabulary.of(["small-vehicle", "ship"])
    >>> vocabulary.predicate("SmallVehicle").name
    'small_vehicle'
    >>> vocabulary.predicate("shpi") is None, vocabulary.nearest("shpi")
    (True, ('ship',))
    """

    predicates: Mapping[str, Predicate]
    attributes: Mapping[str, AttributeDefinition]
    keys: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        labels: Iterable[str] | None = None,
        notes: Iterable[ClassNote] = (),
        rules: Iterable[Predicate] = (),
    ) -> Vocabulary:
        """Return the vocabulary of a catalogue's labels and the loaded rule files.

        A rule-defined predicate hides a class of the same name (`vehicle` the superclass, beside
        a detector's own `vehicle`, which it contains).

        Args:
            labels: The catalogue's labels; None where there is no catalogue, and the classes are
                those that the notes describe.
            notes: What the rule files say of classes.
            rules: The predicates the rule files export.
        """
        synonyms = {note.name: note.synonyms for note in notes}
        spellings: dict[str, list[str]] = {}
        for label in sorted(set(labels)) if labels is not None else sorted(synonyms):
            spellings.setdefault(predicate_name(label), []).append(label)
        predicates = {
            relation.name: Predicate(
                relation.name, relation.arity, "relation", gloss=relation.gloss
            )
            for relation in RELATIONS.values()
        }
        for name, spelled in sorted(spellings.items()):
            predicates[name] = Predicate(
                name, 1, "class", labels=tuple(spelled), synonyms=synonyms.get(name, ())
            )
        for rule in rules:
            hidden = predicates.get(rule.name)
            predicates[rule.name] = replace(rule, labels=hidden.labels) if hidden else rule
        keys = {
            spelling_key(alias): name
            for table in (RELATIONS, ATTRIBUTES)
            for name, definition in table.items()
            for alias in definition.aliases
        }
        keys |= {spelling_key(name): name for name in (*ATTRIBUTES, *predicates)}
        return cls(predicates, ATTRIBUTES, keys)

    def predicate(self, name: str) -> Predicate | None:
        """Return the predicate that a name spells, or None."""
        if name in self.predicates:
            return self.predicates[name]
        return self.predicates.get(self.keys.get(spelling_key(name), ""))

    def attribute(self, name: str) -> AttributeDefinition | None:
        """Return the attribute (a number) that a name spells, or None."""
        return self.attributes.get(self.keys.get(spelling_key(name), ""))

    def classes(self) -> tuple[Predicate, ...]:
        """Return the class predicates, sorted by name."""
        found = [entry for entry in self.predicates.values() if entry.kind == "class"]
        return tuple(sorted(found, key=lambda entry: entry.name))

    def nearest(self, name: str, *, attributes: bool = False) -> tuple[str, ...]:
        """Return up to three names like the given one, the likest first."""
        pool = self.attributes if attributes else self.predicates
        keys = {key: target for key, target in self.keys.items() if target in pool}
        close = difflib.get_close_matches(spelling_key(name), keys, n=3, cutoff=0.6)
        return tuple(dict.fromkeys(keys[key] for key in close))
