"""What a solver is: programs and facts in, the tuples of a program's one answer set out.

Planning, conditioned facts, joins, bounds and ranking are the same for every solver. What a
solver does is to decide which atoms are true: clingo by grounding (`asp.solve`), SWI-Prolog by
tabled resolution (`prolog.solver`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import Statement

__all__ = ["NO_MODEL", "AnswerSet", "Levels", "Program", "Solver"]

NO_MODEL = "the rules contradict themselves here: they have no stable model"
"""Why an image is not solved in which a constraint of the rule files is violated."""


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """What was asked for of an answer set: the tuples of each predicate, as ids.

    >>> "q" in AnswerSet({("p", 1): [(1,), (2,)], ("q", 0): [()]})
    True
    """

    tuples: Mapping[Signature, list[tuple[int, ...]]]

    def __contains__(self, name: str) -> bool:
        """Whether a predicate without arguments is true."""
        return bool(self.tuples.get((name, 0)))


@dataclass(frozen=True, slots=True)
class Program:
    """The part of a program that is the same for every image.

    Attributes:
        rules: The compiled rules of a question, as answer set rules.
        library: The statements of rule files that it needs.
        facts: The fact predicates that an image may have none of.
    """

    rules: tuple[str, ...]
    library: tuple[Statement, ...] = ()
    facts: frozenset[Signature] = frozenset()

    def with_rules(self, *rules: str, facts: Iterable[Signature] = ()) -> Program:
        """Return the program with further rules, which may use further facts."""
        return Program((*self.rules, *rules), self.library, self.facts.union(facts))

    @property
    def defined(self) -> str:
        r"""The directives by which clingo takes a fact that an image has none of for false.

        >>> Program((), (), frozenset({("near", 2), ("class", 2)})).defined
        '#defined class/2.\n#defined near/2.'
        """
        return "\n".join(f"#defined {name}/{arity}." for name, arity in sorted(self.facts))


class Levels(Protocol):
    """A certainty program over one image, asked again and again at other levels."""

    def at(self, level: float) -> AnswerSet:
        """Return the wanted predicates at a level: what has at least that degree.

        An object is `certain` at a level that its score reaches, and `possible` at one that 1
        minus its score does not reach.
        """


class Solver(Protocol):
    """Decides programs over the facts of an image. A value: it is sent to worker processes."""

    @property
    def name(self) -> str:
        """What the command line calls it."""

    def require(self) -> None:
        """Check that it is installed; raises InputError where it is not, saying how to get it."""

    def check(self, statements: Iterable[Statement], library: RuleLibrary) -> None:
        """Check that it can run the statements of rule files.

        Raises:
            InputError: It cannot run one of them, which the fault names.
        """

    def solve(
        self, program: Program, facts: Iterable[str], wanted: Iterable[Signature]
    ) -> AnswerSet:
        """Return the wanted predicates of the one answer set; their arguments are integers.

        Raises:
            NotSolvedError: There is not exactly one answer set, or it cannot be found.
        """

    def levels(
        self,
        program: Program,
        facts: Iterable[str],
        scores: Mapping[int, float],
        domains: Iterable[str],
        wanted: Iterable[Signature],
    ) -> Levels:
        """Return a certainty program to be asked at levels.

        Args:
            program: Rules over `certain`, `possible` or both.
            facts: An image's facts.
            scores: The score of each object.
            domains: Which of the two predicates occur.
            wanted: The predicates to be asked for.
        """

    def search(
        self, question: Question, facts: Iterable[str], number: int
    ) -> list[tuple[int, ...]]:
        """Return some assignments of a true sentence, found without enumerating all of them."""
