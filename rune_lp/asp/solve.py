"""clingo: a program's text in, its one answer set out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from clingo import Control

from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clingo import MessageCode

__all__ = ["AnswerSet", "Levels", "Signature", "ground", "solve"]

Signature: TypeAlias = tuple[str, int]
"""A predicate's name and its number of arguments."""


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """What was asked for of an answer set: the tuples of each predicate, as ids.

    >>> solve(["p(1..2).", "q :- p(2)."], {("p", 1), ("q", 0)}).tuples
    {('p', 1): [(1,), (2,)], ('q', 0): [()]}
    """

    tuples: Mapping[Signature, list[tuple[int, ...]]]

    def __contains__(self, name: str) -> bool:
        """Whether a predicate without arguments is true."""
        return bool(self.tuples.get((name, 0)))


def ground(
    parts: Iterable[str],
    shown: Iterable[Signature] = (),
    options: Sequence[str] = ("--models=2",),
) -> Control:
    """Return a control with the program of all parts grounded.

    Args:
        parts: Texts of rules and facts.
        shown: The predicates that its models are to show.
        options: clingo's command line options.

    Raises:
        NotSolvedError: if clingo complains of anything, an undefined predicate included.
    """
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    control = Control(list(options), logger=log)
    shows = (f"#show {name}/{arity}. #defined {name}/{arity}." for name, arity in shown)
    try:
        control.add("base", [], "\n".join([*parts, *shows]))
        control.ground([("base", [])])
    except RuntimeError as error:
        raise NotSolvedError(f"clingo: {' '.join([*messages, str(error)])}") from None
    if messages:
        raise NotSolvedError(f"clingo: {' '.join(messages)}")
    return control


def solve(parts: Iterable[str], wanted: Iterable[Signature]) -> AnswerSet:
    """Return the wanted predicates of the one answer set of a program.

    Args:
        parts: Texts of rules and facts; what else they show has integers for arguments, too.
        wanted: Predicates, by name and number of arguments; their arguments are integers.

    Raises:
        NotSolvedError: if there is no answer set, or more than one: then the rules decide
            nothing about the image, and neither is a non-match.
    """
    signatures = sorted(wanted)
    return _only(ground(parts, signatures), signatures)


def _only(
    control: Control, signatures: Iterable[Signature], assumptions: Sequence[int] = ()
) -> AnswerSet:
    """Return the wanted predicates of the one answer set under assumptions."""
    # Models are taken from a handle: a callback that knows the control would keep it alive, and
    # with it all that was grounded, until the next garbage collection.
    with control.solve(assumptions, yield_=True) as handle:
        shown = [str(model) for model in handle]
    if len(shown) != 1:
        raise _undecided(len(shown))
    return AnswerSet(_tuples(shown[0], signatures))


def _undecided(models: int) -> NotSolvedError:
    if models:
        return NotSolvedError("the rules have several stable models here, so they decide nothing")
    return NotSolvedError("the rules contradict themselves here: they have no stable model")


def _tuples(shown: str, signatures: Iterable[Signature]) -> dict[Signature, list[tuple[int, ...]]]:
    """Return the tuples of the predicates in a model's text.

    Reading the text is six times as fast as asking clingo for the arguments of each symbol.
    """
    found: dict[Signature, list[tuple[int, ...]]] = {key: [] for key in signatures}
    for atom in shown.split():
        name, _, rest = atom.partition("(")
        objects = tuple(map(int, rest[:-1].split(","))) if rest else ()
        if (tuples := found.get((name, len(objects)))) is not None:
            tuples.append(objects)
    for tuples in found.values():
        tuples.sort()
    return found


class Levels:
    """A grounded certainty program, asked again and again at other levels."""

    def __init__(
        self, parts: Iterable[str], scores: Mapping[int, float], wanted: Iterable[Signature]
    ) -> None:
        """Ground a program whose `certain` and `possible` atoms are external.

        Args:
            parts: Texts of rules and facts.
            scores: The score of each object that has such an atom.
            wanted: The predicates to be asked for.

        Raises:
            NotSolvedError: if clingo complains of anything.
        """
        self._wanted = tuple(wanted)
        self.control = control = ground(parts, self._wanted)
        self._domains: list[tuple[str, float, int]] = []
        for name in ("certain", "possible"):
            for atom in control.symbolic_atoms.by_signature(name, 1):
                self.control.assign_external(atom.literal, None)
                score = scores[atom.symbol.arguments[0].number]
                self._domains.append((name, score, atom.literal))

    def at(self, level: float) -> AnswerSet:
        """Return the wanted predicates at a level: what has at least that degree."""
        assumptions = []
        for name, score, literal in self._domains:
            # `1 - score < level` and not `score > 1 - level`: the levels are computed as the
            # degrees are, and only so do equal numbers stay equal.
            true = score >= level if name == "certain" else 1.0 - score < level
            assumptions.append(literal if true else -literal)
        return _only(self.control, self._wanted, assumptions)
