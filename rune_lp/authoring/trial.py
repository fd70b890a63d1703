"""Running the tests of rule files: real geometry, real facts, and clingo."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rune_lp.asp.facts import Subject, Subset, facts, joined, rules_subset
from rune_lp.asp.solve import ground
from rune_lp.errors import NotSolvedError
from rune_lp.explain.derivation import Deriver, drawn
from rune_lp.explain.naming import Naming, signature_of
from rune_lp.explain.wording import Wording
from rune_lp.explain.world import World
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS
from rune_lp.plan.reach import NumberNeed, RelationNeed
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.sorts import sorts_of
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clingo import Symbol

    from rune_lp.authoring.cases import Case, Expectation
    from rune_lp.authoring.sketch import Sketch
    from rune_lp.errors import Fault
    from rune_lp.explain.derivation import Step
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.source import Source

__all__ = ["Failure", "Outcome", "try_case"]

PROFILE = Profile()
"""The relations of the tests are those of the default profile."""

FAILED = "R063"
"""The code of a test that fails."""

MODEL_CODES = {"R060": "no stable model", "R061": "several stable models"}
"""The codes that an expected error may be written as, and what the solver's error says then."""

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
    ... %? scene: ship s1..s2 at 9 9 in a row of step 30
    ... %? expect: fleet(s1, s2)
    ... '''
    >>> source = Source("a.lp", text)
    >>> (case,), _ = read_cases(source)
    >>> try_case(source, case, RuleLibrary((read_rule_file(source),))).passed
    True
    """
    unknown = tuple(_unknown(source, case, library))
    if unknown:
        return Outcome(case, unknown)
    run = _Run(source, case, library)
    try:
        atoms = run.solved()
    except NotSolvedError as error:
        return Outcome(case, run.failed(str(error)))
    if case.error is not None:
        message = f"error {case.error!r} is expected, but there is none"
        return Outcome(case, (Failure(source.fault(message, case.span, code=FAILED)),))
    return Outcome(case, tuple(run.missed(atoms)))


def _unknown(source: Source, case: Case, library: RuleLibrary) -> Iterator[Failure]:
    known = library.signatures | FACTS.keys()
    classes = {note.name for note in library.class_notes} | _classes(library)
    for name, span in dict(case.sketch.labels if case.sketch else ()).items():
        if name not in classes:
            near = difflib.get_close_matches(name, sorted(classes), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else None
            yield Failure(source.fault(f"unknown class {name!r}", span, hint, code="R022"))
    for expectation in case.expectations:
        (name, arity) = expectation.patterns[0].signature
        if (name, arity) not in known:
            near = difflib.get_close_matches(name, sorted({name for name, _ in known}), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else None
            message = f"no rule and no fact defines {name}/{arity}"
            yield Failure(source.fault(message, expectation.span, hint, code="R020"))


def _classes(library: RuleLibrary) -> set[str]:
    """Return the classes that rules name."""
    return {
        name
        for statement in library.statements
        for literal in statement.literals()
        if literal.signature == ("class", 2) and isinstance(literal.arguments[1], frozenset)
        for name in literal.arguments[1]
    }


class _Run:
    """One case, its scene and the rules that it needs."""

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

    def solved(self) -> frozenset[Symbol]:
        """Return the atoms of the one answer set.

        Raises:
            NotSolvedError: The rules have no stable model here, or several, or need a number that
                the scene does not have.
        """
        uses = frozenset[tuple[str, int]]().union(*(statement.uses for statement in self.statements))
        missing = sorted(uses - self.library.signatures)
        defined = (f"#defined {name}/{arity}." for name, arity in missing)
        texts = (statement.text for statement in self.statements)
        return only_model([*defined, *texts, *facts(self.subject, self.subset, PROFILE)])

    def failed(self, message: str) -> tuple[Failure, ...]:
        """Return what is wrong with an image that was not solved, if that was not expected."""
        expected = self.case.error
        if expected is not None and (expected in message or expected in _codes(message)):
            return ()
        if expected is not None:
            message = f"error {expected!r} is expected, but: {message}"
        return (Failure(self.source.fault(message, self.case.span, code=FAILED)),)

    def missed(self, atoms: frozenset[Symbol]) -> Iterator[Failure]:
        """Yield what the case expects and did not get."""
        deriver = self._deriver(atoms)
        exact = [each for each in self.case.expectations if each.kind == "exactly"]
        listed = [pattern for each in exact for pattern in each.patterns]
        for expectation in self.case.expectations:
            for pattern in expectation.patterns:
                found = sorted(filter(pattern.matches, atoms))
                if expectation.kind == "forbid":
                    yield from (self._unwanted(atom, expectation, deriver) for atom in found)
                elif not found:
                    step = deriver.why_not(pattern.name, pattern.arguments)
                    message = f"{step.text} is expected, but does not hold"
                    yield self._failure(message, expectation, step)
        for expectation in exact:
            signature = expectation.patterns[0].signature
            if expectation is next(e for e in exact if e.patterns[0].signature == signature):
                for atom in sorted(atoms):
                    same = signature_of(atom) == signature
                    if same and not any(pattern.matches(atom) for pattern in listed):
                        yield self._unwanted(atom, expectation, deriver)

    def _unwanted(self, atom: Symbol, expectation: Expectation, deriver: Deriver) -> Failure:
        step = deriver.why(atom)
        way = "forbidden" if expectation.kind == "forbid" else "not among what is exactly expected"
        text = deriver.naming.atom(signature_of(atom)[0], atom.arguments)
        return self._failure(f"{text} is {way}, but holds", expectation, step)

    def _failure(self, message: str, expectation: Expectation, step: Step) -> Failure:
        fault = self.source.fault(message, expectation.span, code=FAILED)
        return Failure(fault, tuple(drawn(step)))

    def _deriver(self, atoms: frozenset[Symbol]) -> Deriver:
        structure = SceneStructure(self.sketch.scene, PROFILE, MIN_SCORE)
        names = self.sketch.names
        vocabulary = Vocabulary.of(self.sketch.scene.class_names)
        wording = Wording(self.subject, vocabulary, PROFILE, structure, names)
        sorts = sorts_of(self.statements, {})
        constants = [each.text for each in self.statements if each.kind == "const"]
        world = World(atoms, constants)
        return Deriver(world, self.statements, Naming(wording, sorts), self.library.place_of)


def _codes(message: str) -> tuple[str, ...]:
    return tuple(code for code, part in MODEL_CODES.items() if part in message)


def only_model(parts: Iterable[str]) -> frozenset[Symbol]:
    """Return the atoms of a program's one answer set.

    Raises:
        NotSolvedError: There is none, or more than one.
    """
    models: list[frozenset[Symbol]] = []
    control = ground(parts)
    with control.solve(yield_=True) as handle:
        models += (frozenset(model.symbols(atoms=True)) for model in handle)
    if not models:
        raise NotSolvedError("the rules have no stable model here")
    if len(models) > 1:
        differ = sorted(models[0] ^ models[1])
        shown = ", ".join(map(str, differ[:4]))
        raise NotSolvedError(f"the rules have several stable models here: they differ in {shown}")
    return models[0]


def _read(signatures: Iterable[Signature]) -> Subset:
    """Return the facts that a test asks for by itself."""
    wanted = sorted(signature for signature in signatures if signature in FACTS)
    relations = [RelationNeed(name, (None,) * FACTS[name, n]) for name, n in wanted if name in RELATIONS]
    others = [(name, n) for name, n in wanted if name not in RELATIONS]
    numbers = [
        NumberNeed(name, (None,) * FACTS[name, n], None)
        for name, n in others
        if name not in ("object", "class", "center")
    ]
    objects = None if any(name in ("object", "class") for name, _ in others) else frozenset[str]()
    centers = None if ("center", 3) in others else frozenset[str]()
    return Subset(objects, tuple(relations), tuple(numbers), centers)
