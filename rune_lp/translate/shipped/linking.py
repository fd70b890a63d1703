"""Linking: the names of a vocabulary in a sentence, replaced by slots that a model can know.

>>> from rune_lp.vocabulary import ClassNote, Vocabulary
>>> vocabulary = Vocabulary.of(["ship", "harbor"], [ClassNote("ship", ("boat",))])
>>> linker = Linker(vocabulary, frozenset({"two", "hugging", "a"}))
>>> linked = linker.link("2 boats hugging a harbour")
>>> linked.prompt, linked.notes
('2 kind_as hugging a kind_b', ("'boats' is read as ship",))
>>> linked.named("exists>=2 x. kind_a(x) & exists y. kind_b(y) & next_to(x, y)")
'exists>=2 x. ship(x) & (exists y. harbor(y) & next_to(x, y))'
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.substitution import with_atoms
from rune_lp.logic.syntax import Atom, Formula, Or
from rune_lp.translate.controlled.tokens import Token, tokenize
from rune_lp.translate.controlled.words import Words
from rune_lp.translate.refusal import refused
from rune_lp.vocabulary import Predicate, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["SLOTS", "Linked", "Linker", "Sort", "prompt_text", "slot_vocabulary"]

Sort: TypeAlias = Literal["kind", "trait", "link"]
"""What a slot stands for: a noun, an adjective, or a relation of a rule file."""

SLOTS: Mapping[Sort, tuple[str, ...]] = {
    "kind": tuple(f"kind_{letter}" for letter in "abcdefgh"),
    "trait": tuple(f"trait_{letter}" for letter in "abcd"),
    "link": tuple(f"link_{letter}" for letter in "abcd"),
}
"""The slots for classes and nouns, for adjectives, and for two-place relations of rule files."""

_SHORTEST = 5
"""Letters below which a word is no misspelling of another: `cat` is not a mistyped `car`."""

_LONG = 7
"""Letters from which on a word with one other letter is a misspelling."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that name something: the predicates, any of which is meant, and the next token."""

    sort: Sort
    names: tuple[str, ...]
    plural: bool
    end: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A sentence with slots for names.

    Attributes:
        prompt: The normal words of the sentence, one blank between them.
        names: For each slot the predicates it stands for; any of them, where they are several.
        notes: What was read as what, for people.
    """

    prompt: str
    names: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def named(self, formula: str) -> str:
        """Return a formula over slots with the names in their places.

        Raises:
            InputError: If the formula does not parse.
        """
        query = parse_query(formula)
        return to_text(replace(query, formula=with_atoms(query.formula, self._meant)))

    def _meant(self, atom: Atom) -> Formula:
        names = self.names.get(atom.predicate, (atom.predicate,))
        parts = tuple(replace(atom, predicate=name) for name in names)
        return parts[0] if len(parts) == 1 else Or(parts)


@lru_cache(maxsize=100)
def slot_vocabulary(slots: frozenset[str] | None = None) -> Vocabulary:
    """Return the vocabulary of a model's formulas: slots, all or some, and what is built in."""
    kept = {
        sort: [slot for slot in each if slots is None or slot in slots]
        for sort, each in SLOTS.items()
    }
    rules = [
        *(Predicate(name, 1, "rule", gloss="as a slot says") for name in kept["trait"]),
        *(Predicate(name, 2, "rule", gloss="x as a slot says y") for name in kept["link"]),
    ]
    return Vocabulary.of(kept["kind"], rules=rules)


def prompt_text(prompt: str) -> str:
    """Return what the model is given for a linked sentence; the formula is to follow."""
    return f"{prompt}\n"


class Linker:
    """Puts the slots into sentences, for one vocabulary and what one model knows.

    Args:
        vocabulary: Whose names to link.
        known: The words that the model has learned, as `tokenize` spells them.
    """

    def __init__(self, vocabulary: Vocabulary, known: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._known = known
        self._words = Words(vocabulary)
        self._match = {name: each.match for name, each in self._words.terminals.items()}
        self._phrases: dict[int, list[tuple[str, ...]]] = {}
        for phrase in self._words.phrases(("Singular", "Plural", "Adjective")):
            self._phrases.setdefault(len(phrase), []).append(phrase)

    def link(self, text: str) -> Linked:
        """Return a sentence with a slot in the place of each name.

        Slots are given in the order in which the names are first mentioned. A word that is neither
        part of a name nor known is read as the name or known word that it is most like, with a
        note.

        Raises:
            NotUnderstoodError: If a word is like nothing that is known, or a sentence names more
                things than there are slots; the fault points at the word.
        """
        tokens = tokenize(text)
        slots: dict[tuple[str, ...], str] = {}
        written: list[str] = []
        notes: dict[str, None] = {}
        position = 0
        while position < len(tokens):
            token = tokens[position]
            mention = self._mention(tokens, position)
            if mention is None:
                word, note = self._word(text, token)
                position += 1
            else:
                slot = slots.get(mention.names) or _free_slot(text, token, mention.sort, slots)
                slots[mention.names] = slot
                word, note = f"{slot}s" if mention.plural else slot, mention.note
                position = mention.end
            written.append(word)
            notes |= {note: None} if note else {}
        names = {slot: named for named, slot in slots.items()}
        return Linked(" ".join(written), names, tuple(notes))

    def _mention(self, tokens: Sequence[Token], start: int) -> _Mention | None:
        """Return the longest name that begins at a token; the likest one, if none does."""
        if found := list(self._exact(tokens, start)):
            return max(found, key=lambda mention: mention.end)
        return self._like(tokens, start)

    def _exact(self, tokens: Sequence[Token], start: int) -> Iterator[_Mention]:
        for table in ("Singular", "Plural"):
            for end, noun in self._match[table](tokens, start):
                if noun.predicates:
                    yield _Mention("kind", noun.predicates, noun.plural, end, noun.note)
        for end, name in self._match["Adjective"](tokens, start):
            if self._vocabulary.predicates[name].kind == "rule":
                yield _Mention("trait", (name,), False, end, None)
        for end, word in self._match["Relation"](tokens, start):
            if self._vocabulary.predicates[word.relation].kind == "rule":
                yield _Mention("link", (word.relation,), False, end, None)

    def _like(self, tokens: Sequence[Token], start: int) -> _Mention | None:
        """Return the longest name that the next words are a misspelling of, word by word."""
        for length in (3, 2, 1):
            words = [token.word for token in tokens[start : start + length]]
            if len(words) < length or self._known.issuperset(words):
                continue
            for phrase in self._phrases.get(length, ()):
                if all(map(_misspelled, words, phrase)):
                    mentions = self._exact(tokenize(" ".join(phrase)), 0)
                    meant = max(mentions, key=lambda each: each.end, default=None)
                    if meant:
                        text = " ".join(words)
                        note = f"'{text}' is read as {' or '.join(meant.names)}"
                        return replace(meant, end=start + length, note=note)
        return None

    def _word(self, text: str, token: Token) -> tuple[str, str | None]:
        """Return the known word that a token is or is like, and a note if it is not the same."""
        if token.kind != "word" or token.word in self._known:
            return token.word, None
        near = [word for word in sorted(self._known) if _misspelled(token.word, word)]
        if not near:
            message = f"'{token.word}' is not understood"
            hint = f"things are: {', '.join(self._words.nouns)}"
            raise refused(message, text, (token.start, token.end), hint=hint)
        return near[0], f"'{token.word}' is read as '{near[0]}'"


def _misspelled(written: str, meant: str) -> bool:
    """Say whether a word is another one, or it with one slip of the hand.

    The slips: a letter twice or left out, two letters swapped; and, in a long word, a wrong or an
    additional one. A short word with another letter is rather a word of its own.

    >>> _misspelled("harbr", "harbor"), _misspelled("beisde", "beside")
    (True, True)
    >>> _misspelled("white", "while"), _misspelled("black", "lack"), _misspelled("area", "are")
    (False, False, False)
    """
    if written == meant:
        return True
    if min(len(written), len(meant)) < _SHORTEST or written[0] != meant[0]:
        return False
    place = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, meant, strict=False))
    )
    left, wanted = written[place:], meant[place:]
    if left == wanted[1:]:
        return True
    if left[1:] == wanted:
        return written[place] == written[place - 1] or len(meant) >= _LONG
    if left[:2] == wanted[1::-1] and left[2:] == wanted[2:]:
        return True
    return left[1:] == wanted[1:] and len(meant) >= _LONG


def _free_slot(text: str, token: Token, sort: Sort, slots: Mapping[tuple[str, ...], str]) -> str:
    free = [slot for slot in SLOTS[sort] if slot not in slots.values()]
    if not free:
        message = f"a sentence may name {len(SLOTS[sort])} different things"
        raise refused(message, text, (token.start, token.end), hint="ask two questions")
    return free[0]
