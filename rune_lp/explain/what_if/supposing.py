"""What if: the answer without some detections, at another threshold, under other parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.asp.answer import answer
from rune_lp.errors import InputError, NotSolvedError, Place
from rune_lp.explain.why.report import object_json
from rune_lp.translate.phrases import listed
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.geometry.profile import Profile
    from rune_lp.scenes import Scene

__all__ = ["Supposed", "WhatIf", "named_objects", "supposed_profile", "what_if"]

COMPARED = 1000
"""Assignments that are compared one by one; of more only the number is told."""

_SHOWN = 5
"""Assignments that text names of those that go, and of those that come."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed to be otherwise.

    Attributes:
        without: The ids of detections that are not there.
        min_score: Another score threshold, or None.
        profile: Other parameters of the relations, or None.
    """

    without: tuple[int, ...] = ()
    min_score: float | None = None
    profile: Profile | None = None

    def question(self, question: Question) -> Question:
        """Return a question as it is asked then: its programs are the same."""
        score = question.min_score if self.min_score is None else self.min_score
        return replace(question, min_score=score, profile=self.profile or question.profile)

    def scene(self, scene: Scene) -> Scene:
        """Return a scene as it is then."""
        return scene.rows(np.flatnonzero(~np.isin(scene.ids, self.without)))


@dataclass(frozen=True)
class WhatIf:
    """An answer as it is, and as it would be.

    Attributes:
        scene: The image as it is.
        supposed: What is supposed.
        question: What was asked, as it was.
        before: The answer as it is.
        after: As it would be; None if the image is not solved then.
        failure: Why it is not, or None.
        goes: The assignments that are no longer; None where there are too many to compare.
        comes: Those that are new; None likewise.
    """

    scene: Scene
    supposed: Supposed
    question: Question
    before: Answer
    after: Answer | None
    failure: str | None
    goes: tuple[tuple[int, ...], ...] | None
    comes: tuple[tuple[int, ...], ...] | None

    def json(self) -> dict[str, Any]:
        """Return it as JSON has it; see docs/schema/search.schema.json."""
        asked = self.supposed.question(self.question)
        return {
            "without": list(self.supposed.without),
            "min_score": asked.min_score,
            "profile": _differing(self.question.profile, asked.profile),
            "before": _answer_json(self.before),
            "after": None if self.after is None else _answer_json(self.after),
            "error": self.failure,
            "goes": self._bindings(self.goes),
            "comes": self._bindings(self.comes),
        }

    def _bindings(self, found: tuple[tuple[int, ...], ...] | None) -> list[dict[str, Any]] | None:
        if found is None:
            return None
        names = self.question.plan.witnesses
        return [
            {name: object_json(self.scene, one) for name, one in zip(names, objects, strict=True)}
            for objects in found
        ]

    def lines(self) -> list[str]:
        """Return the lines that tell it to a person."""
        head = f"     what if {self._told()}"
        if self.after is None:
            return [f"{head}: not solved: {self.failure}"]
        was, now = self.before.satisfied, self.after.satisfied
        verdict = {
            (True, True): "still a match",
            (True, False): "no longer a match",
            (False, True): "a match then",
            (False, False): "still no match",
        }[was, now]
        scores = f"score {self.before.degree:.4f} → {self.after.degree:.4f}"
        lines = [f"{head}: {verdict} ({scores}, {self._counts(self.after)})"]
        for word, found in (("goes", self.goes), ("comes", self.comes)):
            if found and self.question.plan.witnesses:
                lines += [f"       {word}: {self._named(one)}" for one in found[:_SHOWN]]
                if len(found) > _SHOWN:
                    lines.append(f"       {word}: {len(found) - _SHOWN:,} more")
        return lines

    def _told(self) -> str:
        asked = self.supposed.question(self.question)
        told = [f"{self._called(one)} were not there" for one in self.supposed.without]
        if asked.min_score != self.question.min_score:
            told.append(f"the threshold were {asked.min_score:g}")
        changed = _differing(self.question.profile, asked.profile)
        told += [f"{name} were {value:g}" for name, value in changed.items()]
        return listed(told or ["nothing were otherwise"])

    def _counts(self, after: Answer) -> str:
        def count(one: Answer) -> str:
            return f"{'' if one.exact else 'at least '}{one.count:,}"

        return f"assignments {count(self.before)} → {count(after)}"

    def _named(self, objects: tuple[int, ...]) -> str:
        pairs = zip(self.question.plan.witnesses, objects, strict=True)
        return ", ".join(f"{name} = {self._called(one)}" for name, one in pairs)

    def _called(self, object_: int) -> str:
        entry = object_json(self.scene, object_)
        name = predicate_name(entry["class"]).replace("_", " ")
        return f"{name} {object_} ({entry['score']:.2f})"


def what_if(question: Question, scene: Scene, supposed: Supposed) -> WhatIf:
    """Return what would be the answer of an image if something were otherwise.

    Nothing is read or planned anew: the same programs are solved over the facts as they are then.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        supposed: What is supposed to be otherwise.

    Raises:
        NotSolvedError: The image is not solved as it is.
    """
    before = answer(question, scene, explanations=COMPARED)
    try:
        after = answer(supposed.question(question), supposed.scene(scene), explanations=COMPARED)
    except NotSolvedError as error:
        return WhatIf(scene, supposed, question, before, None, str(error), None, None)
    old, new = _assignments(before), _assignments(after)
    if old is None or new is None:
        return WhatIf(scene, supposed, question, before, after, None, None, None)
    goes = tuple(one for one in old if one not in new)
    comes = tuple(one for one in new if one not in old)
    return WhatIf(scene, supposed, question, before, after, None, goes, comes)


def _assignments(found: Answer) -> dict[tuple[int, ...], None] | None:
    """Return all assignments of an answer, best first; None where some are not known."""
    known = dict.fromkeys(one.objects for one in found.assignments)
    return known if found.exact and found.count == len(known) else None


def named_objects(references: Iterable[str], scene: Scene, question: Question) -> tuple[int, ...]:
    """Return the ids that references such as `ship:7` or `12` name.

    Raises:
        InputError: There is no such object at the threshold, or it is of another class.
    """
    found = dict.fromkeys(_named(one.strip(), scene, question) for one in references)
    return tuple(found)


def _named(reference: str, scene: Scene, question: Question) -> int:
    label, _, number = reference.rpartition(":")
    if not number.isdecimal():
        message = f"{reference!r} names no object"
        raise InputError.of(message, hint="give its id, as in --without 7 or --without ship:7")
    object_ = int(number)
    row = int(scene.ids.searchsorted(object_))
    if row == len(scene) or scene.ids[row] != object_:
        hint = (
            f"its ids are {scene.ids.min()} to {scene.ids.max()}" if len(scene) else "it is empty"
        )
        raise InputError.of(f"has no object {object_}", Place(scene.image), hint=hint)
    own = scene.class_names[scene.class_index[row]]
    if label:
        entry = question.vocabulary.predicate(label)
        if (entry.name if entry else predicate_name(label)) != predicate_name(own):
            hint = f"it is a {own}: write {own}:{object_}"
            raise InputError.of(f"object {object_} is no {label}", Place(scene.image), hint=hint)
    score = float(scene.scores[row])
    if score < question.min_score:
        message = f"object {object_} is not there: its score is {score:.2f}"
        hint = f"the threshold is {question.min_score:g}; lower it with --min-score"
        raise InputError.of(message, Place(scene.image), hint=hint)
    return object_


def supposed_profile(settings: Iterable[str], profile: Profile) -> Profile:
    """Return a profile with settings such as `near_factor=1.5` or `near.factor=1.5` made.

    Raises:
        InputError: A setting is of no parameter, or of what is no number in its range.

    >>> from rune_lp.geometry.profile import Profile
    >>> supposed_profile(["near.factor=1.5"], Profile()).near_factor
    1.5
    """
    for setting in settings:
        name, equals, value = setting.partition("=")
        try:
            number = float(value)
        except ValueError:
            hint = "write --set near_factor=1.5, for example"
            raise InputError.of(f"{setting!r} sets nothing", hint=hint) from None
        if not equals:
            raise InputError.of(f"{setting!r} sets nothing")
        profile = profile.with_setting(name.strip().replace(".", "_").replace("-", "_"), number)
    return profile


def _differing(one: Profile, other: Profile) -> dict[str, float]:
    names = one.__dataclass_fields__
    return {
        name: getattr(other, name) for name in names if getattr(one, name) != getattr(other, name)
    }


def _answer_json(found: Answer) -> dict[str, Any]:
    return {
        "satisfied": found.satisfied,
        "score": round(found.degree, 4),
        "assignment_count": found.count,
        "assignment_count_exact": found.exact,
    }
