"""Bounded model finding: a structure of so many objects that a sentence is true of, by clingo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.asp.compiler import atom_text
from rune_lp.asp.program import SATISFIED, compile_decision
from rune_lp.asp.solve import ground
from rune_lp.equivalence.axioms import in_play, numbering, theory
from rune_lp.equivalence.cuts import Cuts
from rune_lp.errors import NotSolvedError
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import atoms, free_variables, renamed_apart, subformulas
from rune_lp.logic.syntax import Compare, Counted, Exists, Formula, Sentence
from rune_lp.plan.miniscope import miniscope
from rune_lp.plan.normal import normal_form
from rune_lp.vocabulary import Predicate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clingo import Control, Model

    from rune_lp.asp.program import Decision
    from rune_lp.equivalence.cuts import Form
    from rune_lp.equivalence.world import World

__all__ = ["AbstractStructure", "Finder", "scoped_inwards"]

_MOST_INSTANCES = 500_000
"""Instances of one rule that are grounded at most: grounding cannot be interrupted."""


@dataclass(frozen=True)
class AbstractStructure:
    """A structure of the theory: what is so of its objects, which nobody has drawn yet.

    Attributes:
        classes: The class of each object, by predicate name; objects are 0, 1, ….
        relations: The tuples that each relation in play is true of.
        asked: Those of the relations that the sentence or its rules name; the others are in play
            for what they tell of these.
        cuts: For each cut in play its form and number, and the tuples that it is true of.
    """

    classes: tuple[str, ...]
    relations: Mapping[str, frozenset[tuple[int, ...]]]
    asked: frozenset[str]
    cuts: Mapping[tuple[Form, int], frozenset[tuple[int, ...]]]

    def __len__(self) -> int:
        return len(self.classes)


@dataclass(frozen=True)
class Finder:
    """Finds structures of a sentence that has passed the check.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship"]))
    >>> finder = Finder(parse_query("exists x y. left_of(x, y) & left_of(y, x)").formula, world)
    >>> finder.find(2) is None
    True
    """

    sentence: Formula
    world: World

    @cached_property
    def _cuts(self) -> tuple[Cuts, Formula]:
        cuts = Cuts(least_score=round(self.world.min_score * 100))
        formula = cuts.abstracted(self.sentence)
        cuts.close()
        return cuts, formula

    @cached_property
    def formula(self) -> Formula:
        """The sentence with cuts for comparisons, quantifiers moved inwards."""
        return scoped_inwards(self._cuts[1])

    @cached_property
    def _decision(self) -> Decision:
        predicates = {
            name: Predicate(name, form.arity, "relation")
            for (form, _), name in self._cuts[0].predicates.items()
        }
        known = self.world.vocabulary
        vocabulary = replace(known, predicates={**known.predicates, **predicates})
        return compile_decision(self.formula, vocabulary, self.world.library)

    @cached_property
    def _rules(self) -> list[str]:
        return self.world.rules_in(self.sentence)

    @cached_property
    def _asked(self) -> frozenset[str]:
        logical = [rule for rule in self._rules if self.world.is_logical(rule)]
        closure = self.world.library.closure(logical)
        names = {name for statement in closure for name, _ in statement.uses}
        named = {atom.predicate for atom in atoms(self.formula)}
        return frozenset((names | named) & RELATIONS.keys())

    @cached_property
    def _in_play(self) -> frozenset[str]:
        return in_play(self._asked)

    @property
    def width(self) -> int:
        """How many objects one rule of the program is about at most."""
        widths = [form.arity for form, _ in self._cuts[0].predicates]
        for part in subformulas(self.formula):
            own = {Exists: 0, Counted: 1, Compare: 1}.get(type(part))
            if own is not None:
                inner = len(part.variables) if isinstance(part, Exists) else own
                widths.append(len(free_variables(part)) + inner)
        return max(widths, default=0)

    def _program(self, size: int) -> list[str]:
        cuts, _ = self._cuts
        logical = [rule for rule in self._rules if self.world.is_logical(rule)]
        closure = self.world.library.closure(logical)
        uses = self._decision.uses.union(*(statement.uses for statement in closure))
        kinds = self.world.kinds(self.sentence, size)
        arities = {rule: self.world.vocabulary.predicates[rule].arity for rule in self._rules}
        return [
            *(f"#defined {name}/{arity}." for name, arity in sorted(uses)),
            "#defined object/1. #defined class/2.",
            *(f"object({number})." for number in range(size)),
            *(f"_kind({place}, {kind})." for place, kind in enumerate(kinds)),
            "1 { class(X, C) : _kind(_, C) } 1 :- object(X).",
            # Which object is which does not matter: their classes ascend, and in a class an order.
            ":- class(X, C), class(X + 1, D), _kind(I, C), _kind(J, D), I > J.",
            *numbering(self._in_play),
            theory(self._in_play, self.world.profile),
            *(f"#defined {name}/{form.arity}." for (form, _), name in cuts.predicates.items()),
            *cuts.axioms(self._in_play),
            *(_free(rule, arities[rule]) for rule in self._rules if rule not in logical),
            *(statement.text for statement in closure),
            *self._decision.rules,
            f":- not {SATISFIED}.",
        ]

    def find(self, size: int, *, seed: int = 0, seconds: float = 10.0) -> AbstractStructure | None:
        """Return a structure of `size` objects that the sentence is true of, or None.

        Args:
            size: How many objects.
            seed: Of several structures another one for each seed.
            seconds: How long clingo may search.

        Raises:
            NotSolvedError: The search takes too long, or its program is too large.
        """
        if size**self.width > _MOST_INSTANCES:
            raise NotSolvedError(f"{self.width} objects at a time are too many to compare")
        # Structures with few facts are the easiest to draw, but not all of them can be drawn.
        sign = "rnd" if seed % 3 == 2 else "asp"
        random = [f"--seed={seed}", "--rand-freq=1", f"--sign-def={sign}"] if seed else []
        control = ground(self._program(size), options=["--models=1", *random])
        with control.solve(yield_=True, async_=True) as handle:
            # clingo waits for ever if it is told to wait a negative time.
            if not handle.wait(max(0.0, seconds)):
                handle.cancel()
                raise NotSolvedError("the search took too long")
            model = handle.model()
            return None if model is None else self._structure(control, model, size)

    def _structure(self, control: Control, model: Model, size: int) -> AbstractStructure:
        def extension(name: str, arity: int) -> frozenset[tuple[int, ...]]:
            found = control.symbolic_atoms.by_signature(name, arity)
            return frozenset(
                tuple(argument.number for argument in atom.symbol.arguments)
                for atom in found
                if model.contains(atom.symbol)
            )

        classes = {
            atom.symbol.arguments[0].number: atom.symbol.arguments[1].name
            for atom in control.symbolic_atoms.by_signature("class", 2)
            if model.contains(atom.symbol)
        }
        relations = sorted(self._in_play & RELATIONS.keys())
        return AbstractStructure(
            tuple(classes[number] for number in range(size)),
            {name: extension(name, RELATIONS[name].arity) for name in relations},
            self._asked,
            {
                (form, number): extension(name, form.arity)
                for (form, number), name in self._cuts[0].predicates.items()
            },
        )


def scoped_inwards(formula: Formula) -> Formula:
    """Return an equivalent formula whose quantifiers stand as far inwards as they go.

    Evaluated as it was written, a sentence of eight variables over eight objects is tried on
    millions of assignments.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> formula_text(scoped_inwards(parse_query("exists x y. ship(x) & harbor(y)").formula))
    '(exists y. harbor(y)) & (exists x. ship(x))'
    """
    return miniscope(normal_form(renamed_apart(Sentence(formula)).formula))


def _free(predicate: str, arity: int) -> str:
    variables = [f"X{place}" for place in range(1, arity + 1)]
    objects = ", ".join(f"object({name})" for name in variables) or "#true"
    return f"{{ {atom_text(predicate, variables)} }} :- {objects}."
