"""Proposers that write what they are given: what a model would write, without the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.equivalence.world import World
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.translate.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.errors import Fault
    from rune_lp.vocabulary import Vocabulary

LIBRARY = load_rule_files()
WORLD = World(
    LIBRARY.vocabulary(("ship", "harbor", "plane", "small-vehicle", "large-vehicle")), LIBRARY
)


@dataclass
class Written:
    """Proposes formulas, the likeliest first."""

    formulas: Sequence[str]
    name: str = "written"

    def propose(self, text: str, vocabulary: Vocabulary, number: int) -> Sequence[Candidate]:  # noqa: ARG002
        return [Candidate(formula) for formula in self.formulas][:number]


@dataclass
class Mending(Written):
    """Writes another formula for each that it is told is wrong, and remembers what it was told."""

    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def repair(
        self,
        text: str,  # noqa: ARG002
        vocabulary: Vocabulary,  # noqa: ARG002
        candidate: Candidate,
        faults: Sequence[Fault],
    ) -> Sequence[Candidate]:
        self.told += [(candidate.text, str(fault)) for fault in faults]
        return [Candidate(formula) for formula in self.instead.get(candidate.text, ())]


class Knowing(Written):
    """Knows that a lorry is nearly a truck."""

    def embed(self, words: Sequence[str]) -> NDArray[np.float64]:
        meant = {"conveyance": (1.0, 0.0), "large vehicle": (0.9, 0.1)}
        return np.array([meant.get(word, (0.0, 1.0)) for word in words])
