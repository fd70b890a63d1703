"""A language model as a proposer of candidates: prompt, model and cache put together."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol

from rune_lp.translate.candidate import Candidate
from rune_lp.translate.models.cache import Cache, fingerprint, vocabulary_fingerprint
from rune_lp.translate.models.prompt import PROMPT_VERSION, Prompt, make_prompt, mending
from rune_lp.translate.models.settings import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rune_lp.errors import Fault
    from rune_lp.vocabulary import Vocabulary

__all__ = ["ModelProposer", "Writer"]


class Writer(Protocol):
    """A language model that writes formulas for prompts."""

    @property
    def name(self) -> str:
        """What a translation says it was made by."""

    @property
    def identity(self) -> str:
        """What tells this model from others, for the cache."""

    def fits(self, prompt: Prompt, max_tokens: int) -> bool:
        """Say whether a prompt leaves room for a formula of so many tokens."""

    def write(
        self, prompt: Prompt, vocabulary: Vocabulary, number: int, sampling: Sampling
    ) -> list[str]:
        """Return up to so many formulas, the likeliest first."""


class ModelProposer:
    """Asks a language model for candidates, and asks nothing twice.

    Args:
        writer: The model.
        cache: What it answered before, or None.
        sampling: How candidates are drawn; by default as `Sampling()` says.
    """

    def __init__(
        self, writer: Writer, cache: Cache | None = None, sampling: Sampling | None = None
    ) -> None:
        self.writer = writer
        self.cache = cache
        self.sampling = sampling or Sampling()

    @property
    def name(self) -> str:
        """What a translation says it was made by, such as `hf:DIR`."""
        return self.writer.name

    @property
    def fault(self) -> Fault | None:
        """Why the cache could not be used, if it could not."""
        return self.cache.fault if self.cache else None

    def prompt(self, text: str, vocabulary: Vocabulary) -> Prompt:
        """Return what the model is shown for a sentence.

        Raises:
            InputError: The sentence is empty or too long, or the vocabulary does not fit the model.
        """
        room = self.sampling.max_tokens
        return make_prompt(text, vocabulary, lambda prompt: self.writer.fits(prompt, room))

    def propose(self, text: str, vocabulary: Vocabulary, number: int) -> Sequence[Candidate]:
        """Return up to `number` candidates for a sentence, the likeliest first, each of weight 1.

        Raises:
            InputError: The sentence cannot be asked, or the model does not answer.
        """
        return self._asked(
            ("propose", text), vocabulary, number, lambda: self.prompt(text, vocabulary)
        )

    def repair(
        self, text: str, vocabulary: Vocabulary, candidate: Candidate, faults: Sequence[Fault]
    ) -> Sequence[Candidate]:
        """Return a candidate in the place of one with faults, which the model is told.

        Raises:
            InputError: The sentence cannot be asked, or the model does not answer.
        """
        told = tuple(fault.drawn() for fault in faults)
        return self._asked(
            ("repair", text, candidate.text, *told),
            vocabulary,
            1,
            lambda: mending(self.prompt(text, vocabulary), candidate.text, faults),
        )

    def _asked(
        self,
        question: tuple[str, ...],
        vocabulary: Vocabulary,
        number: int,
        prompt: Callable[[], Prompt],
    ) -> list[Candidate]:
        key = ""
        if self.cache:
            key = fingerprint(
                question,
                vocabulary_fingerprint(vocabulary),
                self.writer.identity,
                PROMPT_VERSION,
                asdict(self.sampling),
                number,
            )
        kept = self.cache.recall(key) if self.cache else None
        if kept is None:
            kept = tuple(self.writer.write(prompt(), vocabulary, number, self.sampling))
            if self.cache and len(kept) == number:
                self.cache.keep(key, kept)
        return [Candidate(formula) for formula in kept]
