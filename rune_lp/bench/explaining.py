"""What explanations cost: the ten best assignments of one image of many objects, with reasons."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.asp.question import make_question
from rune_lp.bench.worker import alone
from rune_lp.catalog import Catalog
from rune_lp.explain.why.report import explained, result_json
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.search import Here, Search, judged, results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rune_lp.asp.question import Question
    from rune_lp.bench.cases import Case
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["NUMBER", "ExplanationCost", "explanation_costs"]

NUMBER = 10
"""Explanations that an image is asked for."""


@dataclass(frozen=True, slots=True)
class ExplanationCost:
    """Seconds on one core, from the image's detections on.

    Attributes:
        case: The question's name.
        image: The first image of which it is true.
        objects: How many detections the image has, at whatever score.
        explanations: How many assignments were explained: `NUMBER`, or all that there are.
        answer: For clingo to find the best assignments, count all and give them their degrees.
        reasons: For the reasons of these, in words and as JSON.
    """

    case: str
    image: str
    objects: int
    explanations: int
    answer: float
    reasons: float


def explanation_costs(data: Path, cases: Sequence[Case], repeats: int = 3) -> list[ExplanationCost]:
    """Return what explanations cost, measured in a process of its own.

    Cases that are true of no image are left out.

    Args:
        data: The data set's place (see `rune_lp.bench.data`).
        cases: The questions.
        repeats: How often each is timed; the medians count.
    """
    return alone(_costs, data, tuple(cases), repeats)


def _costs(data: Path, cases: Sequence[Case], repeats: int) -> list[ExplanationCost]:
    catalog, library = Catalog.open(data / "catalog"), load_rule_files(())
    costs = []
    for case in cases:
        vocabulary = library.vocabulary(catalog.labels)
        question = make_question(parse_query(case.fol), vocabulary, library)
        found = judged(Here(Search(question, library), catalog))
        matches = sorted(verdict.image for verdict in found if verdict.satisfied)
        if matches:
            scene = catalog.scene(matches[0])
            costs.append(_cost(case, question, library, scene, repeats))
    return costs


def _cost(
    case: Case, question: Question, library: RuleLibrary, scene: Scene, repeats: int
) -> ExplanationCost:
    answers, reasons = [], []
    for _ in range(repeats + 1):
        begun = time.perf_counter()
        (result,) = results(question, [scene], explanations=NUMBER)
        answered = time.perf_counter()
        entry = result_json(explained(question, result, library, NUMBER))
        reasons.append(time.perf_counter() - answered)
        answers.append(answered - begun)
    # The first time is for what libraries load late.
    return ExplanationCost(
        case.name,
        scene.image,
        len(scene),
        len(entry["assignments"]),
        statistics.median(answers[1:]),
        statistics.median(reasons[1:]),
    )
