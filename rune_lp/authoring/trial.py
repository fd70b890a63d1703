"""Running one test of a rule file: real geometry, real facts, and clingo."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from clingo import SymbolType

from rune_lp.asp.facts import Subject, Subset, joined, rules_subset
from rune_lp.asp.rules import rule_answer_sets
from rune_lp.errors import NotSolvedError
from rune_lp.explain.rules.derivation import Deriver
from rune_lp.explain.rules.steps import Step, drawn
from rune_lp.explain.rules.world import World, signature_of
from rune_lp.explain.words.naming import Naming
from rune_lp.explain.words.wording import Wording
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS
from rune_lp.plan.reach import NumberNeed, RelationNeed
from rune_lp.rulefiles.facts import FACTS
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clingo import Symbol

    from rune_lp.authoring.atoms import Expectation
    from rune_lp.authoring.cases import Case
    from rune_lp.authoring.sketch import Sketch
    from rune_lp.errors import Fault
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.source import Source
    from rune_lp.rulefiles.statements import Statement

__all__ = ["FAILED", "Failure", "Outcome", "try_case", "undecided"]

FAILED, NO_MODEL, SEVERAL_MODELS, UNSOLVED = "R043", "R041", "R042", "R044"
"""The codes of a test that fails, and of scenes that the rules do not decide."""

PROFILE = Profile()
"""The relations of the tests are those of the default profile."""

MIN_SCORE = 0.5
"""The threshold of the tests, which is the default of all questions."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a test expected and did not get: the fault, and lines that say why."""

    fault: Fault
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test: nothing to say, if it passed."""

    case: Case
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def try_case(source: Source, case: Case, library: RuleLibrary) -> Outcome:
    """Return what comes of a test that has a scene.

    Args:
        source: The file that the test stands in.
        case: The test.
        library: The rules, those of the file among them.

    >>> from rune_lp.authoring.cases import read_cases
    >>> from rune_lp.rulefiles.rulefile import read_rule_file
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.rulefiles.source import Source
    >>> text = '''fleet(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).
    ... %? scene: ship s1..s2 at 9 9 in a row step 30
    ... %? expect: fleet(s1, s2)
    ... '''
    >>> source = Source("a.lp", text)
    >>> (case,), _ = read_cases(source)
    >>> try_case(source, case, RuleLibrary((read_rule_file(source),))).passed
    True
    """
    unknown = tuple(map(Failure, _unknown(source, case, library)))
    return Outcome(case, unknown or tuple(_Trial(source, case, library).failures()))


def undecided(source: Source, case: Case, library: RuleLibrary) -> Fault | None:
    """Return the fault of a scene that is not solved under all rules of its file, or None."""
    every = replace(case, expectations=(), error=None)
    trial = _Trial(source, every, library)
    return next((failure.fault for failure in trial.failures()), None)


def _unknown(source: Source, case: Case, library: RuleLibrary) -> Iterator[Fault]:
    """Yield the classes, predicates and objects that a test names and nothing knows."""
    sketch = cast("Sketch", case.sketch)
    constants = {name for each in library.statements for name in each.constants}
    classes = {note.name for note in library.class_notes} | constants
    for name, span in dict(sketch.labels).items():
        if name not in classes:
            hint = _meant(name, classes)
            yield source.fault(f"unknown class {name!r}", span, hint, code="R012")
    known = {name for name, _ in library.signatures | FACTS.keys()}
    for expectation in case.expectations:
        name, arity = expectation.patterns[0].signature
        if (name, arity) not in library.signatures | FACTS.keys():
            message = f"no rule and no fact defines {name}/{arity}"
            yield source.fault(message, expectation.span, _meant(name, known), code="R010")
        for argument in {value for each in expectation.patterns for value in each.arguments}:
            if argument is None or argument.type != SymbolType.Function or argument.arguments:
                continue
            if argument.name not in classes:
                message = f"there is no object {argument} in this scene"
                hint = f"it has {', '.join(sketch.ids)}" if sketch.ids else "it is empty"
                yield source.fault(message, expectation.span, hint, code="R040")


def _meant(name: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name, sorted(known), n=3)
    return f"did you mean {' or '.join(near)}?" if near else None


class _Trial:
    """A test with its scene's facts and the rules that it needs."""

    def __init__(self, source: Source, case: Case, library: RuleLibrary) -> None:
        self.source = source
        self.case = case
        self.library = library
        self.sketch = cast("Sketch", case.sketch)
        self.subject = Subject(self.sketch.scene.at_least(MIN_SCORE))
        named = {pattern.signature for each in case.expectations for pattern in each.patterns}
        own = next((file for file in library.files if file.source == source), None)
        self.statements = library.closure_of(named if named or own is None else own.defines)
        self.subset = joined(rules_subset(library.reach_of(self.statements)), _read(named))
        structure = SceneStructure(self.sketch.scene, PROFILE, MIN_SCORE)
        vocabulary = Vocabulary.of(self.sketch.scene.class_names)
        wording = Wording(self.subject, vocabulary, PROFILE, structure, self.sketch.names)
        self.naming = Naming(wording, library.sorts)

    def failures(self) -> Iterator[Failure]:
        """Yield what the test expects and does not get."""
        try:
            models = self._models(self.statements)
        except NotSolvedError as error:
            yield from self._unsolved(str(error), UNSOLVED, ())
            return
        if not models:
            message = "the rules have no stable model here"
            yield from self._unsolved(message, NO_MODEL, tuple(self._contradictions()))
        elif len(models) > 1:
            differ = sorted(models[0] ^ models[1])
            lines = tuple(f"{self._written(atom)} is in one of them only" for atom in differ[:5])
            message = "the rules have several stable models here"
            yield from self._unsolved(message, SEVERAL_MODELS, lines)
        elif self.case.error is not None:
            message = f"the error {self.case.error!r} is expected, but there is none"
            yield Failure(self.source.fault(message, self.case.span, code=FAILED))
        else:
            yield from self._missed(models[0])

    def _models(self, statements: Iterable[Statement]) -> list[frozenset[Symbol]]:
        """Return the first two answer sets.

        Raises:
            NotSolvedError: A number is asked for that the scene does not have, or clingo objects.
        """
        return rule_answer_sets(tuple(statements), self.subject, self.subset, PROFILE)

    def _unsolved(self, message: str, code: str, why: tuple[str, ...]) -> Iterator[Failure]:
        expected = self.case.error
        if expected is not None and (expected == code or expected in message):
            return
        if expected is not None:
            message = f"the error {expected!r} is expected, but {message}"
        fault = self.source.fault(message, self.case.span, code=code)
        yield Failure(fault, why)

    def _contradictions(self) -> Iterator[str]:
        """Yield the constraints that rule out the one answer set that there would be."""
        others = [each for each in self.statements if each.kind != "constraint"]
        models = self._models(others)
        if len(models) != 1:
            yield "without its constraints, too, the program has not one stable model"
            return
        deriver = self._deriver(models[0])
        for constraint in self.statements:
            if constraint.kind == "constraint":
                for step in deriver.violations(constraint):
                    yield from drawn(step)

    def _missed(self, atoms: frozenset[Symbol]) -> Iterator[Failure]:
        deriver = self._deriver(atoms)
        for expectation in self.case.expectations:
            for pattern in expectation.patterns:
                found = sorted(filter(pattern.matches, atoms))
                if expectation.kind == "forbid":
                    yield from (self._unwanted(atom, expectation, deriver) for atom in found)
                elif not found:
                    step = deriver.why_not(pattern.name, pattern.arguments)
                    written = self.naming.atom(pattern.name, pattern.arguments)
                    yield self._failure(
                        f"{written} is expected, but does not hold", expectation, step
                    )
        for expectation, atom in self._surplus(atoms):
            yield self._unwanted(atom, expectation, deriver)

    def _surplus(self, atoms: frozenset[Symbol]) -> Iterator[tuple[Expectation, Symbol]]:
        """Yield the atoms that hold beside those that are exactly expected of their predicate."""
        exact = [each for each in self.case.expectations if each.kind == "exactly"]
        listed = [pattern for each in exact for pattern in each.patterns]
        first = {each.patterns[0].signature: each for each in reversed(exact)}
        for atom in sorted(atoms):
            expectation = first.get(signature_of(atom))
            if expectation and not any(pattern.matches(atom) for pattern in listed):
                yield expectation, atom

    def _unwanted(self, atom: Symbol, expectation: Expectation, deriver: Deriver) -> Failure:
        way = "forbidden" if expectation.kind == "forbid" else "not exactly what is expected"
        message = f"{self._written(atom)} holds, but is {way}"
        return self._failure(message, expectation, deriver.why(atom))

    def _failure(self, message: str, expectation: Expectation, step: Step) -> Failure:
        fault = self.source.fault(message, expectation.span, code=FAILED)
        return Failure(fault, tuple(drawn(step)))

    def _written(self, atom: Symbol) -> str:
        return self.naming.atom(signature_of(atom)[0], atom.arguments)

    def _deriver(self, atoms: frozenset[Symbol]) -> Deriver:
        given = [each.text for each in self.statements if each.kind in ("const", "script")]
        world = World(atoms, given)
        return Deriver(world, self.statements, self.naming, self.library.place_of)


def _read(signatures: Iterable[Signature]) -> Subset:
    """Return the facts that a test asks for by itself."""
    asked = {(name, arity) for name, arity in signatures if (name, arity) in FACTS}
    domains = {name: (None,) * FACTS[name, arity] for name, arity in sorted(asked)}
    everywhere = None if {"object", "class"} & domains.keys() else frozenset[str]()
    return Subset(
        everywhere,
        tuple(RelationNeed(name, each) for name, each in domains.items() if name in RELATIONS),
        tuple(
            NumberNeed(name, each, None)
            for name, each in domains.items()
            if name not in RELATIONS and name not in ("object", "class", "center")
        ),
        None if "center" in domains else frozenset[str](),
    )
