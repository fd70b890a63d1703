"""A small image, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from rune_lp.asp.answer import Answer, answer
from rune_lp.asp.question import Question, make_question
from rune_lp.explain.why.reasons import Explainer, Reason
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import RuleLibrary, load_rule_files
from rune_lp.scenes import Scene

RULES = load_rule_files(())
"""The shipped rule files: `vehicle` and the other superclasses."""

CLASSES = ("ship", "harbor", "small-vehicle", "plane", "船")


def scene(
    *objects: tuple[str, float, float, float, float, float], gsd: float | None = None
) -> Scene:
    """An image of 1000 x 1000 px with upright boxes: label, score, left, top, width, height."""
    corners = [
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        for *_, x, y, width, height in objects
    ]
    labels = [label for label, *_ in objects]
    scores = [score for _, score, *_ in objects]
    return Scene.of("P1", labels, scores, corners, width=1000, height=1000, gsd=gsd)


HARBOUR = scene(
    ("harbor", 0.9, 100, 100, 100, 40),
    ("ship", 0.8, 212.4, 100, 20, 10),  # 12.4 px right of the harbour
    ("ship", 0.7, 70, 100, 20, 10),  # 10.0 px left of it
    ("ship", 0.95, 600, 100, 20, 10),  # 400.0 px right of it
    ("small-vehicle", 0.6, 600, 500, 10, 5),
    ("plane", 0.4, 700, 700, 30, 30),
    ("船", 0.55, 900, 900, 10, 10),
    gsd=0.5,
)


@dataclass(frozen=True)
class Asked:
    question: Question
    answer: Answer
    reasons: tuple[Reason, ...]

    @property
    def told(self) -> list[str]:
        return [reason.sentence for reason in self.reasons if reason.told]

    @property
    def because(self) -> list[str]:
        return [reason.text for reason in self.reasons]


def ask(formula: str, image: Scene = HARBOUR, rules: RuleLibrary = RULES) -> Asked:
    """Ask a formula that is true of an image for the reasons of its best assignment."""
    question = make_question(parse_query(formula), rules.vocabulary(CLASSES), rules)
    found = answer(question, image, explanations=1)
    assert found.satisfied
    explainer = Explainer(question, found, rules, image)
    return Asked(question, found, explainer.reasons(found.assignments[0]))
