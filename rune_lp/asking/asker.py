"""Who turns sentences and formulas into questions: the names there are, and a translator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.asking.asked import Asked
from rune_lp.asp.question import make_question
from rune_lp.asp.solve import CLINGO
from rune_lp.equivalence.world import World
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.translate.proposed import CANDIDATES
from rune_lp.translate.translators import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Solver
    from rune_lp.logic.syntax import Query
    from rune_lp.translate.selection import Selection

__all__ = ["Asker"]


@dataclass(frozen=True)
class Asker:
    """How questions are understood.

    Attributes:
        world: What names mean, and the threshold.
        solver: Who is to answer.
        distinct: Whether variables of one quantifier block denote different objects.
        translator: Who understands sentences, by name; see `translate.translators`.
        candidates: How many formulas a language model is asked for.
        min_confidence: What it must be sure of, or None for what its name implies.
        cached: Whether its answers are kept and looked up.

    >>> Asker.of(["ship", "harbor"]).sentence("a ship near a harbor").fol
    'exists x y. ship(x) & harbor(y) & near(x, y)'
    """

    world: World
    solver: Solver = CLINGO
    distinct: bool = False
    translator: str = "controlled"
    candidates: int = CANDIDATES
    min_confidence: float | None = None
    cached: bool = True

    @classmethod
    def of(cls, labels: Iterable[str] | None, *, min_score: float = 0.5) -> Asker:
        """Return one that knows the shipped rule files and controlled English.

        Args:
            labels: The catalogue's labels, or None where there is no catalogue.
            min_score: The threshold.
        """
        library = load_rule_files()
        return cls(World(library.vocabulary(labels), library, min_score=min_score))

    def formula(self, source: str) -> Asked:
        """Return the question that a formula asks.

        Raises:
            InputError: It is no formula, or has a name that is not known.
        """
        question = self._question(parse_query(source), source)
        return Asked(
            question, self.world.library, None, to_text(question.plan.query), None, None, ()
        )

    def sentence(self, text: str, choose: Callable[[Selection], int] | None = None) -> Asked:
        """Return the question that a sentence asks.

        Args:
            text: The sentence.
            choose: Chooses among a language model's readings.

        Raises:
            InputError: It is not understood.
        """
        translation = translated(
            text,
            self.world,
            self.translator,
            number=self.candidates,
            min_confidence=self.min_confidence,
            choose=choose,
            cached=self.cached,
        )
        question = self._question(translation.query, None)
        return Asked(
            question,
            self.world.library,
            translation.text,
            to_text(question.plan.query),
            translation.translator,
            translation.confidence,
            translation.notes,
            translation.selection,
        )

    def _question(self, query: Query, source: str | None) -> Question:
        return make_question(
            query,
            self.world.vocabulary,
            self.world.library,
            profile=self.world.profile,
            min_score=self.world.min_score,
            distinct=self.distinct,
            text=source,
            solver=self.solver,
        )
