"""Why a rule-defined atom holds or does not: each rule, its literals, and the numbers behind them.

An atom that holds is shown with the body of one rule that derives it, down to the facts, and never
by way of itself. An atom that does not hold is shown with every rule that might have derived it: as
many of its literals as hold together, and the first that does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, Sign, SymbolicTerm, Transformer

from rune_lp.explain.rules.body import (
    Derivable,
    Part,
    constraints,
    derivables,
    in_order,
    parts_of,
    variables_of,
)
from rune_lp.explain.rules.steps import Step, few, listed
from rune_lp.explain.rules.world import signature_of
from rune_lp.explain.words.naming import Binding
from rune_lp.rulefiles.sorts import sorts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clingo import Symbol

    from rune_lp.explain.rules.world import World
    from rune_lp.explain.words.naming import Naming
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.sorts import Sort
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Deriver"]

DEEPEST = 4
"""A derivation is followed through so many rules."""

MOST_TRIED = 20
"""Of the ways in which a rule derives an atom, so many are tried for one that ends at facts."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A way to derive an atom: its statement and what the statement says of its variables."""

    statement: Statement
    derivable: Derivable
    sorts: Mapping[str, Sort]

    def parts(self, arguments: Sequence[Symbol | None]) -> tuple[Part, ...]:
        """Return the body in an order that begins with what the head's known arguments bind."""
        pairs = zip(self.derivable.arguments, arguments, strict=True)
        bound = frozenset(
            str(term.name)
            for term, value in pairs
            if term.ast_type == ASTType.Variable and value is not None
        )
        return in_order(parts_of(self.derivable.body, self.derivable.variables), bound)


class Deriver:
    """Derives atoms of one answer set.

    Args:
        world: The answer set.
        statements: The rules behind it.
        naming: How its atoms are written.
        place: Where a statement stands.
    """

    def __init__(
        self,
        world: World,
        statements: Iterable[Statement],
        naming: Naming,
        place: Callable[[Statement], str],
    ) -> None:
        self.world = world
        self.naming = naming
        self.place = place
        self.sources: dict[Signature, list[_Source]] = {}
        for statement in statements:
            if statement.kind == "rule":
                sorts = sorts_in(statement, naming.sorts)
                for found in derivables(statement.text):
                    source = _Source(statement, found, sorts)
                    self.sources.setdefault(found.signature, []).append(source)

    def why(self, atom: Symbol) -> Step:
        """Return why an atom holds."""
        text = self.naming.atom(signature_of(atom)[0], atom.arguments)
        return self._proof(atom, frozenset()) or Step(text, holds=True)

    def _proof(self, atom: Symbol, above: frozenset[Symbol]) -> Step | None:
        """Return why an atom holds without those above it; None if nothing is found."""
        name, arity = signature_of(atom)
        if (name, arity) not in self.sources:
            return Step(self.naming.fact(name, atom.arguments, holds=True), holds=True)
        text = self.naming.atom(name, atom.arguments)
        if atom in above:
            return None
        if len(above) >= DEEPEST:
            return Step(f"{text} …", holds=True)
        for source in self.sources[name, arity]:
            parts = source.parts(atom.arguments)
            for binding in self._bindings(source, atom.arguments, parts)[:MOST_TRIED]:
                steps = [self._supported(part, binding, above | {atom}) for part in parts]
                found = [step for step in steps if step is not None]
                if len(found) == len(steps):
                    return Step(text, holds=True, parts=(self._rule(source, found),))
        return None

    def why_not(
        self, name: str, arguments: Sequence[Symbol | None], above: frozenset[str] = frozenset()
    ) -> Step:
        """Return why no atom of a predicate with such arguments holds; None is any argument."""
        sources = self.sources.get((name, len(arguments)))
        if sources is None:
            return Step(self.naming.fact(name, arguments, holds=False), holds=False)
        text = self.naming.atom(name, arguments)
        # A recursive predicate would tell of every atom by every other one.
        if name in above or len(above) >= DEEPEST:
            return Step(f"{text} …", holds=False)
        tried = (
            self._rule(source, self._missing(source, arguments, above | {name}))
            for source in sources
        )
        return Step(text, holds=False, parts=tuple(tried))

    def violations(self, constraint: Statement) -> Iterator[Step]:
        """Yield why a constraint is violated, once for each way in which it is."""
        sorts = sorts_in(constraint, self.naming.sorts)
        for found in constraints(constraint.text):
            source = _Source(constraint, found, sorts)
            bindings = self._bindings(source, (), source.parts(()))
            yield from few(self._violation(source, binding) for binding in bindings)

    def violators(self, constraint: Statement) -> tuple[int, ...]:
        """Return the ids of the objects by which a constraint is violated in the first way."""
        sorts = sorts_in(constraint, self.naming.sorts)
        for found in constraints(constraint.text):
            source = _Source(constraint, found, sorts)
            for binding in self._bindings(source, (), source.parts(())):
                values = binding.values.values()
                return tuple(sorted({one.number for one in values if self.naming.known(one)}))
        return ()

    def _violation(self, source: _Source, binding: Binding) -> Step:
        steps = (self._supported(part, binding, frozenset()) for part in source.parts(()))
        return self._rule(source, (step for step in steps if step is not None))

    def binding(self, atom: Symbol) -> Binding | None:
        """Return the values of the variables in the first rule that derives an atom."""
        for source in self.sources.get(signature_of(atom), []):
            for binding in self._bindings(source, atom.arguments, source.parts(atom.arguments)):
                return binding
        return None

    def _bindings(
        self, source: _Source, arguments: Sequence[Symbol | None], parts: Sequence[Part]
    ) -> list[Binding]:
        """Return the bindings under which parts of a rule's body hold, its head being as given."""
        pairs = zip(source.derivable.arguments, arguments, strict=True)
        given = [(term, value) for term, value in pairs if value is not None]
        variables = {str(term.name) for term, _ in given if term.ast_type == ASTType.Variable}
        variables.update(*(part.variables for part in parts))
        # A term of the head that the parts leave open would make the body unsafe.
        head = [f"{term} = {value}" for term, value in given if variables_of(term) <= variables]
        found = self.world.bindings([*head, *(part.text for part in parts)], sorted(variables))
        return [Binding(values, source.sorts) for values in found]

    def _missing(
        self, source: _Source, arguments: Sequence[Symbol | None], above: frozenset[str]
    ) -> Iterator[Step]:
        """Yield as much of a rule's body as holds together, and what then does not."""
        parts = source.parts(arguments)
        for held in range(len(parts) - 1, -1, -1):
            bindings = self._bindings(source, arguments, parts[:held])
            # Where any argument is meant, some may hold, and it is asked why others do not.
            further = self._bindings(source, arguments, parts[: held + 1])
            failing = [each for each in bindings if not any(map(each.within, further))]
            if failing:
                for part in parts[:held]:
                    yield self._held(part, failing[0], above)
                yield from few(self._lacking(parts[held], each, above) for each in failing)
                return
        yield Step("its head is another", holds=False)

    def _supported(self, part: Part, binding: Binding, above: frozenset[Symbol]) -> Step | None:
        """Return the line of a literal that holds, and why without the atoms above it, or None."""
        atom = self._atom(part.node, binding)
        return self._held(part, binding, None) if atom is None else self._proof(atom, above)

    def _held(self, part: Part, binding: Binding, above: frozenset[str] | None) -> Step:
        """Return the line of a literal that holds; of a set also what is not in it, given above."""
        atom = self._atom(part.node, binding)
        if atom is not None:
            name, _ = signature_of(atom)
            return Step(self.naming.fact(name, atom.arguments, holds=True), holds=True)
        text = self.naming.literal(part.text, part.variables, binding)
        return Step(text, holds=True, parts=tuple(self._members(part.node, binding, above)))

    def _lacking(self, part: Part, binding: Binding, above: frozenset[str]) -> Step:
        """Return the line of a literal that does not hold, and why."""
        node = part.node
        text = self.naming.literal(part.text, part.variables, binding)
        if node.ast_type == ASTType.ConditionalLiteral:
            return Step(text, holds=False, parts=tuple(self._exceptions(node, binding, above)))
        if node.atom.ast_type != ASTType.SymbolicAtom:
            return Step(text, holds=False, parts=tuple(self._members(node, binding, above)))
        name, arguments = self._instance(node.atom.symbol, binding)
        if node.sign == Sign.NoSign:
            return self.why_not(name, arguments, above)
        held = self._first(name, arguments)
        return Step(text, holds=False, parts=() if held is None else (self.why(held),))

    def _members(self, node: AST, binding: Binding, above: frozenset[str] | None) -> Iterator[Step]:
        """Yield what an aggregate takes in, and why its last condition leaves others out."""
        if node.ast_type != ASTType.Literal or node.atom.ast_type != ASTType.BodyAggregate:
            return
        for element in node.atom.elements:
            condition = [_grounded(literal, binding) for literal in element.condition]
            parts = _ordered(condition)
            names = sorted(frozenset().union(*(part.variables for part in parts)))
            inside = self._over(parts, names, binding)
            terms = [_grounded(term, binding) for term in element.terms]
            members = sorted({self._tuple(terms, one) for one in inside})
            yield Step(f"{len(members)} in it{': ' if members else ''}{listed(members)}", None)
            if parts and above is not None:
                own = sorted(frozenset[str]().union(*(part.variables for part in parts[:-1])))
                nearly = self._over(parts[:-1], own, binding)
                left = [one for one in nearly if not own or not any(map(one.within, inside))]
                yield from few(self._lacking(parts[-1], one, above) for one in left)

    def _exceptions(self, node: AST, binding: Binding, above: frozenset[str]) -> Iterator[Step]:
        """Yield the instances of a conditional literal that do not hold."""
        literal = _grounded(node.literal, binding)
        condition = _ordered([_grounded(each, binding) for each in node.condition])
        names = sorted(frozenset[str]().union(*(part.variables for part in condition)))
        (part,) = parts_of([literal], variables_of(literal))
        holding = self._over([*condition, part], names, binding)
        every = self._over(condition, names, binding)
        yield from few(self._lacking(part, one, above) for one in every if one not in holding)

    def _over(self, parts: Sequence[Part], names: list[str], binding: Binding) -> list[Binding]:
        """Return the bindings of a condition's own variables under which it holds."""
        found = self.world.bindings([part.text for part in parts], names)
        return [Binding(values, binding.sorts) for values in found]

    def _atom(self, node: AST, binding: Binding) -> Symbol | None:
        """Return the atom that a positive literal is under a binding."""
        if node.ast_type != ASTType.Literal or node.sign != Sign.NoSign:
            return None
        if node.atom.ast_type != ASTType.SymbolicAtom:
            return None
        return self._first(*self._instance(node.atom.symbol, binding))

    def _first(self, name: str, arguments: Sequence[Symbol | None]) -> Symbol | None:
        fitting = (
            atom
            for atom in self.world.by_signature(name, len(arguments))
            if all(a is None or a == b for a, b in zip(arguments, atom.arguments, strict=True))
        )
        return next(fitting, None)

    def _instance(self, symbol: AST, binding: Binding) -> tuple[str, tuple[Symbol | None, ...]]:
        """Return the atom of a literal, with None where an argument has no value, or several."""
        prefix = ""
        if symbol.ast_type == ASTType.UnaryOperation:
            symbol, prefix = symbol.argument, "-"
        if symbol.ast_type != ASTType.Function:
            return f"{prefix}{symbol}", ()
        arguments = (self._evaluated(term, binding) for term in symbol.arguments)
        return prefix + symbol.name, tuple(arguments)

    def _evaluated(self, term: AST, binding: Binding) -> Symbol | None:
        if term.ast_type == ASTType.Variable:
            return binding.values.get(term.name)
        if not variables_of(term) <= binding.values.keys():
            return None
        found = self.world.bindings([f"Value = {_grounded(term, binding)}"], ["Value"])
        return found[0]["Value"] if len(found) == 1 else None

    def _tuple(self, terms: Sequence[AST], binding: Binding) -> str:
        values = [
            self.naming.value(self._evaluated(term, binding), binding.sorts.get(str(term)))
            for term in terms
        ]
        return values[0] if len(values) == 1 else f"({', '.join(values)})"

    def _rule(self, source: _Source, steps: Iterable[Step]) -> Step:
        text = " ".join(source.statement.text.split())
        return Step(f"{self.place(source.statement)}: {text}", None, tuple(steps))


class _Grounding(Transformer):
    """Puts values in place of variables."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding

    def visit_Variable(self, node: AST) -> AST:  # noqa: N802 - the name that clingo calls
        value = self.binding.values.get(node.name)
        return node if value is None else SymbolicTerm(node.location, value)


def _grounded(node: AST, binding: Binding) -> AST:
    grounded: AST = _Grounding(binding)(node)
    return grounded


def _ordered(condition: Sequence[AST]) -> tuple[Part, ...]:
    variables = frozenset[str]().union(*map(variables_of, condition))
    return in_order(parts_of(condition, variables), frozenset())
