"""Why an image does not match: the reasons why the contrary of the question holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.question import make_question
from rune_lp.explain.why.report import Explained, explained
from rune_lp.logic.syntax import Exists, Not, Sentence, SetQuery
from rune_lp.search import results

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["contrary", "why_not"]


def contrary(question: Question, library: RuleLibrary) -> Question:
    """Return the question that holds of exactly the images of which the given one does not.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import to_text
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> library, vocabulary = RuleLibrary(()), Vocabulary.of(["ship"])
    >>> question = make_question(parse_query("{x | ship(x)}"), vocabulary, library)
    >>> to_text(contrary(question, library).plan.query)
    '~(exists x. ship(x))'
    """
    query = question.plan.query
    formula = query.formula
    if isinstance(query, SetQuery):
        formula = Exists(query.variables, formula)
    return make_question(
        Sentence(Not(formula)),
        question.vocabulary,
        library,
        profile=question.profile,
        min_score=question.min_score,
        solver=question.solver,
    )


def why_not(question: Question, scene: Scene, library: RuleLibrary, number: int) -> Explained:
    """Return the reasons why a scene does not match a question.

    Where the question fails by a counterexample (a plane that is near no other), the assignments
    are those counterexamples, `number` of them at most.
    """
    opposite = contrary(question, library)
    (result,) = results(opposite, [scene], explanations=max(1, number))
    return explained(opposite, result, library, number, proved=True)
