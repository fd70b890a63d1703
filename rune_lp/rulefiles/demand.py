"""Which classes the arguments of rule-defined predicates are asked about, by a question.

A question asks a predicate of objects of certain classes: `ship(x) & isolated(x)` asks `isolated`
of ships. What rules derive of other objects is nobody's concern, so neither are the facts that
only this rests on. The demand is passed from heads to bodies: a rule that is asked about ships in
its head asks the predicates in its body about what its variables can be then. (Magic sets do this
for objects; here it is done for classes, and the program stays as its author wrote it.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rune_lp.rulefiles.dependencies import components, dependencies
from rune_lp.rulefiles.guards import Guard, known, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.guards import Guards, Kinds
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Call", "demanded", "demands_of", "is_asked", "is_stratified"]

Call: TypeAlias = tuple["Signature", tuple[Guard, ...]]
"""A predicate, and the classes of the objects that it is asked about, for each argument."""


def demands_of(statements: Sequence[Statement], calls: Iterable[Call], kinds: Kinds) -> Guards:
    """Return the classes that each argument of each predicate is asked about.

    Only for statements that are stratified: by induction over the strata, and in each over the
    derivations, an atom that is asked about is true of the demanded facts iff it is of all.

    Args:
        statements: Statements that hold all rules of the predicates called.
        calls: What the question asks.
        kinds: What is known of the predicates.
    """
    demands: Guards = {}
    waiting = list(calls)
    while waiting:
        signature, domains = waiting.pop()
        old = demands.get(signature, (frozenset(),) * signature[1])
        new = tuple(union(one, two) for one, two in zip(old, domains, strict=True))
        if signature in demands and new == old:
            continue
        demands[signature] = new
        for statement in statements:
            if signature in statement.defines:
                waiting += _asked_by(statement, kinds, demands)
    return demands


def _asked_by(statement: Statement, kinds: Kinds, demands: Guards) -> Iterable[Call]:
    if not is_asked(statement, kinds, demands):
        return
    for scope in statement.scopes:
        variables = known(statement, scope, kinds, demanded(statement, demands))
        for literal in (*scope.conditions, *scope.consequents):
            if literal.signature in kinds.guards:
                yield literal.signature, tuple(map(variables.guard, literal.arguments))


def demanded(statement: Statement, demands: Guards | None) -> dict[str, Guard]:
    """Return what the variables in a statement's head are asked about; None asks about all."""
    heads = statement.scopes[0].heads
    if demands is None or len(heads) != 1:
        return {}
    domains = demands[heads[0].signature]
    pairs = zip(heads[0].arguments, domains, strict=True)
    return {argument: guard for argument, guard in pairs if isinstance(argument, str)}


def is_asked(statement: Statement, kinds: Kinds, demands: Guards | None) -> bool:
    """Whether a statement can derive anything that is asked about."""
    if not statement.scopes:
        return False
    if demands is not None and demands.keys().isdisjoint(statement.defines):
        return False
    head = demanded(statement, demands)
    variables = known(statement, statement.scopes[0], kinds, head)
    return frozenset() not in variables.guards.values()


def is_stratified(statements: Iterable[Statement]) -> bool:
    """Whether statements are rules with one stable model, for no predicate denies itself.

    That is: no constraint, no choice, no disjunction, no classical negation, and no recursion
    through default negation, a condition or an aggregate.
    """
    rules = [statement for statement in statements if statement.kind != "const"]
    if not all(map(_is_plain, rules)):
        return False
    found = dependencies(rules)
    edges: dict[Signature, list[Signature]] = {}
    for one in found:
        edges.setdefault(one.head, []).append(one.literal.signature)
    component = components(edges)
    return all(
        component.get(one.literal.signature) != component[one.head]
        for one in found
        if not (one.literal.certain and one.literal in one.statement.scopes[0].conditions)
    )


def _is_plain(statement: Statement) -> bool:
    """Whether a statement is a rule whose body alone decides whether its head holds."""
    if statement.kind != "rule" or statement.guesses or statement.scopes[0].consequents:
        return False
    return not any(name.startswith("-") for name, _ in statement.defines | statement.uses)
