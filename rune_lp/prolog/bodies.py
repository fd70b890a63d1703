"""Rule bodies in an order that Prolog can call: what is tested is bound, what is dear comes late.

clingo reads a body as a set. Prolog calls it from left to right, so each literal stands where its
variables are known: comparisons as soon as they can be decided, then atoms that continue from
known objects, and aggregates and negations when all that they depend on is bound. The order does
not rely on what the caller knows, but prefers atoms that would be lookups if it knew the head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, AggregateFunction, ASTType, ComparisonOperator, Sign

from rune_lp.prolog.literals import Atom, Goals, Item, atom_term, compared_text, literals
from rune_lp.prolog.terms import Scope, UntranslatableError, pattern, variable, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["body_goals", "items_of"]

_FUNCTIONS = {
    AggregateFunction.Count: "count",
    AggregateFunction.Sum: "sum",
    AggregateFunction.SumPlus: "sum",
    AggregateFunction.Min: "min",
    AggregateFunction.Max: "max",
}


@dataclass(frozen=True, slots=True)
class _Aggregate(Item):
    """An aggregate of a body, and the global variables in its elements."""

    node: AST
    shared: frozenset[str]
    rank = 2

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals | None:
        if not self.shared <= bound:
            return None
        atom = self.node.atom
        guards = list(_guards(atom))
        given = [
            term
            for operator, term in guards
            if operator == ComparisonOperator.Equal
            and term.ast_type == ASTType.Variable
            and term.name not in bound
        ]
        if given and self.node.sign != Sign.NoSign:
            return None
        known = bound | ({given[0].name} if given else set())
        if not all(variables_of(term) <= known for _, term in guards):
            return None
        value = variable(given[0].name) if given else scope.variable()
        tests = [
            compared_text(value, operator, term, scope)
            for operator, term in guards
            if not given or term is not given[0]
        ]
        if self.node.sign == Sign.Negation:
            tests = [f"\\+ ({', '.join(tests)})" if tests else "fail"]
        goals = (self._computed(value, scope, bound), *tests)
        return Goals(goals, frozenset(term.name for term in given))

    def _computed(self, value: str, scope: Scope, bound: frozenset[str]) -> str:
        """Return the goal that computes the aggregate's value."""
        atom = self.node.atom
        function = "count"
        if atom.ast_type == ASTType.BodyAggregate:
            function = _FUNCTIONS[AggregateFunction(atom.function)]
            positive = atom.function == AggregateFunction.SumPlus
            elements = [
                _element(element, scope, bound, function, positive=positive)
                for element in atom.elements
            ]
        else:
            elements = [_member(element, scope, bound) for element in atom.elements]
        if len(elements) == 1:
            weight, tuple_, goals = elements[0]
            goal = _grouped(goals)
        else:
            weight, tuple_ = scope.variable(), scope.variable()
            cases = ([*each, f"{weight}-{tuple_} = {w}-({t})"] for w, t, each in elements)
            goal = f"({' ; '.join(', '.join(case) for case in cases) or 'fail'})"
        if function == "count":
            return f"aggregate_all(count, {tuple_}, {goal}, {value})"
        if function == "sum":
            return f"aggregate_all(sum({weight}), {tuple_}, {goal}, {value})"
        # The least of nothing is above every number, and the greatest of nothing below.
        empty = "inf" if function == "min" else "-inf"
        found = f"aggregate_all({function}({weight}), {goal}, {value})"
        return f"({found} -> true ; {value} is {empty})"

    def variables(self) -> frozenset[str]:
        guards = (variables_of(term) for _, term in _guards(self.node.atom))
        return self.shared.union(*guards)


@dataclass(frozen=True, slots=True)
class _Conditional(Item):
    """`L : C` in a body: L holds wherever C does."""

    node: AST
    shared: frozenset[str]
    rank = 2

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals | None:
        if not self.shared <= bound:
            return None
        goals, known = _conjunction(self.node.condition, scope, bound)
        condition = _grouped(goals)
        holds = _grouped(_conjunction([self.node.literal], scope, known)[0])
        return Goals((f"forall({condition}, {holds})",))

    def variables(self) -> frozenset[str]:
        return self.shared


def items_of(body: Iterable[AST], shared: frozenset[str]) -> Iterator[Item]:
    """Yield the parts of a body.

    Args:
        body: clingo's body literals.
        shared: The global variables of the rule: those that mean the same inside aggregates.

    Raises:
        UntranslatableError: Prolog cannot run one of them.
    """
    for node in body:
        if node.ast_type == ASTType.ConditionalLiteral:
            yield _Conditional(node, variables_of(node) & shared)
        elif node.atom.ast_type in (ASTType.BodyAggregate, ASTType.Aggregate):
            inside = (variables_of(element) for element in node.atom.elements)
            yield _Aggregate(node, frozenset[str]().union(*inside) & shared)
        else:
            yield from literals(node)


def body_goals(
    items: Iterable[Item], scope: Scope, bound: frozenset[str], likely: frozenset[str] = frozenset()
) -> tuple[list[str], frozenset[str]]:
    """Return the goals of a body in an order that can be called, and the variables bound then.

    Args:
        items: The parts of the body.
        scope: The rule's scope.
        bound: The variables that have a value before.
        likely: Those that a caller often gives a value, the head's.

    Raises:
        UntranslatableError: There is no such order.
    """
    left = list(items)
    goals: list[str] = []
    while left:
        item, ready = _next(left, scope, bound, likely)
        left.remove(item)
        goals += ready.texts
        bound |= ready.binds
    return goals, bound


def _next(
    left: Sequence[Item], scope: Scope, bound: frozenset[str], likely: frozenset[str]
) -> tuple[Item, Goals]:
    order = sorted(left, key=lambda item: _cost(item, bound, likely))
    for item in order:
        ready = item.goals(scope, bound)
        if ready is not None:
            return item, ready
    unknown = sorted(frozenset[str]().union(*(item.variables() for item in left)) - bound)
    message = f"a body in which nothing gives {' and '.join(unknown)} a value that can be computed"
    raise UntranslatableError(message, None, "bind each by an atom, such as object(X)")


def _cost(item: Item, bound: frozenset[str], likely: frozenset[str]) -> tuple[int, ...]:
    """Return what sorts the parts of a body, those to call first in front."""
    variables = item.variables()
    if variables <= bound:
        return (item.rank, 0)
    if not isinstance(item, Atom):
        return (2 if item.rank else 0, 1)
    # Only atoms go through many objects. Those that continue from known ones go through few.
    known = len(variables & (bound | likely))
    constants = len(item.symbol.arguments) - len(variables)
    return (3, -min(known, 1), -min(constants, 1), len(variables - bound - likely))


def _conjunction(
    body: Iterable[AST], scope: Scope, bound: frozenset[str]
) -> tuple[list[str], frozenset[str]]:
    return body_goals(items_of(body, bound), scope, bound)


def _grouped(goals: Sequence[str]) -> str:
    """Return goals as one argument."""
    return f"({', '.join(goals)})" if len(goals) > 1 else "".join(goals) or "true"


def _element(
    element: AST, scope: Scope, bound: frozenset[str], function: str, *, positive: bool
) -> tuple[str, str, list[str]]:
    """Return the weight, the tuple and the goals of an aggregate's element."""
    goals, known = _conjunction(element.condition, scope, bound)
    parts = []
    for term in element.terms:
        part = pattern(term, scope, known)
        if part is None:
            hint = "say in its condition what the variable can be"
            raise UntranslatableError(f"the term {term} of an aggregate", term, hint)
        goals += part.before
        parts.append(part.text)
    weight = parts[0] if parts else "0"
    if function != "count" and not parts:
        raise UntranslatableError(
            "an aggregate without a weight", element, "write its weight first"
        )
    if positive:
        goals.append(f"{weight} > 0")
    return weight, "-".join(parts) or "[]", goals


def _member(element: AST, scope: Scope, bound: frozenset[str]) -> tuple[str, str, list[str]]:
    """Return the same of `{ a(X) : b(X) }`, which counts atoms."""
    literal = element.literal
    if literal.sign != Sign.NoSign or literal.atom.ast_type != ASTType.SymbolicAtom:
        raise UntranslatableError("counting what is no atom", literal, "write #count { … }")
    goals, known = _conjunction([*element.condition, literal], scope, bound)
    term = atom_term(literal.atom.symbol, scope, known)
    return "0", term.text if term else "[]", goals


def _guards(aggregate: AST) -> Iterator[tuple[ComparisonOperator, AST]]:
    """Yield an aggregate's guards as if they stood on its right."""
    if aggregate.left_guard is not None:
        yield (
            _TURNED[ComparisonOperator(aggregate.left_guard.comparison)],
            aggregate.left_guard.term,
        )
    if aggregate.right_guard is not None:
        yield ComparisonOperator(aggregate.right_guard.comparison), aggregate.right_guard.term


_TURNED = {
    ComparisonOperator.GreaterThan: ComparisonOperator.LessThan,
    ComparisonOperator.LessThan: ComparisonOperator.GreaterThan,
    ComparisonOperator.LessEqual: ComparisonOperator.GreaterEqual,
    ComparisonOperator.GreaterEqual: ComparisonOperator.LessEqual,
    ComparisonOperator.NotEqual: ComparisonOperator.NotEqual,
    ComparisonOperator.Equal: ComparisonOperator.Equal,
}
