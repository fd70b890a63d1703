"""A question: a query made ready to be asked of any image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.asp.facts import Subset, subset_of
from rune_lp.asp.program import CERTAINTY, SATISFIED, WITNESS, Program, compile_plan
from rune_lp.geometry.profile import Profile
from rune_lp.logic.check import check
from rune_lp.logic.degree import has_count
from rune_lp.logic.printing import to_text
from rune_lp.logic.syntax import Atom, Compare, Equal, Formula, Not, Query, Sentence, Truth
from rune_lp.plan.plan import Plan, make_plan

if TYPE_CHECKING:
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Question", "make_question", "program_text"]


@dataclass(frozen=True)
class Question:
    """A query with everything about it that does not depend on the image.

    Attributes:
        plan: How it is answered.
        vocabulary: What its names mean.
        profile: The parameters of the relations.
        min_score: The threshold: detections of at least this score are the domain.
        program: Its rules for truth.
        certainty: Its rules for weakest-link degrees.
        rules: The statements of rule files that it needs.
        subset: The facts that it can reach.
        defined: `#defined` directives for those facts, which an image may have none of.
    """

    plan: Plan
    vocabulary: Vocabulary
    profile: Profile
    min_score: float
    program: Program
    certainty: Program
    rules: tuple[str, ...]
    subset: Subset
    defined: str

    @property
    def monotone(self) -> bool:
        """Whether more detections can only help: no negated scope and no upper bound."""
        return ("possible", 1) not in self.certainty.uses

    @property
    def plain(self) -> bool:
        """Whether an assignment's degree is the least score of its objects: literals alone."""
        return bool(self.plan.witnesses) and all(map(_literal, self.plan.matrix))

    @property
    def needs_gsd(self) -> bool:
        """Whether an image without a ground sample distance cannot be asked."""
        return any(need.unit in ("m", "m2") or need.name == "gsd" for need in self.subset.numbers)


def _literal(formula: Formula) -> bool:
    match formula:
        case Not(body):
            return isinstance(body, Atom | Equal)
        case Compare():
            return not has_count(formula.left) and not has_count(formula.right)
        case _:
            return isinstance(formula, Atom | Equal | Truth)


def make_question(
    query: Query,
    vocabulary: Vocabulary,
    library: RuleLibrary,
    *,
    profile: Profile | None = None,
    min_score: float = 0.5,
    distinct: bool = False,
    text: str | None = None,
) -> Question:
    """Return the question of a query.

    Args:
        query: A parsed query.
        vocabulary: What its names mean.
        library: The loaded rule files.
        profile: The parameters of the relations; the defaults without one.
        min_score: The score threshold.
        distinct: Whether variables of one quantifier block denote different objects.
        text: The text that the query was parsed from, for the places of faults.

    Raises:
        InputError: if the query does not pass the check against the vocabulary.
    """
    plan = make_plan(check(query, vocabulary, text), vocabulary, library, distinct=distinct)
    program = compile_plan(plan, vocabulary, library)
    closure = library.closure(sorted(plan.reach.rules))
    uses = program.uses.union(*(statement.uses for statement in closure))
    defined = sorted(uses - library.signatures)
    return Question(
        plan,
        vocabulary,
        profile or Profile(),
        min_score,
        program,
        compile_plan(plan, vocabulary, library, CERTAINTY),
        tuple(statement.text for statement in closure),
        subset_of(plan, library),
        "\n".join(f"#defined {name}/{arity}." for name, arity in defined),
    )


def program_text(question: Question) -> str:
    """Return the program that, with an image's facts, plain clingo solves to the same answer.

    Its answer set shows `satisfied` iff the image satisfies the query, and for a set query the
    answers as atoms of `witness`.
    """
    plan, program = question.plan, question.program
    lines = [f"% {to_text(plan.query)}", *question.defined.splitlines()]
    if question.rules:
        lines += ["", "% from the rule files", *question.rules]
    lines += ["", *program.rules, program.goal, f"#show {SATISFIED}/0."]
    if not isinstance(plan.query, Sentence):
        lines += ["", program.witness(), f"#show {WITNESS}/{len(plan.witnesses)}."]
    return "\n".join(lines) + "\n"
