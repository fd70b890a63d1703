"""Candidates: what a language model proposes as the meaning of a sentence, before any check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rune_lp.errors import Fault
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Candidate", "Embedder", "Proposer", "Repairer"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A formula as a model wrote it, and how much the model stands by it.

    The text is untrusted: it may not parse, and may name what the vocabulary does not have.
    Weights are positive and compared among the candidates of one sentence only: 1 for each sample,
    or the sample's probability. `notes` are readings that the proposer took, for people.
    `objection` is what the proposer itself finds wrong with it; such a candidate is dropped.

    >>> Candidate("exists x. ship(x)").weight
    1.0
    """

    text: str
    weight: float = 1.0
    notes: tuple[str, ...] = ()
    objection: str | None = None


class Proposer(Protocol):
    """Whatever writes formulas for sentences: a local model, a server, a table in a test."""

    @property
    def name(self) -> str:
        """What the translation says it was made by, such as `hf:DIR`."""

    def propose(self, text: str, vocabulary: Vocabulary, number: int) -> Sequence[Candidate]:
        """Return up to `number` candidates for a sentence, the likeliest first.

        Raises:
            InputError: The sentence cannot be understood, or the model cannot be asked.
        """


@runtime_checkable
class Repairer(Protocol):
    """A proposer that can be told what was wrong with a candidate, and write it anew."""

    def repair(
        self, text: str, vocabulary: Vocabulary, candidate: Candidate, faults: Sequence[Fault]
    ) -> Sequence[Candidate]:
        """Return candidates to take the place of one that has faults."""


@runtime_checkable
class Embedder(Protocol):
    """Whatever knows which words mean nearly the same."""

    def embed(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Return a vector for each word, (n, d); like meanings point in like directions."""
