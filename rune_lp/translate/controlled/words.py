"""The words of one vocabulary: which phrases name its kinds of thing and its relations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from rune_lp.translate.controlled import lexicon
from rune_lp.translate.controlled.chart import Terminal
from rune_lp.translate.controlled.morphology import plurals, singulars
from rune_lp.translate.controlled.tokens import normal_words
from rune_lp.translate.controlled.tree import Noun

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from rune_lp.translate.controlled.tokens import Token
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["PhraseTable", "RelationWord", "Words"]

_Meanings: TypeAlias = "dict[tuple[str, ...], list[Predicate]]"

_ANYTHING = ("object", "thing", "detection", "item")

_SURROUNDED_BY = ("surrounded", "by")

_PREPOSITIONS = (("in",), ("on",), ("at",))


@dataclass(frozen=True, slots=True)
class RelationWord:
    """A relation that a phrase names, and the note on how the phrase was read, if it is loose."""

    relation: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases of words with what they mean; every phrase that starts at a token is found."""

    entries: dict[str, dict[tuple[str, ...], Any]] = field(default_factory=dict)

    def add(self, phrase: str | tuple[str, ...], value: Any) -> None:
        """Add a phrase; one that is there already keeps its first meaning."""
        words = normal_words(phrase) if isinstance(phrase, str) else phrase
        if words:
            self.entries.setdefault(words[0], {}).setdefault(words, value)

    def match(self, tokens: Sequence[Token], start: int) -> Iterable[tuple[int, Any]]:
        """Return the end and meaning of each phrase that starts at the token."""
        if start >= len(tokens):
            return ()
        return [
            (start + len(words), value)
            for words, value in self.entries.get(tokens[start].word, {}).items()
            if all(
                start + offset < len(tokens) and tokens[start + offset].word == word
                for offset, word in enumerate(words)
            )
        ]

    def vocabulary(self) -> frozenset[str]:
        """Return every word of every phrase."""
        return frozenset(
            word for phrases in self.entries.values() for words in phrases for word in words
        )


class Words:
    """The terminals of the grammar for one vocabulary.

    >>> from rune_lp.vocabulary import ClassNote, Vocabulary
    >>> words = Words(Vocabulary.of(["harbor"], [ClassNote("harbor", ("port",))]))
    >>> words.nouns
    ('harbor',)
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._unary = [entry for entry in vocabulary.predicates.values() if entry.arity == 1]
        nouns = [entry for entry in self._unary if _is_noun(entry)]
        self.nouns = tuple(sorted(" ".join(normal_words(entry.name)) for entry in nouns))
        tables = _noun_tables(nouns)
        self.noun_words = tables["Singular"].vocabulary() | tables["Plural"].vocabulary()
        tables |= _fixed_tables()
        tables |= _quality_tables(entry for entry in self._unary if entry not in nouns)
        tables["Relation"] = _relation_table(vocabulary)
        self._tables = tables
        self.terminals: Mapping[str, Terminal] = {
            **{name: Terminal(_DESCRIPTIONS[name], table.match) for name, table in tables.items()},
            "Digits": Terminal("a number", _digits),
            "Decimal": Terminal("a number", _decimal),
        }

    def known(self) -> frozenset[str]:
        """Return every word of some phrase."""
        return frozenset().union(*(table.vocabulary() for table in self._tables.values()))

    def phrases(self, tables: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """Return every phrase of some terminals' tables, in their order, as its words."""
        found = (
            words
            for name in tables
            for phrases in self._tables[name].entries.values()
            for words in phrases
        )
        return tuple(dict.fromkeys(found))


_DESCRIPTIONS = {
    "Singular": "a thing",
    "Plural": "things",
    "Adjective": "an adjective",
    "Membership": "what it is part of",
    "Relation": "a relation",
    "Implicit": "a relation",
    "GroupAdjective": "an adjective",
    "GroupPhrase": "a relation",
    "VerbS": "a verb",
    "VerbBase": "a verb",
    "PlaceWords": "a place in the image",
    "Attribute": "a number such as 'length'",
    "Unit": "a unit",
    "NumberWord": "a number",
    "Vague": "an amount",
    "ComparativeWord": "a comparative",
    "DimensionWord": "'long'",
    "SuperlativeWord": "a superlative",
    "Times": "'twice'",
}


def _is_noun(predicate: Predicate) -> bool:
    """Say whether an arity-1 predicate is a noun.

    A class is. Of a rule's predicate its gloss tells: "a harbour with …" is what a noun means.
    """
    if predicate.kind == "class":
        return True
    return predicate.kind == "rule" and bool(re.match(r"(an?|the)\s", predicate.gloss, re.I))


def _noun_tables(nouns: Iterable[Predicate]) -> dict[str, PhraseTable]:
    """Return the tables of singular and plural nouns.

    A predicate's own name beats a synonym, and a class's synonym one of a rule's, so that "boat" is
    the class ship where there is one. A synonym of several classes means any of them.
    """
    meanings: tuple[_Meanings, _Meanings] = ({}, {})
    synonyms: set[tuple[str, ...]] = set()
    classes = [entry for entry in nouns if entry.kind == "class"]
    rules = [entry for entry in nouns if entry.kind == "rule"]
    for is_own, ranked in (
        (True, [(entry, (entry.name, *entry.labels)) for entry in nouns]),
        (False, [(entry, entry.synonyms) for entry in classes]),
        (False, [(entry, entry.synonyms) for entry in rules]),
    ):
        added: tuple[_Meanings, _Meanings] = ({}, {})
        for entry, names in ranked:
            for number, words in (form for name in names for form in _forms(normal_words(name))):
                meant = added[number].setdefault(words, [])
                if entry not in meant:
                    meant.append(entry)
        for table, new in zip(meanings, added, strict=True):
            first = {words: meant for words, meant in new.items() if words not in table}
            table.update(first)
            synonyms.update(() if is_own else first)
    for word in _ANYTHING:
        meanings[0].setdefault((word,), [])
        meanings[1].setdefault((f"{word}s",), [])
    return {
        "Singular": _nouns(meanings[0], synonyms, plural=False),
        "Plural": _nouns(meanings[1], synonyms, plural=True),
    }


def _nouns(
    meanings: _Meanings, synonyms: Container[tuple[str, ...]], *, plural: bool
) -> PhraseTable:
    table = PhraseTable()
    for words, entries in meanings.items():
        names = tuple(entry.name for entry in entries)
        text = " ".join(words)
        noun = Noun(names, plural, text)
        note = f"'{text}' is read as {noun.kind}" if words in synonyms else None
        table.add(words, replace(noun, note=note))
    return table


def _forms(words: tuple[str, ...]) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Return the singular (0) and plural (1) forms of a name, whichever of them it is itself."""
    if not words:
        return
    *first, last = words
    yield 0, words
    for single in singulars(last):
        yield 0, (*first, single)
        yield 1, words
    if not singulars(last):
        for many in plurals(last):
            yield 1, (*first, many)


def _quality_tables(entries: Iterable[Predicate]) -> dict[str, PhraseTable]:
    """Return the tables of adjectives ("isolated") and of memberships ("in a convoy").

    A membership is a phrase that begins with a preposition, unless it is one of the lexicon's own.
    """
    tables = {"Adjective": PhraseTable(), "Membership": PhraseTable()}
    own = _fixed_tables()["GroupPhrase"].entries
    for entry in entries:
        if entry.kind == "rule" or entry.name == "elongated":
            for words in map(normal_words, (entry.name, *entry.synonyms)):
                if words[:1] not in _PREPOSITIONS:
                    tables["Adjective"].add(words, entry.name)
                elif words not in own.get(words[0], {}):
                    tables["Membership"].add(words, entry.name)
    return tables


def _relation_table(vocabulary: Vocabulary) -> PhraseTable:
    """Return the phrases for binary relations: the rules' own first, then the built-in ones."""
    table = PhraseTable()
    for entry in vocabulary.predicates.values():
        if entry.arity == 2 and entry.kind == "rule":
            for words in map(normal_words, (entry.name, *entry.synonyms)):
                # The grammar itself decides when the rules' own is meant.
                if words != _SURROUNDED_BY:
                    table.add(words, RelationWord(entry.name))
    for words, relation in _built_in_relations():
        table.add(words, relation)
    return table


@cache
def _built_in_relations() -> tuple[tuple[tuple[str, ...], RelationWord], ...]:
    return tuple(
        (tuple(phrase.split()), RelationWord(relation, _note(phrase)))
        for relation, patterns in lexicon.RELATION_PHRASES.items()
        for pattern in patterns
        for phrase in lexicon.expanded(pattern)
    )


def _note(phrase: str) -> str | None:
    reading = lexicon.NOTED_PHRASES.get(phrase)
    return None if reading is None else f"'{phrase}' is read as {reading}"


@cache
def _fixed_tables() -> dict[str, PhraseTable]:
    """Return the tables that no vocabulary changes."""
    tables = {
        "Implicit": _table(lexicon.IMPLICIT_PHRASES),
        "GroupPhrase": _table(lexicon.GROUP_PHRASES),
        "PlaceWords": _table(lexicon.PLACES),
        "Attribute": _table(lexicon.ATTRIBUTE_WORDS),
        "Unit": _table(lexicon.UNITS),
        "Vague": _table(lexicon.VAGUE_AMOUNTS),
        "VerbS": PhraseTable(),
        "VerbBase": PhraseTable(),
    }
    for relation, verbs in lexicon.RELATION_VERBS.items():
        for third_person, base in verbs:
            tables["VerbS"].add(third_person, RelationWord(relation))
            tables["VerbBase"].add(base, RelationWord(relation))
    singles: dict[str, Mapping[str, Any]] = {
        "NumberWord": lexicon.NUMBER_WORDS,
        "ComparativeWord": lexicon.COMPARATIVES,
        "DimensionWord": lexicon.DIMENSION_ADJECTIVES,
        "GroupAdjective": lexicon.GROUP_ADJECTIVES,
        "SuperlativeWord": lexicon.SUPERLATIVES,
        "Times": lexicon.TIMES_WORDS,
    }
    for name, meanings in singles.items():
        tables[name] = PhraseTable()
        for phrase, value in meanings.items():
            tables[name].add(phrase, value)
    return tables


def _table(meanings: Mapping[Any, tuple[str, ...]]) -> PhraseTable:
    table = PhraseTable()
    for value, patterns in meanings.items():
        for pattern in patterns:
            for phrase in lexicon.expanded(pattern):
                table.add(tuple(phrase.split()), value)
    return table


def _digits(tokens: Sequence[Token], start: int) -> Iterable[tuple[int, int]]:
    if start < len(tokens) and tokens[start].kind == "number" and tokens[start].word.isdecimal():
        yield start + 1, int(tokens[start].word)


def _decimal(tokens: Sequence[Token], start: int) -> Iterable[tuple[int, Decimal]]:
    if start < len(tokens) and tokens[start].kind == "number":
        yield start + 1, Decimal(tokens[start].word)
