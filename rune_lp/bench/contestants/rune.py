"""rune-lp itself, asked as its users ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.question import make_question
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.search import results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rune_lp.asp.question import Question
    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started
    from rune_lp.scenes import Scene
    from rune_lp.search import ImageResult

__all__ = ["Rune"]


class Rune(Contestant):
    """rune-lp over an opened catalogue, the answers alone, without explanations."""

    def __init__(self, data: Path) -> None:
        self.catalog = Catalog.open(data / "catalog")
        self.library = load_rule_files(())

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true.

        Raises:
            NotSolvedError: An image could not be decided.
        """
        vocabulary = self.library.vocabulary(self.catalog.labels)
        question = make_question(parse_query(case.fol), vocabulary, self.library)
        found = list(_searched(question, self.catalog, started))
        unsolved = [result for result in found if result.satisfied is None]
        if unsolved:
            first = unsolved[0]
            raise NotSolvedError(
                f"{len(unsolved)} images not solved, {first.scene.image} first: {first.failure}"
            )
        return sorted(result.scene.image for result in found if result.satisfied)


def _searched(question: Question, catalog: Catalog, started: Started) -> Iterator[ImageResult]:
    """Yield the outcome of each image: the one place where the benchmark calls the search."""

    def scenes() -> Iterator[Scene]:
        for place, scene in enumerate(catalog.scenes()):
            started(place)
            yield scene

    return results(question, scenes(), explanations=0)
