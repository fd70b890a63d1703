"""Which instances of rules derive an atom, found in one grounding, and the best of them.

A rule `h :- body.` is grounded once more as `fired(h, variables, literals) :- goal(h), body.` over
the atoms of the answer set, and what a body rests on is a goal in turn; so only what the asked
atoms rest on is grounded, and each instance tells its variables' values and its ground literals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from clingo import Control, Number, SymbolType

from rune_lp.asp.solve import ground
from rune_lp.errors import NotSolvedError
from rune_lp.explain.rules.body import derivables
from rune_lp.explain.rules.rewriting import (
    arguments_of,
    elements,
    is_positive,
    opened,
    source_of,
    tuple_text,
)
from rune_lp.explain.rules.support import Support
from rune_lp.rulefiles.demand import is_stratified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clingo import Symbol
    from clingo.ast import AST

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Firing", "Firings", "Member"]


class Member(NamedTuple):
    """What an aggregate or a conditional literal takes in.

    Attributes:
        literal: The position of the literal in its rule's body.
        terms: The tuple that is counted.
        atoms: The atoms that hold of it.
    """

    literal: int
    terms: tuple[Symbol, ...]
    atoms: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Firing:
    """An instance of a rule whose body holds.

    Attributes:
        statement: The rule.
        literals: The rule's body as it is written.
        head: What it derives.
        values: The values of the rule's variables.
        terms: For each literal the atom that it is, or the pair of terms that it compares.
        members: What its aggregates and conditional literals take in.
        atoms: The atoms that must hold for it to fire.
    """

    statement: Statement
    literals: tuple[AST, ...]
    head: Symbol
    values: Mapping[str, Symbol]
    terms: tuple[Symbol, ...]
    members: tuple[Member, ...]
    atoms: tuple[Symbol, ...]


class Firings:
    """The instances of some rules in one answer set, found for the atoms that are asked about.

    Args:
        statements: The rules, with all that they rest on.
        facts: The facts that they can touch.
        undefined: Predicates that may have no atom.
        score: The score of an object.

    >>> from rune_lp.rulefiles.library import load_rule_files
    >>> rules = load_rule_files().closure(["same_group"])
    >>> lines = ["object(1..3).", "cx(1,0). cx(2,10). cx(3,20)."]
    >>> lines += [f"near({x},{y}). same_class({x},{y})." for x, y in [(1,2), (2,1), (2,3), (3,2)]]
    >>> firings = Firings(rules, lines, (), lambda object_: 1.0)
    >>> from clingo import Function
    >>> atom = Function("same_group", [Number(1), Number(3)])
    >>> firings.ask([atom])
    >>> print(*firings.best(atom).terms)
    group_member(1,1) group_member(1,3) (1,3)
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        facts: Iterable[str],
        undefined: Iterable[Signature],
        score: Callable[[int], float],
    ) -> None:
        self._support = Support(score)
        self._statements = statements
        self._facts = facts
        self._undefined = undefined
        self._asked: set[Symbol] = set()
        self._steps = 0
        self.sources = [
            source_of(statement, found)
            for statement in statements
            if statement.kind == "rule"
            for found in derivables(statement.text)
        ]
        self.derived = frozenset(source.derivable.signature for source in self.sources)
        names = {name for name, _ in self.derived}
        self.prefix = "why"
        while any(name.startswith(self.prefix) for name in names):
            self.prefix += "y"

    @cached_property
    def control(self) -> Control:
        """The answer set as facts, and the rules that tell what fires over them."""
        defined = [f"#defined {name}/{arity}." for name, arity in self._undefined]
        texts = [statement.text for statement in self._statements]
        control = ground([*defined, *texts, *self._facts])
        # Grounding decides a stratified program.
        if not is_stratified(self._statements):
            control = _as_facts(control, self._statements)
        text = "\n".join(self._rules())
        control.add(self.prefix, ["t"], text)
        return control

    def _rules(self) -> Iterator[str]:
        """Yield the rules of what fires at step `t`."""
        p = self.prefix
        yield f"#defined {p}_goal/2. #defined {p}_fired/5. #defined {p}_in/7."
        for k, source in enumerate(self.sources):
            variables, terms = tuple_text(source.variables), tuple_text(source.terms)
            body = "; ".join((f"{p}_goal(t,{source.head})", *source.body))
            yield f"{p}_fired(t,{k},{source.head},{variables},{terms}) :- {body}."
            for literal, node in enumerate(source.derivable.body):
                if is_positive(node) and self._is_derived(node):
                    found = tuple_text(
                        "A" if n == literal else "_" for n in range(len(source.terms))
                    )
                    yield f"{p}_goal(t,A) :- {p}_fired(t,{k},_,_,{found})."
                yield from self._inside(k, literal, node, variables)

    def _inside(self, k: int, place: int, node: AST, variables: str) -> Iterator[str]:
        """Yield the rules of what an aggregate or a conditional literal takes in."""
        p, head = self.prefix, "Why_head"
        for terms, condition in elements(node):
            read = [opened(literal, f"{n}") for n, literal in enumerate(condition)]
            atoms = [
                term if is_positive(each) else "0"
                for each, (_, term) in zip(condition, read, strict=True)
            ]
            fired = f"{p}_fired(t,{k},{head},{variables},_)"
            body = "; ".join([fired, *(part for parts, _ in read for part in parts)])
            found = (
                f"{p}_in(t,{k},{place},{head},{variables},{tuple_text(terms)},{tuple_text(atoms)})"
            )
            yield f"{found} :- {body}."
            for n, literal in enumerate(condition):
                if is_positive(literal) and self._is_derived(literal):
                    shown = tuple_text("A" if m == n else "_" for m in range(len(atoms)))
                    yield f"{p}_goal(t,A) :- {p}_in(t,{k},{place},_,_,_,{shown})."

    def _is_derived(self, literal: AST) -> bool:
        sign, name, arguments = arguments_of(literal.atom.symbol)
        return (sign + name, len(arguments)) in self.derived

    def ask(self, atoms: Iterable[Symbol]) -> None:
        """Find the instances that derive some atoms, and all that these rest on."""
        new = [
            atom
            for atom in dict.fromkeys(atoms)
            if atom not in self._asked and atom not in self._support.firings
        ]
        if not new:
            return
        self._asked.update(new)
        self._steps += 1
        control = self.control
        goals = "".join(f"{self.prefix}_goal({self._steps},{atom})." for atom in new)
        name = f"{self.prefix}_goals_{self._steps}"
        control.add(name, [], goals)
        control.ground([(name, [])])
        control.ground([(self.prefix, [Number(self._steps)])])
        self._support.add(self._read())

    def best(self, atom: Symbol) -> Firing | None:
        """Return the instance that derives an atom best, and not by way of itself.

        That is the one whose weakest object has the highest score; of several, a short one. None
        for an atom that is not derived, or was not asked about.
        """
        return self._support.best(atom)

    def others(self, atom: Symbol) -> int:
        """Return how many other instances derive an atom, and not by way of itself."""
        return self._support.others(atom)

    def _read(self) -> dict[Symbol, list[Firing]]:
        """Return the instances of the last step, by what they derive."""
        step = Number(self._steps)
        atoms = self.control.symbolic_atoms
        members: dict[tuple[Symbol, Symbol, Symbol], dict[Member, None]] = {}
        for atom in atoms.by_signature(f"{self.prefix}_in", 7):
            at, rule, place, head, values, terms, holding = atom.symbol.arguments
            if at == step:
                atoms_ = (one for one in holding.arguments if one.type == SymbolType.Function)
                member = Member(place.number, tuple(terms.arguments), tuple(atoms_))
                members.setdefault((rule, head, values), {})[member] = None
        found: dict[Symbol, list[Firing]] = {}
        for atom in atoms.by_signature(f"{self.prefix}_fired", 5):
            at, rule, head, values, terms = atom.symbol.arguments
            if at == step:
                source = self.sources[rule.number]
                named = dict(zip(source.variables, values.arguments, strict=True))
                inside = sorted(members.get((rule, head, values), ()))
                grounded = terms.arguments
                rested = [grounded[place] for place in source.positive]
                rested += (one for member in inside for one in member.atoms)
                firing = Firing(
                    source.statement,
                    source.derivable.body,
                    head,
                    named,
                    tuple(grounded),
                    tuple(inside),
                    tuple(dict.fromkeys(rested)),
                )
                found.setdefault(head, []).append(firing)
        for firings in found.values():
            firings.sort(key=lambda one: (one.statement.span, one.terms))
        return found


def _as_facts(control: Control, statements: Iterable[Statement]) -> Control:
    """Return a control in which all atoms of the one answer set are facts."""
    with control.solve(yield_=True) as handle:
        models = [model.symbols(atoms=True) for model in handle]
    if len(models) != 1:
        raise NotSolvedError("the rules have not one stable model here, so they prove nothing")
    given = [one.text for one in statements if one.kind in ("const", "script")]
    fixed = Control(logger=lambda _code, _message: None)
    fixed.add("base", [], "\n".join([*given, *(f"{atom}." for atom in models[0])]))
    fixed.ground([("base", [])])
    return fixed
