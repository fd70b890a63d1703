"""Atoms and values of rules as a person reads them: objects by name, numbers in their unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo import SymbolType

from rune_lp.geometry.relations import RELATIONS
from rune_lp.quantities import COUNT, DIMENSIONS, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clingo import Symbol

    from rune_lp.explain.words.wording import Wording
    from rune_lp.rulefiles.sorts import Signatures, Sort

__all__ = ["Binding", "Naming", "value_text"]


@dataclass(frozen=True, slots=True)
class Binding:
    """The values of a rule's variables, and the variables' sorts."""

    values: Mapping[str, Symbol]
    sorts: Mapping[str, Sort]

    def within(self, other: Binding) -> bool:
        """Return whether another binding has the same values, and perhaps more."""
        return self.values.items() <= other.values.items()


def value_text(value: Symbol, sort: Sort | None) -> str:
    """Return a value that is no object: a number also in its unit if its dimension is known.

    >>> from clingo import Number
    >>> value_text(Number(124), "length"), value_text(Number(5), None)
    ('124 (12.4 px)', '5')
    """
    dimension = DIMENSIONS.get(sort or "", COUNT)
    if value.type != SymbolType.Number or dimension is COUNT:
        return str(value)
    return f"{value} ({shown(value.number, dimension, dimension.default_unit)})"


@dataclass(frozen=True)
class Naming:
    """How the atoms over one image are written.

    Attributes:
        wording: Words for the image's objects and relations.
        sorts: The sorts of the predicates' arguments.
    """

    wording: Wording
    sorts: Signatures

    def value(self, value: Symbol | None, sort: Sort | None) -> str:
        """Return a value; `_` stands for any."""
        if value is None:
            return "_"
        if sort == "object" and value.type == SymbolType.Number:
            name = self.wording.names.get(value.number)
            if name is not None:
                return name
            if self.known(value):
                return self.wording.named(value.number)
        return value_text(value, sort)

    def known(self, value: Symbol | None) -> bool:
        """Return whether a value is the id of an object."""
        ids = self.wording.subject.scene.ids
        return value is not None and value.type == SymbolType.Number and value.number in ids

    def atom(self, name: str, arguments: Sequence[Symbol | None]) -> str:
        """Return an atom; `_` stands for any argument."""
        written = map(self.value, arguments, self.sorts_of(name, len(arguments)))
        return f"{name}({', '.join(written)})" if arguments else name

    def fact(self, name: str, arguments: Sequence[Symbol | None], *, holds: bool) -> str:
        """Return an atom of the facts that holds or does not, with the numbers behind it."""
        text = self.atom(name, arguments)
        if name in RELATIONS and all(map(self.known, arguments)):
            objects = tuple(value.number for value in arguments if value is not None)
            return f"{text}: {self.wording.relation(name, objects, holds=holds)}"
        if holds:
            return text
        for value, sort in zip(arguments, self.sorts_of(name, len(arguments)), strict=True):
            if sort == "object" and value is not None and not self.known(value):
                return f"{text}: {self.value(value, sort)} is below the score threshold"
        if name == "class" and self.known(arguments[0]) and arguments[0] is not None:
            return f"{text}: it is {self.wording.named(arguments[0].number)}"
        return f"{text}: there is none" if None in arguments else text

    def sorts_of(self, name: str, arity: int) -> tuple[Sort | None, ...]:
        """Return the sorts of a predicate's arguments, None for one that is not known."""
        return self.sorts.get((name, arity), (None,) * arity)

    def literal(self, text: str, variables: frozenset[str], binding: Binding) -> str:
        """Return a literal as it is written, and the values of its variables."""
        values = [
            f"{name} = {self.value(binding.values[name], binding.sorts.get(name))}"
            for name in sorted(variables & binding.values.keys())
        ]
        return f"{text}  with {', '.join(values)}" if values else text
