"""rune-lp itself, asked as its users ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.question import make_question
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.search import judged, solve_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rune_lp.asp.question import Question
    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.search import Verdict

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
        found = list(_searched(question, self.catalog, self.library, started))
        unsolved = [verdict for verdict in found if verdict.satisfied is None]
        if unsolved:
            first = unsolved[0]
            raise NotSolvedError(
                f"{len(unsolved)} images not solved, {first.image} first: {first.failure}"
            )
        return sorted(verdict.image for verdict in found if verdict.satisfied)


def _searched(
    question: Question, catalog: Catalog, library: RuleLibrary, started: Started
) -> Iterator[Verdict]:
    """Yield the verdict on each image: the one place where the benchmark calls the search."""
    found = judged(question, catalog, library, solve_here(question, catalog))
    for place, verdict in enumerate(found):
        started(place)
        yield verdict
