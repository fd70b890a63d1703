"""A question: a query made ready to be asked of any image."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.asp.compiler import CERTAINTY
from rune_lp.asp.facts import Subset, joined, subset_of
from rune_lp.asp.program import (
    SATISFIED,
    WITNESS,
    Decision,
    Matrix,
    compile_decision,
    compile_matrix,
)
from rune_lp.asp.solve import CLINGO
from rune_lp.asp.solver import Program
from rune_lp.geometry.profile import Profile
from rune_lp.logic.check import check
from rune_lp.logic.printing import to_text
from rune_lp.logic.syntax import Atom, Query, Sentence
from rune_lp.plan.plan import Plan, is_literal, make_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.asp.solver import Solver
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import Statement
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
        decision: The program that decides the sentence.
        matrix: The program of the assignments.
        flat: The program that decides it without decomposition.
        certain_decision: The decision by certainty levels.
        certain_flat: The decision without decomposition by certainty levels.
        certain_matrix: The assignments by certainty levels.
        solver: Who decides it.
        rules: The statements of rule files that it needs.
        literals: The facts that the matrix needs of the objects tried as witnesses.
        scopes: The facts that the matrix needs of all objects.
        uses: The fact predicates that occur, of which an image may have none.
        library: The loaded rule files.
    """

    plan: Plan
    vocabulary: Vocabulary
    profile: Profile
    min_score: float
    decision: Decision
    matrix: Matrix
    flat: Decision
    certain_decision: Decision
    certain_flat: Decision
    certain_matrix: Matrix
    solver: Solver
    rules: tuple[Statement, ...]
    literals: Subset
    scopes: Subset
    uses: frozenset[Signature]
    library: RuleLibrary = field(repr=False)

    def program(self, *rules: str, facts: Iterable[Signature] = ()) -> Program:
        """Return a program of the question: its rules, and what they need of the rule files.

        Args:
            *rules: Compiled rules of the decision or the matrix.
            facts: The fact predicates that occur in them beyond those of the question.
        """
        return Program(rules, self.rules, self.uses.union(facts))

    @property
    def subset(self) -> Subset:
        """All facts that the question can reach."""
        return joined(self.literals, self.scopes)

    @property
    def monotone(self) -> bool:
        """Whether more detections can only help: no negated scope and no upper bound."""
        return ("possible", 1) not in self.certain_decision.uses

    @property
    def degrees_agree(self) -> bool:
        """Whether the best of the assignments that satisfy a true sentence gives its degree.

        Where detections can do harm, an assignment that fails at the threshold t may be worth up
        to the greater of t and 1 - t, and one that holds may be worth as little as the lesser.
        """
        return self.monotone or self.min_score == 0.5

    @property
    def plain(self) -> bool:
        """Whether an assignment's degree is the least score of its objects: literals alone.

        A rule-defined predicate is 1 or 0 too, whatever it rests on.
        """
        return all(
            is_literal(part, self.vocabulary) or isinstance(part, Atom) for part in self.plan.matrix
        )

    @property
    def needs_gsd(self) -> bool:
        """Whether an image without a ground sample distance cannot be asked."""
        return any(need.unit in ("m", "m2") or need.name == "gsd" for need in self.subset.numbers)


def make_question(
    query: Query,
    vocabulary: Vocabulary,
    library: RuleLibrary,
    *,
    profile: Profile | None = None,
    min_score: float = 0.5,
    distinct: bool = False,
    text: str | None = None,
    solver: Solver = CLINGO,
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
        solver: Who decides it.

    Raises:
        InputError: if the query does not pass the check against the vocabulary, or needs a rule
            that the solver cannot run.
    """
    plan = make_plan(check(query, vocabulary, text), vocabulary, library, distinct=distinct)
    decision = compile_decision(plan.decision, vocabulary, library)
    matrix = compile_matrix(plan, vocabulary, library)
    closure = library.closure(sorted(plan.rules))
    solver.check(closure, library)
    uses = decision.uses.union(matrix.uses, *(statement.uses for statement in closure))
    return Question(
        plan,
        vocabulary,
        profile or Profile(),
        min_score,
        decision,
        matrix,
        compile_decision(plan.flat, vocabulary, library),
        compile_decision(plan.decision, vocabulary, library, CERTAINTY),
        compile_decision(plan.flat, vocabulary, library, CERTAINTY),
        compile_matrix(plan, vocabulary, library, CERTAINTY),
        solver,
        closure,
        subset_of(plan.literals, library),
        subset_of(plan.scopes, library),
        frozenset(uses - library.signatures),
        library,
    )


def program_text(question: Question, *, decomposed: bool = True) -> str:
    """Return the program that, with an image's facts, plain clingo solves to the same answer.

    Its answer set shows `satisfied` iff the image satisfies the query, and for a set query the
    answers as atoms of `witness`.

    Args:
        question: What is asked.
        decomposed: Whether quantifiers are moved inwards; else one rule joins all witnesses of a
            sentence, which can take gringo very long to ground.
    """
    query, matrix = question.plan.query, question.matrix
    lines = [f"% {to_text(query)}", question.program().defined]
    if question.rules:
        lines += ["", "% from the rule files", *(rule.text for rule in question.rules)]
    if isinstance(query, Sentence):
        decision = question.decision if decomposed else question.flat
        lines += ["", *decision.rules]
    else:
        shown = f"#show {WITNESS}/{len(matrix.witnesses)}."
        lines += ["", *matrix.rules, matrix.witness_rule()]
        lines += [f"{SATISFIED} :- {matrix.witness}.", shown]
    return "\n".join([*lines, f"#show {SATISFIED}/0."]) + "\n"
