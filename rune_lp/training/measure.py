"""Measuring: how many sentences of a test set a translator understands as they are meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.errors import InputError
from rune_lp.logic.printing import to_text
from rune_lp.training.grading import same_meaning
from rune_lp.training.pairs import Pair, pairs
from rune_lp.translate import translate
from rune_lp.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rune_lp.translate.candidate import Proposer

__all__ = [
    "TEST_SETS",
    "Grade",
    "Graded",
    "Tally",
    "first",
    "grade",
    "grammar",
    "refused_pairs",
    "tally",
    "voted",
]

Grade = Literal["right", "wrong", "refused", "not decided"]
Translated: TypeAlias = Callable[[str, Vocabulary], str]
"""Returns the formula of a sentence, or raises `InputError` where it refuses."""

_SEED = 7_000_000
"""Of the test sets; trainings use smaller ones."""

_VOTE_SECONDS = 0.5
"""How long two candidates are compared; where that does not decide, they are two readings."""

TEST_SETS: dict[str, dict[str, bool]] = {
    "trained phrases": {},
    "held-out phrases": {"held_out_phrases": True},
    "held-out names": {"held_out_names": True},
    "held-out phrases and names": {"held_out_phrases": True, "held_out_names": True},
}
"""What is held out of each test set; all its sentences are new."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A sentence of a test set, what was made of it, and what that is worth."""

    text: str
    wanted: str
    got: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sentences were graded how.

    >>> Tally(right=3, wrong=1).accuracy
    0.75
    """

    right: int = 0
    wrong: int = 0
    refused: int = 0
    not_decided: int = 0

    @property
    def accuracy(self) -> float:
        """The share of all sentences that are known to be right."""
        total = sum(asdict(self).values())
        return self.right / total if total else 0.0


def grammar(text: str, vocabulary: Vocabulary) -> str:
    """Translate by the controlled grammar alone.

    Raises:
        NotUnderstoodError: If it refuses.
    """
    return to_text(translate(text, vocabulary).query)


def refused_pairs(name: str, number: int) -> list[Pair]:
    """Return pairs of a test set whose sentences the controlled grammar refuses."""
    found = pairs(_SEED, ways=1, **TEST_SETS[name])
    return list(islice((pair for pair in found if _refused(pair)), number))


def _refused(pair: Pair) -> bool:
    try:
        grammar(pair.text, pair.vocabulary)
    except InputError:
        return True
    return False


def grade(pair: Pair, translated: Translated) -> Graded:
    """Return what a translator makes of a sentence, and whether it means the same."""
    try:
        got = translated(pair.text, pair.vocabulary)
    except InputError as refusal:
        return Graded(pair.text, pair.formula, str(refusal), "refused")
    try:
        same = same_meaning(got, pair.formula, pair.vocabulary)
    except InputError:  # it is no formula of the vocabulary
        same = False
    found: Grade = "not decided" if same is None else "right" if same else "wrong"
    return Graded(pair.text, pair.formula, got, found)


def tally(graded: Iterable[Graded]) -> Tally:
    """Return how many sentences were graded how."""
    grades = [each.grade for each in graded]
    return Tally(*(grades.count(each) for each in ("right", "wrong", "refused", "not decided")))


def _kept(proposer: Proposer, text: str, vocabulary: Vocabulary, number: int) -> list[str]:
    """Return the candidates that the proposer has nothing to say against, one at least."""
    proposed = proposer.propose(text, vocabulary, number)
    return [each.text for each in proposed if each.objection is None]


def first(proposer: Proposer) -> Translated:
    """Return the translator that takes a proposer's likeliest candidate."""
    return lambda text, vocabulary: _kept(proposer, text, vocabulary, 1)[0]


def voted(proposer: Proposer, number: int = 10) -> Translated:
    """Return the translator that takes the meaning which most of a proposer's candidates have."""

    def translated(text: str, vocabulary: Vocabulary) -> str:
        texts = Counter(_kept(proposer, text, vocabulary, number))
        votes: Counter[str] = Counter()
        for written, count in texts.items():
            same = (
                each
                for each in votes
                if same_meaning(written, each, vocabulary, seconds=_VOTE_SECONDS)
            )
            votes[next(same, written)] += count
        return votes.most_common(1)[0][0]

    return translated
