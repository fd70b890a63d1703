"""Formula to normal logic program: one auxiliary predicate per quantified scope.

A formula in existential normal form becomes rules that plain clingo solves over the facts of an
image. A conjunction is a rule body; `exists` and `|` become auxiliary predicates over their free
variables; `exists>=k` a `#count` aggregate; negation is default negation, which is exact because
the program is stratified.

The same rules also compute weakest-link degrees. A formula has degree >= t iff it holds when
`exists` ranges over the detections of score >= t (the *certain* ones) and what is negated ranges
over those of score > 1 - t (the *possible* ones). So the two kinds of quantifier get a domain
predicate each, and count comparisons, which are decided at the threshold, a third; for the truth
of a sentence all three are the facts' `object`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Comparison,
    Count,
    Counted,
    Equal,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import Linear, linear, measure_of
from rune_lp.plan.reach import Classes, Guards, RuleGuards, bounded_pair, fact_name, guard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.plan.plan import Plan
    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "BIND",
    "CERTAINTY",
    "CONJUNCT",
    "CRISP",
    "SATISFIED",
    "WITNESS",
    "Domains",
    "Program",
    "ScopeKey",
    "compile_plan",
    "variable_name",
]

_SIGNS: dict[Comparison, str] = {"<=": "<=", "<": "<", ">=": ">=", ">": ">", "=": "=", "!=": "!="}
_TURNED: dict[Comparison, Comparison] = {
    "<=": ">=",
    ">=": "<=",
    "<": ">",
    ">": "<",
    "=": "=",
    "!=": "!=",
}


SATISFIED, WITNESS, CONJUNCT, BIND = "satisfied", "witness", "conjunct", "bind"
_KINDS = {Exists: "some", Counted: "at_least", Or: "either"}


@dataclass(frozen=True, slots=True)
class Domains:
    """The domain predicates of quantifiers; None where a variable's class facts are its domain.

    Attributes:
        some: Of `exists` that is not negated.
        every: Of `exists` under a negation.
        counted: Of the objects in count terms.
    """

    some: str | None = None
    every: str | None = None
    counted: str | None = None

    def turned(self) -> Domains:
        """Return the domains under a negation."""
        return Domains(self.every, self.some, self.counted)

    def at_threshold(self) -> Domains:
        """Return the domains inside a count term."""
        return Domains(self.counted, self.counted, self.counted)


CRISP = Domains()
"""Truth: every quantifier ranges over the objects that there are facts of."""

CERTAINTY = Domains("certain", "possible", "kept")
"""Weakest-link degrees, by level."""


ScopeKey: TypeAlias = tuple[Formula, tuple[Classes, ...]]


@dataclass(frozen=True, slots=True)
class Program:
    """A program and what its auxiliary predicates mean.

    Attributes:
        rules: The rules' text, each with its formula in a comment above it.
        goal: The rule of `satisfied`, which is true iff the sentence is.
        witnesses: The ASP variables of the plan's witnesses.
        witness_body: The body of `witness`, the satisfying assignments; empty without witnesses.
        conjuncts: For each conjunct of the matrix the rule that it holds of the objects bound.
        auxiliaries: The auxiliary predicate of each scope, keyed by its formula and the guards
            of its free variables in order of their names, which are the predicate's arguments.
        uses: The fact predicates that occur, each with its number of arguments.
    """

    rules: tuple[str, ...]
    goal: str
    witnesses: tuple[str, ...]
    witness_body: tuple[str, ...]
    conjuncts: tuple[str, ...]
    auxiliaries: Mapping[ScopeKey, str]
    uses: frozenset[tuple[str, int]]

    def witness(self, *, among: str | None = None, of: str | None = None) -> str:
        """Return the rule of `witness`.

        Args:
            among: A predicate that every witness must have.
            of: A predicate that the tuple of witnesses must have.
        """
        arguments = ", ".join(self.witnesses)
        extra = [f"{among}({name})" for name in self.witnesses] if among else []
        extra += [f"{of}({arguments})"] if of else []
        return f"{WITNESS}({arguments}) :- {', '.join([*extra, *self.witness_body])}."


@dataclass(frozen=True, slots=True)
class _Literal:
    text: str
    binds: frozenset[str] = frozenset()


def variable_name(variable: str) -> str:
    """Return the ASP variable of a formula's variable: letters and digits, a capital first.

    >>> variable_name("x1"), variable_name("my-ship")
    ('X1', 'My0ship')
    """
    text = re.sub(r"[^A-Za-z0-9]", "0", variable).lstrip("0") or "0"
    return text[0].upper() + text[1:] if text[0].isalpha() else f"V{text}"


def compile_plan(
    plan: Plan, vocabulary: Vocabulary, rules: RuleGuards, domains: Domains = CRISP
) -> Program:
    """Return the program of a plan.

    Args:
        plan: The plan of a query.
        vocabulary: What its names mean.
        rules: The guards of rule-defined predicates.
        domains: The domain predicates: `CRISP` for truth, `CERTAINTY` for degrees.
    """
    compiler = _Compiler(vocabulary, rules)
    guards = dict(plan.guards)
    goal = compiler.rule(SATISFIED, compiler.body(plan.decision, {}, domains), [], {})
    bodies = [compiler.body(part, guards, domains) for part in plan.matrix]
    together = [literal for body in bodies for literal in body]
    places = {name: place for place, name in enumerate(plan.witnesses)}
    return Program(
        tuple(compiler.rules),
        goal,
        tuple(map(variable_name, plan.witnesses)),
        tuple(compiler.safe(together, list(plan.witnesses), guards)),
        tuple(
            compiler.rule(f"{CONJUNCT}({index})", [*_bound(part, places), *body], [], {})
            for index, (part, body) in enumerate(zip(plan.matrix, bodies, strict=True))
        ),
        compiler.auxiliaries,
        frozenset(compiler.uses),
    )


def _bound(part: Formula, places: Mapping[str, int]) -> list[_Literal]:
    """Return the literals that take a conjunct's witnesses from the atoms of `bind`."""
    names = [(place, variable_name(n)) for n, place in places.items() if n in free_variables(part)]
    return [_Literal(f"{BIND}({place}, {name})", frozenset({name})) for place, name in names]


@dataclass
class _Compiler:
    vocabulary: Vocabulary
    rule_guards: RuleGuards
    rules: list[str] = field(default_factory=list)
    auxiliaries: dict[ScopeKey, str] = field(default_factory=dict)
    memo: dict[tuple[object, ...], str] = field(default_factory=dict)
    uses: set[tuple[str, int]] = field(default_factory=set)
    count: int = 0

    def body(self, formula: Formula, guards: Guards, domains: Domains) -> list[_Literal]:
        """Return the literals that are true iff the formula is."""
        match formula:
            case Truth(value):
                return [] if value else [_Literal("#false")]
            case And(parts):
                bodies = [self.body(part, guards, domains) for part in parts]
                return list({lit.text: lit for body in bodies for lit in body}.values())
            case Atom():
                return [self.atom(formula)]
            case Equal(left, right):
                return [_Literal(f"{variable_name(left)} = {variable_name(right)}")]
            case Not(Equal(left, right)):
                return [_Literal(f"{variable_name(left)} != {variable_name(right)}")]
            case Not(Atom() as atom):
                return [_Literal(f"not {self.atom(atom).text}")]
            case Not(body):
                return [_Literal(f"not {self.scope(body, guards, domains.turned()).text}")]
            case Compare():
                return self.compare(formula, guards, domains)
            case _:
                return [self.scope(formula, guards, domains)]

    def atom(self, atom: Atom) -> _Literal:
        variables = [variable_name(name) for name in atom.arguments]
        if self.vocabulary.predicates[atom.predicate].kind == "class":
            self.uses.add(("class", 2))
            return _Literal(f"class({variables[0]}, {atom.predicate})", frozenset(variables))
        self.uses.add((atom.predicate, len(variables)))
        return _Literal(f"{atom.predicate}({', '.join(variables)})", frozenset(variables))

    def scope(self, formula: Formula, guards: Guards, domains: Domains) -> _Literal:
        """Return the auxiliary atom of an `exists`, `exists>=k` or `|`, defined at first use."""
        variables = sorted(free_variables(formula))
        classes = tuple(guards[name] for name in variables)
        key = (formula, classes, domains)
        if key not in self.memo:
            head = self.head(_KINDS.get(type(formula), ""), variables)
            self.memo[key] = head
            self.define(head, formula, guards, domains)
            self.auxiliaries[formula, classes] = head.partition("(")[0]
        return _Literal(self.memo[key], frozenset(map(variable_name, variables)))

    def head(self, kind: str, variables: list[str]) -> str:
        name = ""
        while not name or name in self.vocabulary.predicates:
            self.count += 1
            name = f"{kind}_{self.count}"
        return f"{name}({', '.join(map(variable_name, variables))})" if variables else name

    def define(self, head: str, formula: Formula, guards: Guards, domains: Domains) -> None:
        free = sorted(free_variables(formula))
        rules: list[str] = []
        match formula:
            case Or(parts):
                bodies = [self.body(part, guards, domains) for part in parts]
                rules.extend(self.rule(head, body, free, guards) for body in bodies)
            case Exists((variable,), body):
                inner = {**guards, variable: self.guard(variable, body)}
                literals = self.quantified(variable, body, inner, domains)
                rules.append(self.rule(head, literals, [*free, variable], inner))
            case Counted(_, bound, variable, body):
                inner = {**guards, variable: self.guard(variable, body)}
                element = self.element(variable, body, inner, domains)
                counted = _Literal(f"{bound} <= #count {{ {element} }}")
                rules.append(self.rule(head, [counted], free, guards))
            case _:
                raise TypeError(f"not a scope of one variable: {formula}")
        self.rules.append("\n".join([f"% {head}: {formula_text(formula)}", *rules]))

    def guard(self, variable: str, body: Formula) -> Classes:
        return guard(variable, body, self.vocabulary, self.rule_guards)

    def quantified(
        self, variable: str, body: Formula, guards: Guards, domains: Domains
    ) -> list[_Literal]:
        literals = self.body(body, guards, domains)
        if domains.some is None:
            return literals
        name = variable_name(variable)
        self.uses.add((domains.some, 1))
        return [_Literal(f"{domains.some}({name})", frozenset({name})), *literals]

    def element(self, variable: str, body: Formula, guards: Guards, domains: Domains) -> str:
        literals = self.quantified(variable, body, guards, domains)
        # The other variables are bound outside the aggregate, as gringo demands.
        condition = self.safe(literals, [variable], guards)
        return f"{variable_name(variable)} : {', '.join(condition)}"

    def rule(
        self, head: str, literals: list[_Literal], variables: list[str], guards: Guards
    ) -> str:
        body = self.safe(literals, variables, guards)
        return f"{head} :- {', '.join(body)}." if body else f"{head}."

    def safe(self, literals: list[_Literal], variables: list[str], guards: Guards) -> list[str]:
        """Return the literals' texts, after a domain for each variable that none of them binds."""
        bound: frozenset[str] = frozenset().union(*(literal.binds for literal in literals))
        unbound = [name for name in variables if variable_name(name) not in bound]
        domain = [self.domain(name, guards[name]) for name in unbound]
        binding = [literal.text for literal in literals if literal.binds]
        testing = [literal.text for literal in literals if not literal.binds]
        return [*domain, *binding, *testing]

    def domain(self, variable: str, classes: Classes) -> str:
        if classes is not None and len(classes) == 1:
            self.uses.add(("class", 2))
            return f"class({variable_name(variable)}, {next(iter(classes))})"
        self.uses.add(("object", 1))
        return f"object({variable_name(variable)})"

    def compare(self, compare: Compare, guards: Guards, domains: Domains) -> list[_Literal]:
        measure = measure_of(compare, self.vocabulary.attributes)
        form = linear(compare, measure.dimension)
        if any(isinstance(leaf, Count) for _, leaf in form.coefficients):
            return [self.counts(compare, form, guards, domains)]
        literals, sides = [], []
        for coefficient, leaf in form.coefficients:
            literal, value = self.number(cast("Attribute", leaf), measure.unit)
            literals.append(literal)
            sides.append((coefficient, value))
        if bounded_pair(form) is not None and self.unbounded(compare.operator, form):
            return [self.beyond(compare, literals, sides, form.bound, guards)]
        return [*literals, _Literal(_comparison(compare.operator, sides, form.bound))]

    def number(self, term: Attribute, unit: str | None) -> tuple[_Literal, str]:
        variables = [variable_name(name) for name in term.arguments]
        name = fact_name(term.name, unit)
        value = "_".join([name.capitalize(), *variables])
        self.uses.add((name, len(variables) + 1))
        return _Literal(f"{name}({', '.join([*variables, value])})", frozenset(variables)), value

    def unbounded(self, operator: Comparison, form: Linear) -> bool:
        """Whether pairs beyond the bound, of which there are no facts, satisfy the comparison."""
        positive = form.coefficients[0][0] > 0
        return operator == "!=" or operator in ((">", ">=") if positive else ("<", "<="))

    def beyond(
        self,
        compare: Compare,
        literals: list[_Literal],
        sides: list[tuple[int, str]],
        bound: int,
        guards: Guards,
    ) -> _Literal:
        opposite: dict[Comparison, Comparison] = {
            ">": "<=",
            ">=": "<",
            "<": ">=",
            "<=": ">",
            "!=": "=",
        }
        operator = opposite[compare.operator]
        variables = sorted(free_variables(compare))
        key = ("within", operator, bound, *sides)
        if key not in self.memo:
            head = self.head("within", variables)
            self.memo[key] = head
            test = _Literal(_comparison(operator, sides, bound))
            rule = self.rule(head, [*literals, test], variables, guards)
            self.rules.append(f"% {head}: ~({formula_text(compare)})\n{rule}")
        return _Literal(f"not {self.memo[key]}")

    def counts(self, compare: Compare, form: Linear, guards: Guards, domains: Domains) -> _Literal:
        variables = sorted(free_variables(compare))
        key = (compare, domains.counted, *(guards[name] for name in variables))
        if key not in self.memo:
            head = self.head("compare", variables)
            self.memo[key] = head
            literals, sides = [], []
            for position, (coefficient, leaf) in enumerate(form.coefficients, start=1):
                variable, body = cast("Count", leaf).variable, cast("Count", leaf).body
                inner = {**guards, variable: self.guard(variable, body)}
                element = self.element(variable, body, inner, domains.at_threshold())
                literals.append(_Literal(f"Count_{position} = #count {{ {element} }}"))
                sides.append((coefficient, f"Count_{position}"))
            literals.append(_Literal(_comparison(compare.operator, sides, form.bound)))
            rule = self.rule(head, literals, variables, guards)
            self.rules.append(f"% {head}: {formula_text(compare)}\n{rule}")
        return _Literal(self.memo[key], frozenset(map(variable_name, variables)))


def _comparison(operator: Comparison, sides: list[tuple[int, str]], bound: int) -> str:
    """Return a linear comparison with whole, preferably positive, coefficients on both sides."""
    left = [(factor, name) for factor, name in sides if factor > 0]
    right = [(-factor, name) for factor, name in sides if factor < 0]
    if not left:
        left, right, operator, bound = right, [], _TURNED[operator], -bound
    texts = [
        " + ".join(name if factor == 1 else f"{factor}*{name}" for factor, name in side)
        for side in (left, right)
    ]
    if not texts[1]:
        return f"{texts[0] or 0} {_SIGNS[operator]} {bound}"
    if bound:
        texts[1] += f" {'+' if bound > 0 else '-'} {abs(bound)}"
    return f"{texts[0]} {_SIGNS[operator]} {texts[1]}"
