"""Examples for language models: sentences about a catalogue's own classes, with their formulas.

The sentences are templates of `examples.txt`; their formulas are what controlled English means by
them, so that no example can be wrong, and none names what the catalogue does not have.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from rune_lp.logic.printing import to_text
from rune_lp.logic.syntax import Sentence
from rune_lp.translate.controlled import sentence_formula
from rune_lp.translate.controlled.morphology import plurals
from rune_lp.translate.models.naming import named_by_level
from rune_lp.translate.refusal import NotUnderstoodError

if TYPE_CHECKING:
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["Example", "nearest_examples"]

_SLOTS = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the formula that is meant by it."""

    sentence: str
    formula: str


def nearest_examples(text: str, vocabulary: Vocabulary, number: int) -> tuple[Example, ...]:
    """Return the examples whose words are most like a sentence's, the nearest last.

    They are about the classes that the sentence names, then about others.

    Args:
        text: The sentence.
        vocabulary: Whose classes the examples are about.
        number: How many there are at most.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> vocabulary = Vocabulary.of(["ship", "harbor"])
    >>> nearest_examples("boats that outnumber harbors", vocabulary, 1)[0].formula
    'count(x: harbor(x)) > count(x: ship(x))'
    """
    nouns = _nouns(text, vocabulary)
    wanted = _stems(text)
    ranked = sorted(_templates(), key=lambda each: -_likeness(wanted, _stems(each[0])))
    found: list[Example] = []
    for sentence, canonical in ranked:
        if len(found) == number:
            break
        try:
            formula, _ = sentence_formula(_filled(canonical, nouns), vocabulary)
        except NotUnderstoodError:
            # A class may have a name that is no English noun; others say the same.
            continue
        written = to_text(named_by_level(Sentence(formula)))
        found.append(Example(_filled(sentence, nouns), written))
    return tuple(reversed(found))


@cache
def _templates() -> tuple[tuple[str, str], ...]:
    """Return the sentences with what is controlled English for them."""
    text = resources.files("rune_lp.translate.models").joinpath("examples.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    pairs = (line.partition(" = ") for line in lines)
    return tuple((sentence, canonical or sentence) for sentence, _, canonical in pairs)


@cache
def _weights() -> dict[str, float]:
    """Return how much each stem of the templates tells: the rarer, the more (idf)."""
    counts = Counter(stem for sentence, _ in _templates() for stem in _stems(sentence))
    return {stem: math.log(1 + len(_templates()) / count) for stem, count in counts.items()}


def _stems(text: str) -> frozenset[str]:
    """Return the words of a sentence without slots and endings; all numbers are one."""
    plain = re.sub(r"\{\w+\}", " ", text.lower())
    return frozenset(word[:5] for word in re.findall(r"[a-z]+", re.sub(r"\d+", " number ", plain)))


def _likeness(wanted: frozenset[str], offered: frozenset[str]) -> float:
    """Return the share of what two sets of stems tell that both tell (weighted Jaccard)."""
    weights = _weights()
    either = sum(weights.get(stem, 0.0) for stem in wanted | offered)
    return sum(weights.get(stem, 0.0) for stem in wanted & offered) / either if either else 0.0


def _nouns(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return a noun for each slot: of the classes that the text names, in its order, then others.

    With too few classes the nouns repeat; without any they are `object`.
    """
    words = text.lower()
    classes = vocabulary.classes()
    named = sorted((at, entry.name) for entry in classes if (at := _place(entry, words)) >= 0)
    names = [name for _, name in named]
    names += [entry.name for entry in classes if entry.name not in names]
    nouns = [name.replace("_", " ") for name in names] or ["object"]
    return tuple(nouns[slot % len(nouns)] for slot in range(len(_SLOTS)))


def _place(entry: Predicate, words: str) -> int:
    """Return where a text first names a class, or -1."""
    nouns = (entry.name.replace("_", " "), *entry.synonyms)
    spellings = "|".join(re.escape(word) for noun in nouns for word in (noun, *plurals(noun)))
    found = re.search(rf"\b(?:{spellings})\b", words)
    return found.start() if found else -1


def _filled(template: str, nouns: tuple[str, ...]) -> str:
    slots = dict(zip(_SLOTS, nouns, strict=True))
    slots |= {f"{slot}s": plurals(noun)[0] for slot, noun in slots.items()}
    return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", template.format_map(slots))
