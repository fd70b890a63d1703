"""A scope: one quantifier of one variable, and the parts of what it says."""

from __future__ import annotations

from dataclasses import dataclass

from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import And, Counted, Exists, Formula

__all__ = ["Scope", "conjuncts", "scope_of"]


@dataclass(frozen=True, slots=True)
class Scope:
    """`exists>=number variable. body`.

    Attributes:
        number: How many objects it asks for.
        variable: What it binds.
        body: What it says of them.
    """

    number: int
    variable: str
    body: Formula

    @property
    def alone(self) -> tuple[Formula, ...]:
        """The conjuncts that speak of no other variable."""
        return tuple(
            part for part in conjuncts(self.body) if free_variables(part) <= {self.variable}
        )

    @property
    def shared(self) -> tuple[Formula, ...]:
        """The conjuncts that speak of other variables."""
        return tuple(
            part for part in conjuncts(self.body) if not free_variables(part) <= {self.variable}
        )


def scope_of(formula: Formula) -> Scope | None:
    """Return the scope that a formula is, or None.

    >>> from rune_lp.logic.parse import parse_query
    >>> formula = parse_query("{x | exists>=2 y. ship(y) & near(x, y)}").formula
    >>> scope = scope_of(formula)
    >>> scope.number, scope.variable, len(scope.alone), len(scope.shared)
    (2, 'y', 1, 1)
    """
    match formula:
        case Exists((variable,), body):
            return Scope(1, variable, body)
        case Counted(_, number, variable, body):
            return Scope(number, variable, body)
        case _:
            return None


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """Return the parts of a conjunction; of anything else, itself."""
    return formula.parts if isinstance(formula, And) else (formula,)
