"""clingo: a program's text in, its one answer set out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clingo import Control
from clingo.script import enable_python

from rune_lp.asp.program import BIND, CONJUNCT
from rune_lp.asp.solver import NO_MODEL, AnswerSet, Program
from rune_lp.errors import InputError, NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clingo import MessageCode, Symbol

    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import Statement

__all__ = ["CLINGO", "Clingo", "Levels", "answer_sets", "ground", "program_texts", "solve"]

_NO_PYTHON = "python support not available"
"""What clingo says of a script in Python before that is enabled."""


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
    shows = (f"#show {name}/{arity}. #defined {name}/{arity}." for name, arity in shown)
    text = "\n".join([*parts, *shows])
    control, messages = _grounded(text, options)
    if any(_NO_PYTHON in message for message in messages):
        # Only a rule file whose scripts its user allowed brings one this far.
        enable_python()
        control, messages = _grounded(text, options)
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


def _grounded(text: str, options: Sequence[str]) -> tuple[Control, list[str]]:
    """Return a control with a program grounded, and what clingo complains of."""
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    control = Control(list(options), logger=log)
    try:
        control.add("base", [], text)
        control.ground([("base", [])])
    except RuntimeError as error:
        messages.append(str(error))
    return control, messages


def solve(parts: Iterable[str], wanted: Iterable[Signature]) -> AnswerSet:
    """Return the wanted predicates of the one answer set of a program.

    Args:
        parts: Texts of rules and facts; what else they show has integers for arguments, too.
        wanted: Predicates, by name and number of arguments; their arguments are integers.

    Raises:
        NotSolvedError: if there is no answer set, or more than one: then the rules decide
            nothing about the image, and neither is a non-match.

    >>> solve(["p(1..2).", "q :- p(2)."], {("p", 1), ("q", 0)}).tuples
    {('p', 1): [(1,), (2,)], ('q', 0): [()]}
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
    return NotSolvedError(NO_MODEL)


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


@dataclass(frozen=True, slots=True)
class Clingo:
    """clingo, in this process."""

    name: str = field(default="clingo", init=False)

    def require(self) -> None:
        """Do nothing: clingo is part of what is needed."""

    def check(self, statements: Iterable[Statement], library: RuleLibrary) -> None:
        """Check that the statements are clingo's; raises InputError for one of Prolog's."""
        for statement in statements:
            if statement.kind == "clause":
                file = library.file_of(statement)
                message = "clingo cannot run a rule that is written in Prolog"
                hint = "ask with --solver prolog"
                raise InputError(file.source.fault(message, statement.span, hint))

    def solve(
        self, program: Program, facts: Iterable[str], wanted: Iterable[Signature]
    ) -> AnswerSet:
        """Return the wanted predicates of the one answer set."""
        return solve([*program_texts(program), *facts], wanted)

    def levels(
        self,
        program: Program,
        facts: Iterable[str],
        scores: Mapping[int, float],
        domains: Iterable[str],
        wanted: Iterable[Signature],
    ) -> Levels:
        """Return the program grounded, with the domains as external atoms."""
        externals = (f"#external {name}(X) : object(X)." for name in domains)
        return Levels([*program_texts(program), *externals, *facts], scores, wanted)

    def search(
        self, question: Question, facts: Iterable[str], number: int
    ) -> list[tuple[int, ...]]:
        """Return some assignments of a true sentence, found by clingo's search."""
        matrix, plan = question.matrix, question.plan
        choices = []
        for place, name in enumerate(plan.witnesses):
            classes = plan.guards[name]
            domain = "object(X)" if classes is None else f"class(X, ({'; '.join(sorted(classes))}))"
            choices.append(f"{{ {BIND}({place}, X) : {domain} }} = 1.")
        constraints = [f":- not {CONJUNCT}({index})." for index in range(len(plan.matrix))]
        program = question.program(*matrix.rules, *matrix.conjuncts, *choices, *constraints)
        control = ground([*program_texts(program), *facts])
        control.configuration.solve.models = number  # type: ignore[union-attr]
        found: list[tuple[int, ...]] = []
        with control.solve(yield_=True) as handle:
            for model in handle:
                bound = {
                    symbol.arguments[0].number: symbol.arguments[1].number
                    for symbol in model.symbols(atoms=True)
                    if symbol.match(BIND, 2)
                }
                found.append(tuple(bound[place] for place in range(len(plan.witnesses))))
        return sorted(found)


CLINGO = Clingo()


def program_texts(program: Program) -> Iterator[str]:
    """Yield the texts of a program's directives, rule files' statements, and rules."""
    yield program.defined
    yield from (statement.text for statement in program.library)
    yield from program.rules
