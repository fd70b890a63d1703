"""The changes that are looked at in one image: those that may help it to match, the least first.

Only what the sentence, or a rule that it needs, speaks of is changed, and only with the sign that
can help. Of the tuples of an object those that miss a relation by the least are taken; what is left
out is known to cost no less than some bound, so that an optimum below it is one of all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.facts import Subject
from rune_lp.explain.why_not.additions import Additions
from rune_lp.explain.why_not.edits import BASE, REMOVAL, RULE, Edit, Space, priced
from rune_lp.explain.why_not.misses import fewest, hits, nearest_misses, sizes_of
from rune_lp.explain.why_not.turning import turns, variables_in
from rune_lp.explain.why_not.wishes import wishes_of
from rune_lp.geometry.joins import product_blocks
from rune_lp.geometry.measures import center_distance, gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.misses import Misses
    from rune_lp.explain.why_not.wishes import Wishes
    from rune_lp.plan.reach import Guards
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["space_of"]

_MOST_PAIRS = 250_000
"""Pairs whose numbers are compared one by one."""

_MOST_BELOW = 100
"""Detections below the threshold that are looked at, for each kind of objects."""

_MOST_BELOW_PAIRED = 30
"""The same where pairs of them are looked at as well."""


def space_of(question: Question, scene: Scene, library: RuleLibrary) -> Space:
    """Return the changes that may help an image to match, and what the others cost at least.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        library: The loaded rule files.

    Raises:
        NotSolvedError: A number depends on a ground sample distance that the image lacks.
    """
    maker = _Maker(question, scene, wishes_of(question, library))
    maker.relations()
    maker.numbers()
    maker.atoms()
    maker.objects()
    additions = Additions(question, maker.wishes, maker.subject, int(scene.ids.max(initial=-1)) + 1)
    best: dict[object, Edit] = {}
    for edit in (*maker.edits, *additions.edits):
        key = (edit.kind, edit.tuples, edit.value, edit.holds)
        if key not in best or edit.cost < best[key].cost:
            best[key] = edit
    return Space(
        maker.subject,
        frozenset(scene.at_least(question.min_score).ids.tolist()),
        tuple(sorted(best.values(), key=lambda one: (one.cost, one.way, one.objects))),
        additions.added,
        additions.defaults,
        math.floor(min(maker.omitted, additions.omitted, 1e9)),
    )


@dataclass
class _Maker:
    question: Question
    scene: Scene
    wishes: Wishes
    edits: list[Edit] = field(default_factory=list)
    omitted: float = math.inf

    def __post_init__(self) -> None:
        scores, threshold = self.scene.scores, self.question.min_score
        taken = scores >= threshold
        everything = Subject(self.scene)
        paired = any(len(domains) > 1 for _, domains in self.wishes.relations)
        most = _MOST_BELOW_PAIRED if paired else _MOST_BELOW
        for classes in self.wishes.more:
            rows = everything.rows(classes)
            rows = rows[scores[rows] < threshold]
            ranked = rows[np.argsort(-scores[rows], kind="stable")]
            taken[ranked[:most]] = True
            if len(ranked) > most:
                self._omit(self._below(float(scores[ranked[most]])))
        self.subject = everything.among(np.flatnonzero(taken))
        self.boxes = self.subject.boxes
        self.ids = self.subject.scene.ids
        number = len(self.ids)
        few = 8 if number <= 500 else 4 if number <= 1000 else 2
        self.few = max([few, *self.wishes.more.values()])

    def _omit(self, cost: float) -> None:
        """Note that a change of such a cost is not looked at."""
        self.omitted = min(self.omitted, cost)

    def _below(self, score: float) -> int:
        threshold = self.question.min_score
        return priced((threshold - score) / threshold)

    def relations(self) -> None:
        """Note the atoms of relations that are nearly true, or that are true and do harm."""
        profile = self.question.profile
        for (name, domains), signs in self.wishes.relations.items():
            rows = [self.subject.rows(classes) for classes in domains]
            if True in signs:
                found = nearest_misses(name, self.boxes, profile, rows, self.few)
                self._atoms(name, found, holds=True)
            if False in signs:
                found = hits(name, self.boxes, profile, rows, 4 * self.few)
                self._atoms(name, found, holds=False)

    def _atoms(self, name: str, found: Misses, *, holds: bool) -> None:
        ids = self.ids[found.rows].tolist()
        self.edits += [
            Edit("relation", name, tuple(objects), priced(miss), holds)
            for objects, miss in zip(ids, found.misses.tolist(), strict=True)
        ]
        if found.omitted < math.inf:
            self._omit(priced(found.omitted))

    def numbers(self) -> None:
        """Note the numbers that nearly make a comparison true, or false where that helps."""
        for compare, guards, wanted in self.wishes.numbers:
            names = variables_in(compare)
            if len(names) > 2:
                self._omit(BASE)
            elif names:
                columns = dict(zip(names, self._columns(names, guards), strict=True))
                for turn in turns(compare, self.boxes, columns, wanted=wanted):
                    kept = fewest(turn.rows, turn.misses, self.few)
                    if not kept.all():
                        self._omit(priced(float(turn.misses[~kept].min())))
                    self.edits += [
                        Edit("number", turn.name, tuple(objects), priced(miss), value=value)
                        for objects, miss, value in zip(
                            self.ids[turn.rows[kept]].tolist(),
                            turn.misses[kept].tolist(),
                            turn.values[kept].tolist(),
                            strict=True,
                        )
                    ]

    def _columns(self, names: Sequence[str], guards: Guards) -> NDArray[np.intp]:
        """Return the rows of the tuples of objects whose numbers are compared, a row for each."""
        domains = [self.subject.rows(guards[name]) for name in names]
        empty = np.empty((0, len(names)), dtype=np.intp)
        if math.prod(map(len, domains)) <= _MOST_PAIRS:
            return np.concatenate([empty, *product_blocks(*domains)]).T
        # Of too many pairs those are looked at whose objects are close to each other.
        self._omit(BASE)
        pairs, (left, right) = [empty], domains
        most = min(self.few + 1, len(right))
        for rows in np.array_split(left, max(1, len(left) // 256)):
            apart = center_distance(self.boxes, rows[:, None], right)
            near = np.argpartition(apart, most - 1, axis=1)[:, :most]
            pairs.append(np.stack([np.repeat(rows, most), right[near.ravel()]], axis=1))
        return np.concatenate(pairs).T

    def atoms(self) -> None:
        """Note what rules say of objects and rest on numbers, to be true as a whole."""
        for name, domains in self.wishes.atoms.items():
            rows = [self.subject.rows(classes) for classes in domains]
            if len(rows) == 1:
                ids = self.ids[rows[0]].tolist()
                self.edits += [Edit("relation", name, (one,), 2 * RULE) for one in ids]
            elif math.prod(map(len, rows)) > _MOST_PAIRS:
                self._omit(2 * RULE)
            else:
                blocks = [np.empty((0, 2), dtype=np.intp), *product_blocks(*rows)]
                pairs = np.concatenate(blocks)
                pairs = pairs[pairs[:, 0] != pairs[:, 1]]
                apart = gap(self.boxes, *pairs.T) / sizes_of(self.boxes, pairs.T)
                kept = fewest(pairs, apart, self.few)
                if not kept.all():
                    self._omit(priced(float(apart[~kept].min()), 2 * RULE))
                ids, far = self.ids[pairs[kept]].tolist(), apart[kept].tolist()
                self.edits += [
                    Edit("relation", name, tuple(objects), priced(miss, 2 * RULE))
                    for objects, miss in zip(ids, far, strict=True)
                ]

    def objects(self) -> None:
        """Note the detections below the threshold, and those that it may help to remove."""
        harmful: set[int] = set()
        for classes in self.wishes.fewer:
            harmful.update(self.subject.rows(classes).tolist())
        scores = self.subject.scene.scores.tolist()
        for row, (object_, score) in enumerate(zip(self.ids.tolist(), scores, strict=True)):
            name = self.subject.predicates[row]
            if score < self.question.min_score:
                self.edits.append(Edit("score", name, (object_,), self._below(score)))
            elif row in harmful:
                self.edits.append(Edit("remove", name, (object_,), priced(score, REMOVAL)))
