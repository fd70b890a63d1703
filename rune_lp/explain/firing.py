"""Which instances of rules derive an atom, found in one grounding, and the best of them.

A rule `h :- body.` is grounded once more as `fired(h, variables, literals) :- goal(h), body.` over
the atoms of the answer set, and what a body rests on is a goal in turn; so only what the asked
atoms rest on is grounded, and each instance tells its variables' values and its ground literals.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from clingo import Control, Number, String, SymbolType
from clingo.ast import AST, ASTType, Sign, SymbolicTerm, Transformer

from rune_lp.asp.solve import ground
from rune_lp.errors import NotSolvedError
from rune_lp.explain.body import derivables
from rune_lp.explain.world import signature_of
from rune_lp.rulefiles.demand import is_stratified
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.nodes import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clingo import Symbol

    from rune_lp.explain.body import Derivable
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import Statement

__all__ = [
    "Firing",
    "Firings",
    "Member",
    "Source",
    "arguments_of",
    "is_atom",
    "is_positive",
    "is_several",
    "opened",
    "tuple_text",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A way to derive an atom, its literals written out for clingo."""

    statement: Statement
    derivable: Derivable
    head: str
    variables: tuple[str, ...]
    body: tuple[str, ...]
    terms: tuple[str, ...]
    positive: tuple[int, ...]


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


def is_positive(literal: AST) -> bool:
    """Return whether a literal is an atom that must hold, and no pool of several."""
    return is_atom(literal) and literal.sign == Sign.NoSign


def is_atom(literal: AST) -> bool:
    """Return whether a literal is an atom or the negation of one, and no pool."""
    return bool(
        literal.ast_type == ASTType.Literal
        and literal.atom.ast_type == ASTType.SymbolicAtom
        and literal.atom.symbol.ast_type != ASTType.Pool
    )


def arguments_of(symbol: AST) -> tuple[str, str, tuple[AST, ...]]:
    """Return the sign of a literal's atom, its name, and its arguments."""
    sign = ""
    if symbol.ast_type == ASTType.UnaryOperation:
        symbol, sign = symbol.argument, "-"
    if symbol.ast_type != ASTType.Function:
        return sign, str(symbol), ()
    return sign, symbol.name, tuple(symbol.arguments)


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
        self.score = score
        self._statements = statements
        self._facts = facts
        self._undefined = undefined
        self._asked: set[Symbol] = set()
        self._steps = 0
        self._firings: dict[Symbol, list[Firing]] = {}
        self._best: dict[Symbol, Firing] = {}
        # Atoms by number, for clingo's are slow to compare; what the instances of each rest on.
        self._numbers: dict[Symbol, int] = {}
        self._needs: list[list[tuple[int, ...]]] = []
        self._costs: dict[Symbol, tuple[float, int]] = {}
        self.sources = [
            _source(statement, found)
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
        for terms, condition in _elements(node):
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
            if atom not in self._asked and atom not in self._firings
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
        found = self._read()
        for atom, firings in found.items():
            if atom not in self._firings:
                self._firings[atom] = firings
                self._numbers[atom] = len(self._numbers)
        for atom in list(self._numbers)[len(self._needs) :]:
            self._needs.append([self._needed(firing) for firing in self._firings[atom]])
        self._rank(found)

    def _needed(self, firing: Firing) -> tuple[int, ...]:
        """Return the numbers of the derived atoms that an instance rests on."""
        found = map(self._numbers.get, firing.atoms)
        return tuple(number for number in found if number is not None)

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

    def _rank(self, found: Mapping[Symbol, Sequence[Firing]]) -> None:
        """Choose the best instance for each atom, those first that rest on facts alone.

        An atom is settled by an instance all of whose atoms are settled, so none rests on itself.
        """
        users: dict[Symbol, list[tuple[Firing, int]]] = {}
        missing: list[int] = []
        heap: list[tuple[float, int, int, Firing]] = []
        order = count()

        def offer(firing: Firing) -> None:
            weakest, size = 0.0, 1
            for atom in firing.atoms:
                doubt, steps = self._costs.get(atom) or self._fact_cost(atom)
                weakest, size = max(weakest, doubt), size + steps
            heapq.heappush(heap, (weakest, size, next(order), firing))

        for firing in (one for firings in found.values() for one in firings):
            needs = {atom for atom in firing.atoms if atom in found and atom not in self._best}
            for atom in needs:
                users.setdefault(atom, []).append((firing, len(missing)))
            missing.append(len(needs))
            if not needs:
                offer(firing)
        while heap:
            weakest, size, _, firing = heapq.heappop(heap)
            if firing.head in self._best:
                continue
            self._best[firing.head] = firing
            self._costs[firing.head] = weakest, size
            for user, place in users.get(firing.head, ()):
                missing[place] -= 1
                if not missing[place]:
                    offer(user)

    def _fact_cost(self, atom: Symbol) -> tuple[float, int]:
        """Return how doubtful the weakest object of a fact is, and that it is one step."""
        objects = FACTS.get(signature_of(atom), 0)
        scores = (self.score(one.number) for one in atom.arguments[:objects])
        return 1.0 - min(scores, default=1.0), 1

    def best(self, atom: Symbol) -> Firing | None:
        """Return the instance that derives an atom best, and not by way of itself.

        That is the one whose weakest object has the highest score; of several, a short one. None
        for an atom that is not derived, or was not asked about.
        """
        return self._best.get(atom)

    def others(self, atom: Symbol) -> int:
        """Return how many other instances derive an atom, and not by way of itself."""
        if len(self._firings.get(atom, ())) < 2:
            return 0
        number = self._numbers[atom]
        beneath = self._beneath(number)
        if number not in beneath:
            return len(self._needs[number]) - 1
        derived = self._derived_among(beneath - {number})
        return sum(derived.issuperset(needs) for needs in self._needs[number]) - 1

    def _beneath(self, atom: int) -> set[int]:
        """Return the derived atoms that an atom's instances rest on, however far down."""
        seen: set[int] = set()
        waiting = [atom]
        while waiting:
            for needs in self._needs[waiting.pop()]:
                new = [need for need in needs if need not in seen]
                seen.update(new)
                waiting.extend(new)
        return seen

    def _derived_among(self, atoms: set[int]) -> set[int]:
        """Return which of some atoms are derived from each other and facts alone."""
        users: dict[int, list[tuple[int, int]]] = {}
        missing: list[int] = []
        ready: list[int] = []
        for atom in atoms:
            for needs in self._needs[atom]:
                for need in needs:
                    users.setdefault(need, []).append((atom, len(missing)))
                missing.append(len(needs))
                if not needs:
                    ready.append(atom)
        derived: set[int] = set()
        while ready:
            atom = ready.pop()
            if atom not in derived:
                derived.add(atom)
                for user, place in users.get(atom, ()):
                    missing[place] -= 1
                    if not missing[place]:
                        ready.append(user)
        return derived


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


def _source(statement: Statement, found: Derivable) -> Source:
    name, _ = found.signature
    read = [opened(literal, f"{place}") for place, literal in enumerate(found.body)]
    arguments, limits = _arguments(found.arguments, "head")
    sign, name = ("-", name[1:]) if name.startswith("-") else ("", name)
    head = f"{sign}{name}({','.join(arguments)})" if arguments else f"{sign}{name}"
    return Source(
        statement,
        found,
        head,
        tuple(sorted(found.variables)),
        (*limits, *(part for parts, _ in read for part in parts)),
        tuple(term for _, term in read),
        tuple(place for place, literal in enumerate(found.body) if is_positive(literal)),
    )


def opened(literal: AST, suffix: str) -> tuple[list[str], str]:
    """Return a literal as clingo is to read it, and the term that tells what it is.

    A positive atom has variables for what may be anything, so that the term is the very atom.
    """
    if is_atom(literal):
        symbol, sign = literal.atom.symbol, ""
        if symbol.ast_type == ASTType.UnaryOperation:
            symbol, sign = symbol.argument, "-"
        if symbol.ast_type != ASTType.Function:
            return [str(literal)], str(literal.atom)
        if literal.sign == Sign.NoSign:
            arguments, limits = _arguments(symbol.arguments, suffix)
            atom = (
                f"{sign}{symbol.name}({','.join(arguments)})"
                if arguments
                else f"{sign}{symbol.name}"
            )
            return [*limits, atom], atom
        if literal.sign == Sign.Negation and not any(map(is_several, symbol.arguments)):
            return [str(literal)], sign + str(_Anything()(symbol))
        return [str(literal)], "0"
    if literal.ast_type == ASTType.Literal and literal.sign == Sign.NoSign:
        atom = literal.atom
        if atom.ast_type == ASTType.Comparison and len(atom.guards) == 1 and not is_several(atom):
            return [str(literal)], f"({atom.term},{atom.guards[0].term})"
        if atom.ast_type == ASTType.BodyAggregate:
            guards = [guard for guard in (atom.left_guard, atom.right_guard) if guard is not None]
            return [str(literal)], tuple_text(str(guard.term) for guard in guards)
    return [str(literal)], "0"


def _arguments(arguments: Iterable[AST], suffix: str) -> tuple[list[str], list[str]]:
    """Return an atom's arguments, variables for those that are several, and what limits these."""
    texts, limits = [], []
    for place, argument in enumerate(arguments):
        several = is_several(argument)
        if several or str(argument) == "_":
            name = f"Why_{suffix}_{place}"
            if several:
                limits.append(f"{name} = {argument}")
            texts.append(name)
        else:
            texts.append(str(argument))
    return texts, limits


def is_several(node: AST) -> bool:
    """Return whether a term stands for several."""
    return any(kind in (ASTType.Pool, ASTType.Interval) for kind, _, _ in descendants(node))


class _Anything(Transformer):
    """Writes what may be anything as it is shown."""

    def visit_Variable(self, node: AST) -> AST:  # noqa: N802 - the name that clingo calls
        return SymbolicTerm(node.location, String("_")) if node.name == "_" else node


def _elements(literal: AST) -> Iterator[tuple[list[str], list[AST]]]:
    """Yield the tuples and conditions of an aggregate, or those of a conditional literal."""
    if literal.ast_type == ASTType.ConditionalLiteral:
        yield [], [*literal.condition, literal.literal]
    elif literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.BodyAggregate:
        for element in literal.atom.elements:
            yield [str(term) for term in element.terms], list(element.condition)


def tuple_text(terms: Iterable[str]) -> str:
    """Return terms as one tuple."""
    found = list(terms)
    return f"({found[0]},)" if len(found) == 1 else f"({','.join(found)})"
