"""Whose word is it: synonyms of classes and of rules, settled for one vocabulary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS
from rune_lp.spelling import spelling_key
from rune_lp.vocabulary import ClassNote, predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rune_lp.errors import Fault
    from rune_lp.rulefiles.rulefile import RuleFile
    from rune_lp.vocabulary import Predicate

__all__ = ["ambiguities", "described_classes", "plain", "settled"]


def plain(word: str) -> str:
    """Return a word as it is compared: lower case, blanks for hyphens and underscores.

    >>> plain("Yacht-harbour"), plain("storage_tank")
    ('yacht harbour', 'storage tank')
    """
    return " ".join(word.lower().replace("-", " ").replace("_", " ").split())


def described_classes(notes: Iterable[ClassNote]) -> tuple[str, ...]:
    """Return the classes that notes describe, none that an earlier note has as a synonym.

    So the same thing in another detector's label set does not become a second class.

    >>> described_classes([ClassNote("plane", ("air plane",)), ClassNote("airplane")])
    ('plane',)
    """
    names: list[str] = []
    words: set[str] = set()
    for note in notes:
        if spelling_key(note.name) not in words:
            names.append(note.name)
            words |= {spelling_key(word) for word in (note.name, *note.synonyms)}
    return tuple(names)


def settled(
    labels: Iterable[str], notes: Iterable[ClassNote], rules: Iterable[Predicate]
) -> tuple[tuple[ClassNote, ...], tuple[Predicate, ...]]:
    """Return one note for each class in use, and the rules, no word meaning two predicates.

    A name goes before a class's synonym, that before a rule's, and an earlier note before a later.

    >>> notes = [ClassNote("ship", ("boat", "vessel")), ClassNote("plane", ("aircraft",))]
    >>> from rune_lp.vocabulary import Predicate
    >>> rules = [Predicate("aircraft", 1, "rule"), Predicate("raft", 1, "rule", (), ("boat",))]
    >>> notes, rules = settled(["ship", "plane"], notes, rules)
    >>> notes[0].synonyms, notes[1].synonyms, rules[1].synonyms
    (('boat', 'vessel'), (), ())
    """
    rules = tuple(rules)
    classes = {predicate_name(label) for label in labels} - {rule.name for rule in rules}
    taken = {plain(name): name for name in (*RELATIONS, *classes, *(rule.name for rule in rules))}

    def own(name: str, synonyms: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            word
            for word in synonyms
            if taken.setdefault(plain(word), name) == name and plain(word) != plain(name)
        )

    words: dict[str, tuple[str, ...]] = {}
    for note in notes:
        if note.name in classes:
            words[note.name] = (*words.get(note.name, ()), *own(note.name, note.synonyms))
    return (
        tuple(ClassNote(name, tuple(dict.fromkeys(found))) for name, found in words.items()),
        tuple(replace(rule, synonyms=own(rule.name, rule.synonyms)) for rule in rules),
    )


def ambiguities(files: Sequence[RuleFile], labels: Iterable[str]) -> Iterator[Fault]:
    """Yield each word that two classes of one catalogue claim, at the later note.

    Args:
        files: The rule files.
        labels: The catalogue's labels.
    """
    hidden = {predicate.name for file in files for predicate in file.exports}
    classes = {predicate_name(label) for label in labels} - hidden
    taken = {plain(name): name for name in (*RELATIONS, *classes, *hidden)}
    for file in files:
        for block in file.class_blocks:
            name = block.note.name
            for word in block.note.synonyms if name in classes else ():
                other = taken.setdefault(plain(word), name)
                if other != name and other in classes:
                    message = f"{word!r} could mean {other} or {name}, and is taken to mean {other}"
                    hint = f"write {name.replace('_', ' ')} for the other"
                    yield file.source.fault(message, block.span, hint, code="R034")
