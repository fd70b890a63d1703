"""Rules that contradict themselves in an image: which constraint is violated, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.facts import Subject, rules_subset
from rune_lp.asp.rules import rule_answer_sets
from rune_lp.explain.rules.derivation import Deriver
from rune_lp.explain.rules.world import World
from rune_lp.explain.why_not.failing import Failing
from rune_lp.explain.words.naming import Naming
from rune_lp.explain.words.wording import Wording
from rune_lp.structure import SceneStructure

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["contradictions"]


def contradictions(question: Question, scene: Scene, library: RuleLibrary) -> list[Failing]:
    """Return the constraints of the rule files that an image violates, each once.

    There are none where the rules have no stable model without them either.

    Args:
        question: What is asked; the rules that it needs have no stable model.
        scene: All detections of the image, those below the threshold included.
        library: The loaded rule files.

    Raises:
        NotSolvedError: clingo cannot run the rules.
    """
    subject = Subject(scene.at_least(question.min_score))
    others = [rule for rule in question.rules if rule.kind != "constraint"]
    subset = rules_subset(library.reach_of(question.rules))
    models = rule_answer_sets(others, subject, subset, question.profile)
    if len(models) != 1:
        return []
    structure = SceneStructure(subject.scene, question.profile)
    wording = Wording(subject, question.vocabulary, question.profile, structure)
    given = [rule.text for rule in question.rules if rule.kind in ("const", "script")]
    naming = Naming(wording, library.sorts)
    deriver = Deriver(World(models[0], given), question.rules, naming, library.place_of)
    found = []
    for rule in question.rules:
        steps = list(deriver.violations(rule)) if rule.kind == "constraint" else []
        if steps:
            because = "; ".join(part.text for part in steps[0].parts)
            place = library.place_of(rule)
            sentence = f"the constraint at {place} is violated: {because}"
            objects = deriver.violators(rule)
            found.append(Failing(" ".join(rule.text.split()), sentence, objects, ()))
    return found
