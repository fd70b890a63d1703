"""One answer set of some rules, which can be asked what the body of a rule binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clingo import Control

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clingo import Symbol

    from rune_lp.rulefiles.facts import Signature

__all__ = ["MOST_BINDINGS", "World", "signature_of"]

MOST_BINDINGS = 1000
"""How many bindings of a body are looked at; of more, the first ones in clingo's order."""


def signature_of(atom: Symbol) -> Signature:
    """Return the predicate of an atom and its number of arguments.

    >>> from clingo import parse_term
    >>> signature_of(parse_term("-p(1,2)"))
    ('-p', 2)
    """
    return (atom.name if atom.positive else f"-{atom.name}"), len(atom.arguments)


class World:
    """The atoms of an answer set, as facts that further bodies are grounded over.

    >>> from clingo import Function, Number
    >>> world = World([Function("p", [Number(1)]), Function("p", [Number(4)])], ["#const few = 3."])
    >>> world.bindings(["p(X)", "X > few"], ["X"])
    [{'X': Number(4)}]
    >>> world.bindings(["not p(2)", "N = #count { X : p(X) }"], ["N"])
    [{'N': Number(2)}]
    """

    def __init__(self, atoms: Iterable[Symbol], given: Iterable[str] = ()) -> None:
        """Take the atoms, and the `#const` statements and scripts that bodies may rest on."""
        self.atoms = frozenset(atoms)
        # What no atom is about is false here, and clingo need not say so.
        self._control = Control(logger=lambda _code, _message: None)
        self._control.add("base", [], "\n".join([*given, *(f"{atom}." for atom in self.atoms)]))
        self._control.ground([("base", [])])
        self._asked = 0
        self._by_signature: dict[Signature, list[Symbol]] = {}
        for atom in sorted(self.atoms):
            self._by_signature.setdefault(signature_of(atom), []).append(atom)

    def by_signature(self, name: str, arity: int) -> list[Symbol]:
        """Return the atoms of a predicate, sorted; `-p` is the classical negation of `p`."""
        return self._by_signature.get((name, arity), [])

    def bindings(self, body: Sequence[str], variables: Sequence[str]) -> list[dict[str, Symbol]]:
        """Return the values of variables for which all literals of a body hold, sorted.

        Args:
            body: The literals' texts; they bind every variable.
            variables: The variables to return; without any, one empty binding if the body holds.
        """
        self._asked += 1
        name = f"binding_{self._asked}"
        head = f"{name}({','.join(variables)})" if variables else name
        self._control.add(name, [], f"{head} :- {'; '.join(body)}." if body else f"{head}.")
        self._control.ground([(name, [])])
        found = sorted(
            atom.symbol.arguments
            for atom in self._control.symbolic_atoms.by_signature(name, len(variables))
        )
        return [dict(zip(variables, values, strict=True)) for values in found[:MOST_BINDINGS]]
