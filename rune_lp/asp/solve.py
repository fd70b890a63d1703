"""clingo: a program's text in, its one answer set out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo import Control
from clingo.script import enable_python

from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clingo import MessageCode, Model, Symbol

__all__ = ["AnswerSet", "Levels", "answer_sets", "ground", "solve"]


_NO_PYTHON = "python support not available"
"""What clingo says of a script in Python before that is enabled."""


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """What was asked for of an answer set: the tuples of each predicate, as ids.

    >>> solve(["p(1..2).", "q :- p(2)."], {("p", 1), ("q", 0)}).tuples
    {('p', 1): [(1,), (2,)], ('q', 0): [()]}
    """

    tuples: Mapping[tuple[str, int], list[tuple[int, ...]]]

    def __contains__(self, name: str) -> bool:
        """Whether a predicate without arguments is true."""
        return bool(self.tuples.get((name, 0)))


def ground(parts: Iterable[str]) -> Control:
    """Return a control with the program of all parts grounded.

    Raises:
        NotSolvedError: if clingo complains of anything, an undefined predicate included.
    """
    text = "\n".join(parts)
    control, messages = _grounded(text)
    if any(_NO_PYTHON in message for message in messages):
        # Only a rule file whose scripts its user allowed brings one this far.
        enable_python()
        control, messages = _grounded(text)
    if messages:
        raise NotSolvedError(f"clingo: {' '.join(' '.join(messages).split())}")
    return control


def answer_sets(parts: Iterable[str]) -> list[frozenset[Symbol]]:
    """Return all atoms of the first two answer sets of a program: none, one, or one of several.

    Raises:
        NotSolvedError: if clingo complains of anything.

    >>> [sorted(map(str, atoms)) for atoms in answer_sets(["p(1).", "q(X) :- p(X)."])]
    [['p(1)', 'q(1)']]
    """
    control = ground(parts)
    with control.solve(yield_=True) as handle:
        return [frozenset(model.symbols(atoms=True)) for model in handle]


def _grounded(text: str) -> tuple[Control, list[str]]:
    """Return a control with a program grounded, and what clingo complains of."""
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    control = Control(["--models=2"], logger=log)
    try:
        control.add("base", [], text)
        control.ground([("base", [])])
    except RuntimeError as error:
        messages.append(str(error))
    return control, messages


def solve(parts: Iterable[str], wanted: Iterable[tuple[str, int]]) -> AnswerSet:
    """Return the wanted predicates of the one answer set of a program.

    Args:
        parts: Texts of rules and facts.
        wanted: Predicates, by name and number of arguments; their arguments are integers.

    Raises:
        NotSolvedError: if there is no answer set, or more than one: then the rules decide
            nothing about the image, and neither is a non-match.
    """
    control = ground(parts)
    signatures = sorted(wanted)
    return _only(control, signatures)


def _only(
    control: Control,
    signatures: Sequence[tuple[str, int]],
    assumptions: Sequence[int] = (),
) -> AnswerSet:
    """Return the wanted predicates of the one answer set under assumptions."""
    # Models are taken from a handle: a callback that knows the control would keep it alive, and
    # with it all that was grounded, until the next garbage collection.
    with control.solve(assumptions, yield_=True) as handle:
        found = [
            AnswerSet({key: _tuples(control, model, key) for key in signatures}) for model in handle
        ]
    if len(found) != 1:
        raise _undecided(len(found))
    return found[0]


def _undecided(models: int) -> NotSolvedError:
    if models:
        return NotSolvedError("the rules have several stable models here, so they decide nothing")
    return NotSolvedError("the rules contradict themselves here: they have no stable model")


def _tuples(control: Control, model: Model, key: tuple[str, int]) -> list[tuple[int, ...]]:
    atoms = control.symbolic_atoms.by_signature(*key)
    symbols = (atom.symbol for atom in atoms if atom.is_fact or model.contains(atom.symbol))
    # An atom's text takes a third of the calls that its arguments do.
    start = len(key[0]) + 1
    return sorted(
        tuple(map(int, str(symbol)[start:-1].split(","))) if key[1] else () for symbol in symbols
    )


class Levels:
    """A grounded certainty program, asked again and again at other levels."""

    def __init__(self, control: Control, scores: Mapping[int, float]) -> None:
        """Take a grounded program whose `certain` and `possible` atoms are external.

        Args:
            control: The grounded program.
            scores: The score of each object that has such an atom.
        """
        self.control = control
        self._domains: list[tuple[str, float, int]] = []
        for name in ("certain", "possible"):
            for atom in control.symbolic_atoms.by_signature(name, 1):
                self.control.assign_external(atom.literal, None)
                score = scores[atom.symbol.arguments[0].number]
                self._domains.append((name, score, atom.literal))

    def at(self, level: float, wanted: Iterable[tuple[str, int]]) -> AnswerSet:
        """Return the wanted predicates at a level: what has at least that degree."""
        assumptions = []
        for name, score, literal in self._domains:
            # `1 - score < level` and not `score > 1 - level`: the levels are computed as the
            # degrees are, and only so do equal numbers stay equal.
            true = score >= level if name == "certain" else 1.0 - score < level
            assumptions.append(literal if true else -literal)
        return _only(self.control, list(wanted), assumptions)
