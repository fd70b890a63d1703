"""Pairs: English sentences with the formulas they mean, over random vocabularies."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from rune_lp.logic.printing import to_text
from rune_lp.logic.substitution import with_atoms
from rune_lp.logic.syntax import Sentence
from rune_lp.training.derivation import SAID, draw, surface_text
from rune_lp.training.meaning import meaning, slot_name
from rune_lp.training.noise import noisy
from rune_lp.training.phrasebook import PART, shipped_phrasebook
from rune_lp.training.vocabularies import random_vocabulary
from rune_lp.translate import NotUnderstoodError
from rune_lp.translate.controlled.tokens import tokenize
from rune_lp.translate.shipped.linking import SLOTS, Sort

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rune_lp.vocabulary import Vocabulary

__all__ = ["Pair", "known_words", "pairs"]

_HEIGHTS = (3, 4, 4, 5, 5, 6)
"""How deep derivations are: from "a tower" to a clause about things with things near them."""

_MEANINGS_PER_VOCABULARY = 20
_NOISY = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and what it means.

    Attributes:
        text: The English sentence.
        formula: The formula, in its canonical text.
        vocabulary: Whose names both use.
    """

    text: str
    formula: str
    vocabulary: Vocabulary


def pairs(
    seed: int,
    *,
    held_out_phrases: bool = False,
    held_out_names: bool = False,
    noise: float = _NOISY,
    ways: int = 3,
) -> Iterator[Pair]:
    """Yield pairs without end; the same seed yields the same pairs.

    Args:
        seed: Of the chances. Measurements use other seeds than trainings.
        held_out_phrases: Say things by held-out phrases wherever there are some; else by none.
        held_out_names: Use held-out names only; else none.
        noise: The share of sentences that are mistyped.
        ways: How many sentences there are of each meaning, one after another.

    >>> pair = next(pairs(4))
    >>> pair.text, pair.formula
    ('there is no feglob', '~(exists x. feglob(x))')
    """
    rng = random.Random(seed)  # noqa: S311
    book = shipped_phrasebook()
    while True:
        names = random_vocabulary(rng, held_out=held_out_names)
        for _ in range(_MEANINGS_PER_VOCABULARY):
            derivation = draw(book, rng, height=rng.choice(_HEIGHTS))
            try:
                meant = meaning(derivation)
            except NotUnderstoodError:  # such as a group of more than ten
                continue
            for _ in range(ways):
                order = {
                    sort: rng.sample(each, len(each)) for sort, each in names.predicates.items()
                }

                def spelled(sort: Sort, index: int, plural: bool) -> str:
                    return names.spelled(order[sort][index], rng, plural=plural)  # noqa: B023

                text = surface_text(derivation, spelled, rng, held_out=held_out_phrases)
                if rng.random() < noise:
                    text = noisy(text, rng)
                yield Pair(text, to_text(_named(meant, order)), names.vocabulary)


def _named(sentence: Sentence, order: Mapping[Sort, list[str]]) -> Sentence:
    names = {
        slot_name(sort, index, False): name
        for sort, each in order.items()
        for index, name in enumerate(each[: len(SLOTS[sort])])
    }
    formula = with_atoms(
        sentence.formula,
        lambda atom: replace(atom, predicate=names.get(atom.predicate, atom.predicate)),
    )
    return Sentence(formula)


@cache
def known_words() -> frozenset[str]:
    """Return every word that a training sentence may have, names aside.

    >>> {"near", "hugging", "twelve", "meters"} <= known_words(), "house" in known_words()
    (True, False)
    """
    entries = [entry for found in shipped_phrasebook().entries.values() for entry in found]
    phrases = [entry.canonical for entry in entries if not entry.joins]
    phrases += [each.text for entry in entries for each in entry.phrases if not each.held_out]
    texts = [*(PART.sub(" ", text) for text in phrases), *SAID, "object objects thing things"]
    tokens = [token for text in texts for token in tokenize(text)]
    return frozenset(token.word for token in tokens if token.kind == "word")
