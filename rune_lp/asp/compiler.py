"""Formulas in existential normal form to rule bodies, with auxiliary predicates for their scopes.

A conjunction is a rule body; `exists` and `|` become auxiliary predicates over their free
variables; `exists>=k` a `#count` aggregate; negation is default negation, which is exact because
the program is stratified.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables, plain_name
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
    from collections.abc import Sequence

    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "CERTAINTY",
    "CRISP",
    "Compiler",
    "Domains",
    "Literal",
    "RuleNames",
    "ScopeKey",
    "atom_text",
    "rule_text",
    "variable_name",
]

_TURNED: dict[Comparison, Comparison] = {
    "<=": ">=",
    ">=": "<=",
    "<": ">",
    ">": "<",
    "=": "=",
    "!=": "!=",
}


_KINDS = {Exists: "some", Counted: "at_least", Or: "either"}


class RuleNames(RuleGuards, Protocol):
    """What a program must know of the rule files."""

    @property
    def signatures(self) -> frozenset[tuple[str, int]]:
        """Every predicate that some rule defines, exported or not."""


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
"""A scope's formula, and the guards of its free variables in order of their names."""


def atom_text(predicate: str, arguments: Sequence[object]) -> str:
    """Return the text of an atom.

    >>> atom_text("near", ["X", 3]), atom_text("satisfied", [])
    ('near(X, 3)', 'satisfied')
    """
    return f"{predicate}({', '.join(map(str, arguments))})" if arguments else predicate


def rule_text(head: str, body: Sequence[str]) -> str:
    """Return the text of a rule, or of a fact if the body is empty."""
    return f"{head} :- {', '.join(body)}." if body else f"{head}."


@dataclass(frozen=True, slots=True)
class Literal:
    """A body literal, and the ASP variables that it binds."""

    text: str
    binds: frozenset[str] = frozenset()


def variable_name(variable: str) -> str:
    """Return the ASP variable of a formula's variable: letters and digits, a capital first.

    >>> variable_name("x1"), variable_name("my-ship")
    ('X1', 'Myship')
    """
    text = plain_name(variable)
    return text[0].upper() + text[1:]


@dataclass
class Compiler:
    """Compiles formulas of one program, which share their auxiliary predicates.

    Attributes:
        vocabulary: What names mean.
        rule_names: The guards and names of rule-defined predicates.
        rules: The rules so far, those of each auxiliary predicate with its formula in a comment.
        auxiliaries: The auxiliary predicate of each scope so far; its arguments are the free
            variables in order of their names.
        uses: The fact predicates so far, each with its number of arguments.
    """

    vocabulary: Vocabulary
    rule_names: RuleNames
    rules: list[str] = field(default_factory=list)
    auxiliaries: dict[ScopeKey, str] = field(default_factory=dict)
    memo: dict[tuple[object, ...], str] = field(default_factory=dict)
    uses: set[tuple[str, int]] = field(default_factory=set)
    count: int = 0

    def __post_init__(self) -> None:
        self.taken = {
            *self.vocabulary.predicates,
            *(name for name, _ in self.rule_names.signatures),
        }

    def body(self, formula: Formula, guards: Guards, domains: Domains) -> list[Literal]:
        """Return the literals that are true iff the formula is."""
        match formula:
            case Truth(value):
                return [] if value else [Literal("#false")]
            case And(parts):
                bodies = [self.body(part, guards, domains) for part in parts]
                return list({lit.text: lit for body in bodies for lit in body}.values())
            case Atom():
                return [self._atom(formula)]
            case Equal(left, right):
                return [Literal(f"{variable_name(left)} = {variable_name(right)}")]
            case Not(Equal(left, right)):
                return [Literal(f"{variable_name(left)} != {variable_name(right)}")]
            case Not(Atom() as atom):
                return [Literal(f"not {self._atom(atom).text}")]
            case Not(body):
                return [Literal(f"not {self._scope(body, guards, domains.turned()).text}")]
            case Compare():
                return self._compare(formula, guards, domains)
            case _:
                return [self._scope(formula, guards, domains)]

    def _atom(self, atom: Atom) -> Literal:
        variables = [variable_name(name) for name in atom.arguments]
        if self.vocabulary.predicates[atom.predicate].kind == "class":
            self.uses.add(("class", 2))
            return Literal(f"class({variables[0]}, {atom.predicate})", frozenset(variables))
        self.uses.add((atom.predicate, len(variables)))
        return Literal(f"{atom.predicate}({', '.join(variables)})", frozenset(variables))

    def _scope(self, formula: Formula, guards: Guards, domains: Domains) -> Literal:
        """Return the auxiliary atom of an `exists`, `exists>=k` or `|`, defined at first use."""
        variables = sorted(free_variables(formula))
        classes = tuple(guards[name] for name in variables)
        key = (formula, classes, domains)
        if key not in self.memo:
            head = self._head(_KINDS.get(type(formula), ""), variables)
            self.memo[key] = head
            self._define(head, formula, guards, domains)
            self.auxiliaries[formula, classes] = head.partition("(")[0]
        return Literal(self.memo[key], frozenset(map(variable_name, variables)))

    def _head(self, kind: str, variables: list[str]) -> str:
        name = ""
        while not name or name in self.taken:
            self.count += 1
            name = f"{kind}_{self.count}"
        return atom_text(name, [variable_name(variable) for variable in variables])

    def _define(self, head: str, formula: Formula, guards: Guards, domains: Domains) -> None:
        free = sorted(free_variables(formula))
        rules: list[str] = []
        match formula:
            case Or(parts):
                bodies = [self.body(part, guards, domains) for part in parts]
                rules.extend(self.rule(head, body, free, guards) for body in bodies)
            case Exists(variables, body):
                own = {name: self._guard(name, body) for name in variables}
                inner = {**guards, **own}
                literals = self.body(body, inner, domains)
                ranges = [r for name in variables for r in self._range(name, domains)]
                names = [*free, *variables]
                rules.append(self.rule(head, [*ranges, *literals], names, inner))
            case Counted(_, bound, variable, body):
                inner = {**guards, variable: self._guard(variable, body)}
                element = self._element(variable, body, inner, domains)
                counted = Literal(f"{bound} <= #count {{ {element} }}")
                rules.append(self.rule(head, [counted], free, guards))
            case _:
                raise TypeError(f"not in existential normal form: {formula}")
        self.rules.append("\n".join([f"% {head}: {formula_text(formula)}", *rules]))

    def _guard(self, variable: str, body: Formula) -> Classes:
        return guard(variable, body, self.vocabulary, self.rule_names)

    def _range(self, variable: str, domains: Domains) -> list[Literal]:
        """Return the literal that a quantified variable is in its domain, if it needs one."""
        if domains.some is None:
            return []
        name = variable_name(variable)
        self.uses.add((domains.some, 1))
        return [Literal(f"{domains.some}({name})", frozenset({name}))]

    def _element(self, variable: str, body: Formula, guards: Guards, domains: Domains) -> str:
        literals = [*self._range(variable, domains), *self.body(body, guards, domains)]
        # The other variables are bound outside the aggregate, as gringo demands.
        condition = self.safe(literals, [variable], guards)
        return f"{variable_name(variable)} : {', '.join(condition)}"

    def rule(self, head: str, literals: list[Literal], variables: list[str], guards: Guards) -> str:
        """Return a rule in which all the variables are bound."""
        return rule_text(head, self.safe(literals, variables, guards))

    def safe(self, literals: list[Literal], variables: list[str], guards: Guards) -> list[str]:
        """Return the literals' texts, after a domain for each variable that none of them binds."""
        bound: frozenset[str] = frozenset().union(*(literal.binds for literal in literals))
        unbound = [name for name in variables if variable_name(name) not in bound]
        domain = [self._domain(name, guards[name]) for name in unbound]
        binding = [literal.text for literal in literals if literal.binds]
        testing = [literal.text for literal in literals if not literal.binds]
        return [*domain, *binding, *testing]

    def _domain(self, variable: str, classes: Classes) -> str:
        if classes is not None and len(classes) == 1:
            self.uses.add(("class", 2))
            return f"class({variable_name(variable)}, {next(iter(classes))})"
        self.uses.add(("object", 1))
        return f"object({variable_name(variable)})"

    def _compare(self, compare: Compare, guards: Guards, domains: Domains) -> list[Literal]:
        measure = measure_of(compare, self.vocabulary.attributes)
        form = linear(compare, measure.dimension)
        if any(isinstance(leaf, Count) for _, leaf in form.coefficients):
            return [self._counts(compare, form, guards, domains)]
        literals, sides = [], []
        for coefficient, leaf in form.coefficients:
            literal, value = self._number(cast("Attribute", leaf), measure.unit)
            literals.append(literal)
            sides.append((coefficient, value))
        if bounded_pair(form) is not None and self._unbounded(compare.operator, form):
            return [self._beyond(compare, literals, sides, form.bound, guards)]
        return [*literals, Literal(_comparison(compare.operator, sides, form.bound))]

    def _number(self, term: Attribute, unit: str | None) -> tuple[Literal, str]:
        variables = [variable_name(name) for name in term.arguments]
        name = fact_name(term.name, unit)
        value = "_".join([name.capitalize(), *variables])
        self.uses.add((name, len(variables) + 1))
        return Literal(f"{name}({', '.join([*variables, value])})", frozenset(variables)), value

    def _unbounded(self, operator: Comparison, form: Linear) -> bool:
        """Whether pairs beyond the bound, of which there are no facts, satisfy the comparison."""
        positive = form.coefficients[0][0] > 0
        return operator == "!=" or operator in ((">", ">=") if positive else ("<", "<="))

    def _beyond(
        self,
        compare: Compare,
        literals: list[Literal],
        sides: list[tuple[int, str]],
        bound: int,
        guards: Guards,
    ) -> Literal:
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
            head = self._head("within", variables)
            self.memo[key] = head
            test = Literal(_comparison(operator, sides, bound))
            rule = self.rule(head, [*literals, test], variables, guards)
            self.rules.append(f"% {head}: ~({formula_text(compare)})\n{rule}")
        return Literal(f"not {self.memo[key]}")

    def _counts(self, compare: Compare, form: Linear, guards: Guards, domains: Domains) -> Literal:
        variables = sorted(free_variables(compare))
        key = (compare, domains.counted, *(guards[name] for name in variables))
        if key not in self.memo:
            head = self._head("compare", variables)
            self.memo[key] = head
            literals, sides = [], []
            for position, (coefficient, leaf) in enumerate(form.coefficients, start=1):
                variable, body = cast("Count", leaf).variable, cast("Count", leaf).body
                inner = {**guards, variable: self._guard(variable, body)}
                element = self._element(variable, body, inner, domains.at_threshold())
                literals.append(Literal(f"Count_{position} = #count {{ {element} }}"))
                sides.append((coefficient, f"Count_{position}"))
            literals.append(Literal(_comparison(compare.operator, sides, form.bound)))
            rule = self.rule(head, literals, variables, guards)
            self.rules.append(f"% {head}: {formula_text(compare)}\n{rule}")
        return Literal(self.memo[key], frozenset(map(variable_name, variables)))


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
        return f"{texts[0] or 0} {operator} {bound}"
    if bound:
        texts[1] += f" {'+' if bound > 0 else '-'} {abs(bound)}"
    return f"{texts[0]} {operator} {texts[1]}"
