"""A plan as normal logic programs: one decides the sentence, one finds its assignments.

The same rules also compute weakest-link degrees. A formula has degree >= t iff it holds when
`exists` ranges over the detections of score >= t (the *certain* ones) and what is negated ranges
over those of score > 1 - t (the *possible* ones). So the two kinds of quantifier get a domain
predicate each, and count comparisons, which are decided at the threshold, a third; for the truth
of a sentence all three are the facts' `object`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.asp.compiler import (
    CRISP,
    Compiler,
    Domains,
    Literal,
    RuleNames,
    ScopeKey,
    atom_text,
    rule_text,
    variable_name,
)
from rune_lp.logic.scope import free_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.logic.syntax import Formula
    from rune_lp.plan.plan import Plan
    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "BIND",
    "CONJUNCT",
    "SATISFIED",
    "WITNESS",
    "Decision",
    "Matrix",
    "compile_decision",
    "compile_matrix",
]

SATISFIED, WITNESS, CONJUNCT, BIND = "satisfied", "witness", "conjunct", "bind"


@dataclass(frozen=True, slots=True)
class Decision:
    """The program that decides a sentence: its witnesses eliminated one after another.

    Attributes:
        rules: The rules' text, each with its formula in a comment above it; the last one is that
            of `satisfied`.
        uses: The fact predicates that occur, each with its number of arguments.
    """

    rules: tuple[str, ...]
    uses: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The program of the witnesses' assignments: what they must satisfy, conjunct by conjunct.

    Attributes:
        rules: The rules of the scopes in it, each with its formula in a comment above it.
        witnesses: The ASP variables of the plan's witnesses.
        body: The body that is true of the satisfying assignments.
        conjuncts: For each conjunct the rule that it holds of the objects in `bind`.
        auxiliaries: The auxiliary predicate of each scope, keyed by its formula and the guards
            of its free variables in order of their names, which are the predicate's arguments.
        uses: The fact predicates that occur, each with its number of arguments.
    """

    rules: tuple[str, ...]
    witnesses: tuple[str, ...]
    body: tuple[str, ...]
    conjuncts: tuple[str, ...]
    auxiliaries: Mapping[ScopeKey, str]
    uses: frozenset[tuple[str, int]]

    @property
    def witness(self) -> str:
        """The atom of an assignment, such as `witness(X, Y)`."""
        return atom_text(WITNESS, self.witnesses)

    def witness_rule(self, *limits: str, among: str | None = None) -> str:
        """Return the rule of `witness`, which is true of the satisfying assignments.

        Args:
            *limits: Further literals of its body.
            among: A predicate that every witness must have.
        """
        each = [f"{among}({name})" for name in self.witnesses] if among else []
        return rule_text(self.witness, [*limits, *each, *self.body])


def compile_decision(
    formula: Formula, vocabulary: Vocabulary, rules: RuleNames, domains: Domains = CRISP
) -> Decision:
    """Return the program that decides a sentence.

    Args:
        formula: The sentence in existential normal form, such as a plan's decision.
        vocabulary: What its names mean.
        rules: The guards and names of rule-defined predicates.
        domains: The domain predicates: `CRISP` for truth, `CERTAINTY` for degrees.
    """
    compiler = Compiler(vocabulary, rules)
    body = compiler.body(formula, {}, domains)
    goal = compiler.rule(SATISFIED, body, [], {})
    return Decision((*compiler.rules, goal), frozenset(compiler.uses))


def compile_matrix(
    plan: Plan, vocabulary: Vocabulary, rules: RuleNames, domains: Domains = CRISP
) -> Matrix:
    """Return the program of a plan's assignments; the other arguments are as for the decision."""
    compiler = Compiler(vocabulary, rules)
    guards = dict(plan.guards)
    bodies = [compiler.body(part, guards, domains) for part in plan.matrix]
    together = [literal for body in bodies for literal in body]
    places = {name: place for place, name in enumerate(plan.witnesses)}
    conjuncts = [
        compiler.rule(f"{CONJUNCT}({index})", [*_bound(part, places), *body], [], {})
        for index, (part, body) in enumerate(zip(plan.matrix, bodies, strict=True))
    ]
    return Matrix(
        tuple(compiler.rules),
        tuple(map(variable_name, plan.witnesses)),
        tuple(compiler.safe(together, list(plan.witnesses), guards)),
        tuple(conjuncts),
        compiler.auxiliaries,
        frozenset(compiler.uses),
    )


def _bound(part: Formula, places: Mapping[str, int]) -> list[Literal]:
    """Return the literals that take a conjunct's witnesses from the atoms of `bind`."""
    names = [(place, variable_name(n)) for n, place in places.items() if n in free_variables(part)]
    return [Literal(f"{BIND}({place}, {name})", frozenset({name})) for place, name in names]
