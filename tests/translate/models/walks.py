"""Random walks through what constrained decoding allows, byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import llguidance
import numpy as np

from rune_lp.translate.models.constraint import Constraint
from rune_lp.vocabulary import ClassNote, Predicate, Vocabulary

if TYPE_CHECKING:
    import random

BYTES = llguidance.LLTokenizer("byte")

VOCABULARY = Vocabulary.of(
    ["ship", "small-vehicle", "x", "true-color", "exists far", "船", "near", "Größe"],
    [ClassNote("ship", ("boat", "vessel"))],
    [
        Predicate("marina", 1, "rule", gloss="a harbour with ships"),
        Predicate("guards", 2, "rule", gloss="x guards y"),
    ],
)
"""Names that are like words of the language, or like the beginnings of each other."""


def walk(numbers: random.Random, longest: int, vocabulary: Vocabulary = VOCABULARY) -> str:
    """Return what a model that knows nothing writes in so many tokens."""
    constraint = Constraint(vocabulary, BYTES, 1)
    text = ""
    for _ in range(longest):
        token = int(numbers.choice(np.flatnonzero(constraint.allowed()[0])))
        if token == BYTES.eos_token:
            break
        constraint.accept([token])
        text += chr(token)
    return text
