"""clingo: a program's text in, its one answer set out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo import Control

from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clingo import MessageCode, Model

__all__ = ["AnswerSet", "Levels", "ground", "solve"]


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


def ground(parts: Iterable[str], options: Sequence[str] = ("--models=2",)) -> Control:
    """Return a control with the program of all parts grounded.

    Args:
        parts: Texts of rules and facts.
        options: clingo's command line options.

    Raises:
        NotSolvedError: if clingo complains of anything, an undefined predicate included.
    """
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    control = Control(list(options), logger=log)
    try:
        control.add("base", [], "\n".join(parts))
        control.ground([("base", [])])
    except RuntimeError as error:
        raise NotSolvedError(f"clingo: {' '.join([*messages, str(error)])}") from None
    if messages:
        raise NotSolvedError(f"clingo: {' '.join(messages)}")
    return control


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
    return sorted(
        tuple(argument.number for argument in atom.symbol.arguments)
        for atom in atoms
        if atom.is_fact or model.contains(atom.symbol)
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
