"""Why no rule derives an atom: as much of each rule's body as holds together, and what then fails.

A rule `h :- a, b, c.` is grounded as `held(h) :- lack(h).`, `held(h, …) :- lack(h), a.` and so on;
the longest of these that has an instance says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo import Number
from clingo.ast import AST, ASTType, Sign

from rune_lp.explain.rules.body import in_order, parts_of, variables_of
from rune_lp.explain.rules.rewriting import arguments_of, is_atom, is_several, opened, tuple_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from clingo import Symbol

    from rune_lp.explain.rules.body import Part
    from rune_lp.explain.rules.firing import Firings
    from rune_lp.explain.rules.rewriting import Source
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Lack", "Lacking"]


@dataclass(frozen=True, slots=True)
class Lack:
    """A rule that does not derive an atom, at the furthest that its body gets.

    Attributes:
        statement: The rule.
        held: The literals that hold together, each with what it is.
        failing: The literal that does not hold then.
        term: What that literal is, as far as the others say; see `Firing.terms`.
        values: The values of the variables so far.
        others: In how many other ways the body gets as far.
    """

    statement: Statement
    held: tuple[tuple[AST, Symbol], ...]
    failing: AST
    term: Symbol
    values: Mapping[str, Symbol]
    others: int


class Lacking:
    """Finds what the rules lack that might have derived some atoms.

    Args:
        firings: The rules, and the answer set that they have.
    """

    def __init__(self, firings: Firings) -> None:
        self.firings = firings
        self._steps = 0
        self._name = f"{firings.prefix}_lack"
        self._parts = [_ordered(source) for source in firings.sources]
        firings.control.add(self._name, ["t"], "\n".join(self._rules()))

    def of(self, atoms: Iterable[Symbol]) -> dict[Symbol, list[Lack]]:
        """Return for each atom what each rule lacks that has its predicate in the head."""
        self._steps += 1
        control, step = self.firings.control, Number(self._steps)
        goals = "".join(f"{self._name}({self._steps},{atom})." for atom in dict.fromkeys(atoms))
        control.add(f"{self._name}_{self._steps}", [], goals)
        control.ground([(f"{self._name}_{self._steps}", [])])
        control.ground([(self._name, [step])])
        furthest: dict[tuple[Symbol, int], tuple[int, list[tuple[Symbol, ...]]]] = {}
        for found in control.symbolic_atoms.by_signature(f"{self._name}_held", 7):
            at, rule, reached, head, *rest = found.symbol.arguments
            if at == step:
                key = (head, rule.number)
                best, instances = furthest.get(key, (-1, []))
                if reached.number > best:
                    furthest[key] = reached.number, [tuple(rest)]
                elif reached.number == best:
                    instances.append(tuple(rest))
        lacks: dict[Symbol, list[Lack]] = {}
        for (head, place), (most, instances) in sorted(furthest.items()):
            lacks.setdefault(head, []).append(self._lack(place, most, sorted(instances)))
        return lacks

    def _lack(self, rule: int, reached: int, instances: list[tuple[Symbol, ...]]) -> Lack:
        source, parts = self.firings.sources[rule], self._parts[rule]
        values, terms, term = instances[0]
        names = sorted(_bound(source, parts[:reached]))
        literals = (part.node for part in parts[:reached])
        return Lack(
            source.statement,
            tuple(zip(literals, terms.arguments, strict=True)),
            parts[reached].node,
            term,
            dict(zip(names, values.arguments, strict=True)),
            len(instances) - 1,
        )

    def _rules(self) -> Iterator[str]:
        yield f"#defined {self._name}/2. #defined {self._name}_held/7."
        for k, (source, parts) in enumerate(zip(self.firings.sources, self._parts, strict=True)):
            for reached, failing in enumerate(parts):
                bound = _bound(source, parts[:reached])
                head, limits = _head(source, bound)
                read = [opened(part.node, f"{place}") for place, part in enumerate(parts[:reached])]
                body = [f"{self._name}(t,{head})", *limits]
                body += (text for texts, _ in read for text in texts)
                arguments = [
                    f"t,{k},{reached},{head}",
                    tuple_text(sorted(bound)),
                    tuple_text(term for _, term in read),
                    _term(failing.node, bound),
                ]
                yield f"{self._name}_held({','.join(arguments)}) :- {'; '.join(body)}."


def _ordered(source: Source) -> tuple[Part, ...]:
    found = source.derivable
    return in_order(parts_of(found.body, found.variables), _plain(source))


def _plain(source: Source) -> frozenset[str]:
    """Return the variables that stand in a rule's head by themselves."""
    arguments = source.derivable.arguments
    return frozenset(one.name for one in arguments if one.ast_type == ASTType.Variable)


def _bound(source: Source, parts: Iterable[Part]) -> frozenset[str]:
    return _plain(source).union(*(part.variables for part in parts))


def _head(source: Source, bound: frozenset[str]) -> tuple[str, list[str]]:
    """Return the head that is lacking, and what its arguments must be as far as that is known."""
    name, _ = source.derivable.signature
    texts, limits = [], []
    for place, argument in enumerate(source.derivable.arguments):
        if argument.ast_type == ASTType.Variable and argument.name != "_":
            texts.append(argument.name)
        else:
            texts.append(f"Why_head_{place}")
            if variables_of(argument) <= bound:
                limits.append(f"Why_head_{place} = {argument}")
    return (f"{name}({','.join(texts)})" if texts else name), limits


def _term(literal: AST, bound: frozenset[str]) -> str:
    """Return the term that tells what a literal is that does not hold, as far as it is known."""
    if is_atom(literal) and literal.sign in (Sign.NoSign, Sign.Negation):
        sign, name, arguments = arguments_of(literal.atom.symbol)
        known = [
            str(one)
            if variables_of(one) <= bound and not is_several(one) and str(one) != "_"
            else '"_"'
            for one in arguments
        ]
        return f"{sign}{name}({','.join(known)})" if known else f"{sign}{name}"
    if literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.Comparison:
        atom = literal.atom
        if len(atom.guards) == 1 and variables_of(literal) <= bound and not is_several(atom):
            return f"({atom.term},{atom.guards[0].term})"
    return "0"
