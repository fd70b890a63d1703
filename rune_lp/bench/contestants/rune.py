"""rune-lp itself, asked as its users ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.question import make_question
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.search import Here, Search, judged

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["Rune", "RuneVerified"]


class Rune(Contestant):
    """rune-lp over an opened catalogue, the answers alone, without explanations.

    Attributes:
        verify: Whether clingo decides every image that may match, too.
    """

    verify = False

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
        engine = Here(Search(question, self.library, verify=self.verify), self.catalog)
        found = []
        for place, verdict in enumerate(judged(engine)):
            started(place)
            found.append(verdict)
        unsolved = [verdict for verdict in found if verdict.satisfied is None]
        if unsolved:
            first = unsolved[0]
            raise NotSolvedError(
                f"{len(unsolved)} images not solved, {first.image} first: {first.failure}"
            )
        return sorted(verdict.image for verdict in found if verdict.satisfied)


class RuneVerified(Rune):
    """rune-lp with `--verify`: clingo decides every image that may match."""

    verify = True
