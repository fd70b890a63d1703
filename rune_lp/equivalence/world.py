"""The world in which formulas are compared: what names mean, and which images there can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.asp.facts import Subject, facts, subset_of
from rune_lp.asp.solve import solve
from rune_lp.errors import NotSolvedError
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import atoms
from rune_lp.plan.reach import Reach, RelationNeed
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.logic.syntax import Formula
    from rune_lp.scenes import Scene
    from rune_lp.vocabulary import Vocabulary

__all__ = ["World"]

_LOGICAL = frozenset({"object", "class", *RELATIONS})
"""The facts that the theory of structures speaks of."""


@dataclass(frozen=True)
class World:
    """What is fixed when formulas are compared.

    Attributes:
        vocabulary: What names mean, and which classes there are.
        library: The loaded rule files.
        profile: The parameters of the relations.
        min_score: The threshold: no object's score is lower.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> World(Vocabulary.of(["small-vehicle", "ship"])).labels
    {'ship': 'ship', 'small_vehicle': 'small-vehicle'}
    """

    vocabulary: Vocabulary
    library: RuleLibrary = field(default_factory=lambda: RuleLibrary(()))
    profile: Profile = field(default_factory=Profile)
    min_score: float = 0.5

    @property
    def labels(self) -> dict[str, str]:
        """A label of each class that objects can have, the classes that rules hide included."""
        labelled = [
            entry.labels[0] for entry in self.vocabulary.predicates.values() if entry.labels
        ]
        return {predicate_name(label): label for label in labelled}

    def rules_in(self, formula: Formula) -> list[str]:
        """Return the rule-defined predicates of a formula, sorted."""
        names = {atom.predicate for atom in atoms(formula)}
        return sorted(n for n in names if self.vocabulary.predicates[n].kind == "rule")

    def is_logical(self, rule: str) -> bool:
        """Return whether a rule-defined predicate rests on classes and relations alone."""
        closure = self.library.closure([rule])
        used = {name for statement in closure for name, _ in statement.uses}
        defined = {name for name, _ in self.library.signatures}
        known = all(statement.kind not in ("script", "clause") for statement in closure)
        return bool(closure) and known and used <= _LOGICAL | defined

    def kinds(self, formula: Formula, number: int) -> list[str]:
        """Return classes enough to tell apart what a formula can tell apart.

        Of the classes that neither the formula nor its rules tell apart, one or a few stand for
        all.

        Args:
            formula: The formula.
            number: How many classes of one sort objects can have at once: 1 unless something
                speaks of classes being the same.
        """
        named = {atom.predicate for atom in atoms(formula)}
        superclasses = []
        generic = "same_class" in named
        for rule in self.rules_in(formula):
            found = self.library.superclass(rule)
            if found is not None:
                superclasses.append(found)
                continue
            reached = self.library.reach([(rule, (None,) * self._arity(rule))]).classes
            named |= reached or frozenset()
            generic = True
        groups: dict[tuple[object, ...], list[str]] = {}
        for name in sorted(self.labels):
            sort = (name,) if name in named else tuple(name in found for found in superclasses)
            groups.setdefault(sort, []).append(name)
        kept = max(1, number) if generic else 1
        return [name for group in groups.values() for name in group[:kept]] or ["other"]

    def structure(self, scene: Scene, rules: Iterable[str]) -> SceneStructure:
        """Return a scene as a structure that the reference evaluator can ask.

        Args:
            scene: The scene.
            rules: The rule-defined predicates that it will be asked about.

        Raises:
            NotSolvedError: The rules say nothing definite of the scene.
        """
        kept = scene.at_least(self.min_score)
        wanted = sorted(rules)
        extensions = {}
        if wanted:
            lines = self._program(kept, wanted)
            keys = [(name, self._arity(name)) for name in wanted]
            found = solve(lines, keys)
            extensions = {key[0]: frozenset(found.tuples[key]) for key in keys}
        return SceneStructure(kept, self.profile, 0.0, extensions)

    def _arity(self, rule: str) -> int:
        return self.vocabulary.predicates[rule].arity

    def _program(self, scene: Scene, rules: list[str]) -> Iterator[str]:
        closure = self.library.closure(rules)
        if any(statement.kind == "clause" for statement in closure):
            raise NotSolvedError("a rule is written in Prolog")
        uses = {signature for statement in closure for signature in statement.uses}
        for name, arity in sorted(uses - self.library.signatures):
            yield f"#defined {name}/{arity}."
        yield from (statement.text for statement in closure)
        calls = frozenset(RelationNeed(rule, (None,) * self._arity(rule)) for rule in rules)
        reach = Reach(frozenset(), frozenset(), frozenset(), calls)
        yield from facts(Subject(scene), subset_of(reach, self.library), self.profile)
