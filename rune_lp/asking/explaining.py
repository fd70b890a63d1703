"""One image explained: why it matches or does not, what that hangs on, and what if."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from rune_lp.asp.solver import NO_MODEL
from rune_lp.errors import NotSolvedError
from rune_lp.explain.what_if.hinges import hinges
from rune_lp.explain.what_if.supposing import what_if
from rune_lp.explain.why.report import (
    assignments_json,
    explained,
    headline,
    object_json,
    result_json,
)
from rune_lp.explain.why.telling import as_text
from rune_lp.explain.why_not.contrary import why_not
from rune_lp.explain.why_not.refutation import Refutation, changed, failed_rules, held_and_failing
from rune_lp.logic.printing import to_text
from rune_lp.pool.call import call
from rune_lp.search import ImageResult, results

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.asking.asked import Asked
    from rune_lp.asp.question import Question
    from rune_lp.explain.what_if.supposing import Supposed, WhatIf
    from rune_lp.explain.why.report import Explained
    from rune_lp.explain.why.telling import Length
    from rune_lp.scenes import Scene

__all__ = ["Contrary", "Explanation", "contrary_of", "explanation"]

Found = TypeVar("Found")

_PATIENCE = 5.0
"""Seconds that may be spent on what the answer hangs on, at most."""

_NAMED = 8
"""Detections that text names one by one."""


@dataclass(frozen=True)
class Contrary:
    """Why an image does not match, as far as that was found in time.

    Attributes:
        question: What was asked.
        refuted: The contrary of the question, which holds, with its reasons; or None.
        against: What holds of the question, what fails, and the least changes.
        remarks: What could not be found, and why.
    """

    question: Question
    refuted: Explained | None
    against: Refutation
    remarks: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the value of `why_not`; see docs/schema/search.schema.json."""
        if self.refuted is None:
            told: dict[str, Any] = {"fol": to_text(self.question.plan.query), "assignments": []}
        else:
            told = {
                "fol": to_text(self.refuted.query),
                "assignments": assignments_json(self.refuted),
            }
        return {**told, **self.against.json()}

    def lines(self, length: Length) -> list[str]:
        """Return the lines that tell it to a person."""
        lines = as_text(self.refuted, length) if self.refuted else []
        told = self.against
        if length == "short":
            # One sentence more: of the changes the least.
            told = replace(told, held=None, failing=(), changes=told.changes[:1], minimal=True)
            return [*lines, *(told.lines("") if told.changes else [])]
        return [*lines, *told.lines("\n".join(lines))]


@dataclass(frozen=True)
class Explanation:
    """Everything that is said of one image.

    Attributes:
        one: The outcome, and the assignments with their proofs.
        contrary: Why it does not match, or None if it does.
        hangs_on: The detections without any of which the outcome were another, as JSON has them;
            None where they were not found.
        instead: What would be if something were otherwise, or None if nothing was supposed.
        remarks: What could not be found in time, and why.
    """

    one: Explained
    contrary: Contrary | None
    hangs_on: list[dict[str, Any]] | None
    instead: WhatIf | None
    remarks: tuple[str, ...] = ()

    @property
    def told(self) -> Explained:
        """What is proved of the image: the answer, or else its contrary."""
        return (self.contrary and self.contrary.refuted) or self.one

    def json(self) -> dict[str, Any]:
        """Return the result as `explain --format json` has it, without the question."""
        document = {**result_json(self.one), "why_not": None}
        if self.contrary is not None:
            document["why_not"] = self.contrary.json()
            if self.contrary.refuted is not None:
                document["explanation"] = "; ".join(self.contrary.refuted.sentences)
        document["hangs_on"] = self.hangs_on
        document["what_if"] = self.instead and self.instead.json()
        return document

    def lines(self, length: Length) -> list[str]:
        """Return the lines that tell it to a person."""
        lines = [headline(self.one)]
        lines += self.contrary.lines(length) if self.contrary else as_text(self.one, length)
        if length != "short":
            lines += self._hanging()
        return [*lines, *(self.instead.lines() if self.instead else [])]

    def _hanging(self) -> list[str]:
        if not self.hangs_on:
            return []
        found = self.hangs_on
        names = [f"{one['class']} {one['id']} ({one['score']:.2f})" for one in found[:_NAMED]]
        if len(found) > _NAMED:
            names.append(f"{len(found) - _NAMED:,} more")
        verdict = "no match" if self.one.result.satisfied else "a match"
        word = "it" if len(found) == 1 else "any one of them"
        return [f"     hangs on {', '.join(names)}: without {word}, {verdict}"]


class _Limited:
    """Calls functions under a time limit, and keeps what could not be found."""

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.remarks: list[str] = []

    def __call__(self, what: str, function: Callable[..., Found], *arguments: Any) -> Found | None:
        try:
            return call(function, *arguments, time_limit=self.limit)
        except NotSolvedError as error:
            self.remarks.append(f"{what} could not be found: {error}")
            return None


def explanation(
    asked: Asked,
    scene: Scene,
    number: int,
    *,
    time_limit: float | None = None,
    supposed: Supposed | None = None,
) -> Explanation:
    """Return all that is said of an image.

    Args:
        asked: The question.
        scene: The image, all its detections.
        number: How many assignments or counterexamples there are to be.
        time_limit: Seconds for each part, or None.
        supposed: What is supposed to be otherwise, or None.
    """
    try:
        one = call(_explained, asked, scene, number, time_limit=time_limit)
    except NotSolvedError as error:
        unsolved = ImageResult(scene, None, str(error))
        one = explained(asked.question, unsolved, asked.library, number)
    limited = _Limited(time_limit)
    contrary = contrary_of(asked.question, one, number, time_limit=time_limit)
    instead = None
    if supposed is not None and one.result.answer is not None:
        instead = limited("what if", what_if, asked.question, scene, supposed)
    remarks = (*(contrary.remarks if contrary else ()), *limited.remarks)
    return Explanation(one, contrary, _hanging(asked, one, time_limit), instead, remarks)


def contrary_of(
    question: Question, one: Explained, number: int, *, time_limit: float | None = None
) -> Contrary | None:
    """Return why an image does not match; None if it does, or if that is not known.

    Args:
        question: The question.
        one: Its outcome.
        number: How many counterexamples there are to be.
        time_limit: Seconds for each part, or None.
    """
    scene, found = one.result.scene, one.result.answer
    arguments = (question, scene, question.library)
    limited = _Limited(time_limit)
    if found is None:
        if one.result.failure != NO_MODEL:
            return None
        against = limited("which rules", failed_rules, *arguments) or Refutation(fault="rules")
        return Contrary(question, None, against, tuple(limited.remarks))
    if found.satisfied:
        return None
    refuted = limited("why it does not match", why_not, *arguments, number)
    held = limited("what holds of it", held_and_failing, *arguments) or Refutation()
    least = limited("what would have to change", changed, *arguments) or Refutation()
    against = replace(held, changes=least.changes, minimal=least.minimal)
    return Contrary(question, refuted, against, tuple(limited.remarks))


def _explained(asked: Asked, scene: Scene, number: int) -> Explained:
    (result,) = results(asked.question, [scene], explanations=number, everything=True)
    return explained(asked.question, result, asked.library, number, proved=True)


def _hanging(asked: Asked, one: Explained, limit: float | None) -> list[dict[str, Any]] | None:
    found, scene = one.result.answer, one.result.scene
    if found is None:
        return None
    seconds = _PATIENCE if limit is None else min(limit, _PATIENCE)
    try:
        objects = call(hinges, asked.question, scene, found, time_limit=seconds)
    except NotSolvedError:
        return None
    entries = (object_json(scene, object_) for object_ in objects)
    return [{key: entry[key] for key in ("id", "class", "score")} for entry in entries]
