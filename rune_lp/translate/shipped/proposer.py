"""The proposer that ships: the small model behind the linking of names."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rune_lp.errors import InputError, Place
from rune_lp.logic.parse import parse_query
from rune_lp.logic.scope import atoms
from rune_lp.optional import require
from rune_lp.translate.candidate import Candidate
from rune_lp.translate.models.settings import Sampling
from rune_lp.translate.refusal import refused
from rune_lp.translate.shipped.grounding import Phrases, ungrounded
from rune_lp.translate.shipped.linking import Linked, Linker, prompt_text, slot_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rune_lp.translate.models.transformer import Transformer
    from rune_lp.vocabulary import Vocabulary

__all__ = ["MODEL", "SmallModel"]

Read = TypeVar("Read")

MODEL = Path(__file__).parent / "model"
"""The directory of the weights that ship."""

_SIDE_BY_SIDE = re.compile(r"\bkind_[a-z]s? kind_[a-z]s?\b")

_LONGEST = 400
"""Characters of a sentence: the model has learned no longer ones."""


class SmallModel:
    """A proposer that links a sentence's names and lets a small model write the formula.

    Args:
        directory: Of a model that `rune-lp train translator` wrote.
        sampling: How candidates are drawn.
    """

    def __init__(self, directory: Path = MODEL, sampling: Sampling | None = None) -> None:
        self._directory = directory
        self._sampling = sampling or Sampling()

    @property
    def name(self) -> str:
        """What the translation says it was made by."""
        return "shipped" if self._directory == MODEL else f"shipped:{self._directory}"

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that the model has learned.

        Raises:
            InputError: If the directory holds no such model.
        """
        return self._read("words.json", lambda text: frozenset(json.loads(text)))

    @cached_property
    def phrases(self) -> Phrases:
        """The phrases that the model has learned.

        Raises:
            InputError: If the directory holds no such model.
        """
        return self._read("phrases.json", Phrases.read)

    def _read(self, name: str, parsed: Callable[[str], Read]) -> Read:
        path = self._directory / name
        try:
            return parsed(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError) as error:
            message = "this is no model that 'rune-lp train translator' wrote"
            raise InputError.of(message, Place(str(path))) from error

    @cached_property
    def _transformer(self) -> Transformer:
        for module in ("torch", "transformers", "llguidance"):
            require(module, extra="llm")
        from rune_lp.translate.models.transformer import Transformer

        return Transformer(self._directory)

    def linked(self, text: str, vocabulary: Vocabulary) -> Linked:
        """Return the sentence with slots for its names, and notes on how words were read.

        Raises:
            NotUnderstoodError: If the model has not learned a word, or not in such a phrase, and it
                names nothing.
            InputError: If the sentence is empty or too long.
        """
        if len(text) > _LONGEST:
            message = f"the sentence has {len(text)} characters, more than {_LONGEST}"
            raise InputError.of(message, hint="ask several questions")
        linked = Linker(vocabulary, self.known).link(text)
        if not linked.names:
            raise InputError.of("the sentence names nothing that the vocabulary has")
        if _SIDE_BY_SIDE.search(linked.prompt):
            message = "two things stand side by side, and nothing says how they belong together"
            raise refused(message, text, (0, len(text)), hint="say it more plainly")
        if word := self.phrases.misplaced(linked.prompt):
            message = f"'{word}' is understood in other phrases only"
            raise refused(message, text, (0, len(text)), hint="say it more plainly")
        return linked

    def propose(self, text: str, vocabulary: Vocabulary, number: int) -> Sequence[Candidate]:
        """Return candidates for a sentence, the model's likeliest first.

        A formula that leaves out a name or a number of the sentence, or makes up a number, comes
        with an objection, so that it counts as one that agrees with none.

        Raises:
            NotUnderstoodError: If the model has not learned a word, and it names nothing; or all
                its formulas leave something out.
            InputError: If the sentence is too long, or what the model needs is not installed.
        """
        linked = self.linked(text, vocabulary)
        prompt = prompt_text(linked.prompt)
        # Only the slots that the sentence has, so that no other can be written.
        slots = slot_vocabulary(frozenset(linked.names))
        written = self._transformer.write(prompt, slots, number, self._sampling)
        candidates = [self._candidate(linked, each) for each in written]
        if all(each.objection for each in candidates):
            message = "the model found no formula that has all that the sentence names and counts"
            raise refused(message, text, (0, len(text)), hint="say it more plainly")
        return candidates

    def _candidate(self, linked: Linked, formula: str) -> Candidate:
        left_out = sorted(linked.names.keys() - _predicates(formula))
        if left_out:
            objection: str | None = f"{' or '.join(linked.names[left_out[0]])} is left out"
        else:
            objection = ungrounded(linked.prompt, formula, self.phrases)
        return Candidate(linked.named(formula), notes=linked.notes, objection=objection)


def _predicates(formula: str) -> set[str]:
    return {atom.predicate for atom in atoms(parse_query(formula).formula)}
