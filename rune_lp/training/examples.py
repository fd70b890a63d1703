"""Examples: pairs as the model sees them, slots in the place of names."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from rune_lp.errors import InputError
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import atoms
from rune_lp.logic.substitution import with_atoms
from rune_lp.training.pairs import Pair, known_words, pairs
from rune_lp.translate.models.naming import named_by_level
from rune_lp.translate.shipped.linking import Linker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Example", "examples", "read_examples", "write_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A linked sentence, and the formula over its slots.

    Attributes:
        prompt: What the model is given.
        answer: What it should write.
    """

    prompt: str
    answer: str


def examples(seed: int) -> Iterator[Example]:
    """Yield training examples without end; the same seed yields the same.

    Pairs whose names are mistyped beyond recognition are passed over: they are refused before any
    model sees them.

    >>> next(examples(4))
    Example(prompt='there is no kind_a', answer='~(exists x. kind_a(x))')
    """
    linker: Linker | None = None
    vocabulary = None
    for pair in pairs(seed):
        if linker is None or pair.vocabulary is not vocabulary:
            vocabulary = pair.vocabulary
            linker = Linker(vocabulary, known_words())
        example = _example(pair, linker)
        if example is not None:
            yield example


def _example(pair: Pair, linker: Linker) -> Example | None:
    try:
        linked = linker.link(pair.text)
    except InputError:
        return None
    slots = {names[0]: slot for slot, names in linked.names.items()}
    query = parse_query(pair.formula)
    own = {name for name, entry in pair.vocabulary.predicates.items() if entry.kind != "relation"}
    used = {atom.predicate for atom in atoms(query.formula)}
    formula = with_atoms(
        query.formula,
        lambda atom: replace(atom, predicate=slots.get(atom.predicate, atom.predicate)),
    )
    if not used & own <= slots.keys():
        return None
    answer = to_text(named_by_level(replace(query, formula=formula)))
    return Example(linked.prompt, answer)


def write_examples(path: Path, seed: int, number: int) -> None:
    """Write the first examples of a seed as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for example in islice(examples(seed), number):
            file.write(json.dumps([example.prompt, example.answer], ensure_ascii=False) + "\n")


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a file that `write_examples` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Example(*json.loads(line)) for line in lines]
