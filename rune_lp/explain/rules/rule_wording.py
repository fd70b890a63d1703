"""Words for what rules say: atoms without a sentence of their own, comparisons, what is counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clingo import SymbolType
from clingo.ast import AggregateFunction, ASTType, ComparisonOperator, Sign

from rune_lp.explain.rules.rewriting import is_positive
from rune_lp.explain.rules.world import signature_of
from rune_lp.explain.words.wording import SIGNS, WORDLESS
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.conditions import Measurement
from rune_lp.quantities import COUNT, DIMENSIONS
from rune_lp.rulefiles.sorts import sorts_in
from rune_lp.translate.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clingo import Symbol
    from clingo.ast import AST

    from rune_lp.explain.rules.firing import Firing
    from rune_lp.explain.rules.slots import Slots
    from rune_lp.explain.words.naming import Naming
    from rune_lp.geometry.conditions import Sign as Comparison
    from rune_lp.rulefiles.sorts import Sort

__all__ = ["RuleWording"]

_OPERATORS: dict[int, Comparison] = {
    ComparisonOperator.Equal: "=",
    ComparisonOperator.NotEqual: "!=",
    ComparisonOperator.LessThan: "<",
    ComparisonOperator.LessEqual: "<=",
    ComparisonOperator.GreaterThan: ">",
    ComparisonOperator.GreaterEqual: ">=",
}

_TURNED: dict[Comparison, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

_GATHERED = {
    AggregateFunction.Count: "number of",
    AggregateFunction.Sum: "sum of",
    AggregateFunction.SumPlus: "sum of",
    AggregateFunction.Min: "least of",
    AggregateFunction.Max: "greatest of",
}


class RuleWording:
    """Puts the instances of rules into words, and gives their numbers.

    Args:
        slots: What knows how the rules' values are written.
    """

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.wording = slots.wording

    @property
    def naming(self) -> Naming:
        """How atoms and values are written."""
        return self.slots.naming

    def objects(self, atom: Symbol) -> tuple[int, ...]:
        """Return the objects among an atom's arguments."""
        sorts = self.naming.sorts_of(*signature_of(atom))
        return tuple(
            dict.fromkeys(
                value.number
                for value, sort in zip(atom.arguments, sorts, strict=True)
                if sort == "object" and self.naming.known(value)
            )
        )

    def plainly(self, atom: Symbol, *, holds: bool = True) -> str:
        """Return that an atom holds or does not, where it has no sentence of its own."""
        name, arity = signature_of(atom)
        values = map(self.value, atom.arguments, self.naming.sorts_of(name, arity))
        verb = "holds" if holds else "does not hold"
        return (
            f"{WORDLESS}{name.replace('_', ' ')}” {verb}{f' of {listed(values)}' if arity else ''}"
        )

    def value(self, value: Symbol, sort: Sort | None) -> str:
        """Return a value of a sort in words."""
        if value.type == SymbolType.Number:
            if sort == "object" and self.naming.known(value):
                return self.wording.named(value.number)
            if sort in DIMENSIONS:
                return self.wording.measured(value.number, sort)
        if value.type == SymbolType.String:
            return "anything" if value.string == "_" else value.string
        return str(value).replace("_", " ")

    def sorts(self, firing: Firing) -> Mapping[str, Sort]:
        """Return the sorts of the variables of a rule."""
        return sorts_in(firing.statement, self.naming.sorts)

    def comparison(
        self, firing: Firing, place: int, *, holds: bool
    ) -> tuple[str, tuple[Measurement, ...]]:
        """Return the sentence of a comparison that holds or does not, and its numbers."""
        comparison = firing.literals[place].atom
        left, right = comparison.term, comparison.guards[0].term
        values = firing.terms[place].arguments
        operator = _OPERATORS[comparison.guards[0].comparison]
        sorts = self.sorts(firing)
        sort = next((sorts[str(term)] for term in (left, right) if str(term) in sorts), None)
        one, other = (
            self.side(firing, *each, sort) for each in zip((left, right), values, strict=True)
        )
        sign = SIGNS.get(operator, operator)
        sentence = f"{one} {'' if holds else 'is not '}{sign} {other}"
        if not all(value.type == SymbolType.Number for value in values) or sort == "object":
            return sentence, ()
        dimension = DIMENSIONS.get(sort or "", COUNT)
        amount, bound = (value.number / dimension.steps for value in values)
        quantity = self.origin(firing, left) or str(left)
        unit = dimension.default_unit
        return sentence, (Measurement(quantity, amount, operator, bound, unit, holds=holds),)

    def side(self, firing: Firing, term: AST, value: Symbol, sort: Sort | None) -> str:
        """Return one side of a comparison: what it stands for, and its value."""
        said = self.value(value, sort)
        origin = self.origin(firing, term)
        if origin is not None:
            return f"the {origin} ({said})"
        written = str(term)
        if written == str(value) or sort == "object":
            return said
        return f"{written.replace('_', ' ')} ({said})"

    def origin(self, firing: Firing, term: AST) -> str | None:
        """Return what a variable is the value of: `the width of ship 4`."""
        if term.ast_type != ASTType.Variable or self.sorts(firing).get(term.name) == "object":
            return None
        for literal, found in zip(firing.literals, firing.terms, strict=True):
            if is_positive(literal) and literal.atom.symbol.ast_type == ASTType.Function:
                *_, last = literal.atom.symbol.arguments or [None]
                name, arity = signature_of(found)
                if str(last) == str(term) and (name in ATTRIBUTES or arity == 2):
                    sorts = self.naming.sorts_of(name, arity)
                    named = [
                        self.value(value, sort)
                        for value, sort in zip(found.arguments[:-1], sorts, strict=False)
                    ]
                    return f"{name.replace('_', ' ')} of {listed(named)}"
            elif _is_aggregate(literal):
                guard = literal.atom.left_guard
                if guard is not None and str(guard.term) == str(term):
                    return self.quantity(firing, literal)
        return None

    def quantity(self, firing: Firing, literal: AST) -> str:
        """Return what an aggregate gathers: `number of S with moored_at(S,harbor 2)`."""
        sorts = self.sorts(firing)
        named = {name: self.value(value, sorts.get(name)) for name, value in firing.values.items()}

        def said(text: object) -> str:
            return re.sub(r"\b[A-Z]\w*", lambda match: named.get(match[0], match[0]), str(text))

        told = []
        for element in literal.atom.elements:
            terms = ", ".join(map(str, element.terms))
            condition = " and ".join(map(said, element.condition))
            told.append(f"{terms} with {condition}" if condition else terms)
        return f"{_GATHERED[literal.atom.function]} {' or '.join(told)}"

    def amount(self, value: int, sort: Sort | None) -> str:
        """Return a number of a sort with its unit."""
        return self.wording.measured(value, sort) if sort in DIMENSIONS else f"{value:,}"

    def bounds(
        self, firing: Firing, place: int, quantity: str, value: int | None, sort: Sort | None
    ) -> tuple[Measurement, ...]:
        """Return the numbers of an aggregate, and what its guards compare them with."""
        literal = firing.literals[place]
        left, right = literal.atom.left_guard, literal.atom.right_guard
        guards = [guard for guard in (left, right) if guard is not None]
        if (
            value is None
            or literal.sign != Sign.NoSign
            or firing.terms[place].type != SymbolType.Function
        ):
            return ()
        dimension = DIMENSIONS.get(sort or "", COUNT)
        found = []
        for guard, bound in zip(guards, firing.terms[place].arguments, strict=True):
            operator = _OPERATORS[guard.comparison]
            if guard is left:
                operator = _TURNED.get(operator, operator)
            if bound.type == SymbolType.Number:
                amount, limit = value / dimension.steps, bound.number / dimension.steps
                unit = dimension.default_unit
                found.append(Measurement(quantity, amount, operator, limit, unit, holds=True))
        return tuple(found)

    def worded(self, atom: Symbol) -> str:
        """Return the sentence of an atom that a rule derives."""
        entry = self.wording.vocabulary.predicates.get(atom.name)
        if entry is not None and (entry.kind, entry.arity) == ("rule", len(atom.arguments)):
            return self.wording.atom(atom.name, self.objects(atom), holds=True)
        return self.plainly(atom)

    def nothing(self, atom: Symbol) -> str:
        """Return that a relation holds of no object beside the known one, and which is nearest."""
        name = atom.name
        known = [one.number for one in atom.arguments if self.naming.known(one)]
        if len(known) != 1 or len(atom.arguments) != 2:
            return self.plainly(atom, holds=False)
        (place,) = known
        named = self.wording.named(place)
        relation = name.replace("_", " ")
        first = self.naming.known(atom.arguments[0])
        said = f"{named} is {relation} nothing" if first else f"nothing is {relation} {named}"
        distance = self.wording.structure.measures
        others = [one for one in self.wording.subject.scene.ids.tolist() if one != place]
        if not others:
            return said
        nearest = min(others, key=lambda one: distance("distance", (place, one), "px"))
        told = self.wording.gap_to(name, nearest, place)
        return f"{said} (nearest: {told})" if told else said


def _is_aggregate(literal: AST) -> bool:
    return bool(
        literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.BodyAggregate
    )
