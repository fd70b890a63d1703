"""One image explained: why it matches, or why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rune_lp.explain.report import assignments_json, explained, result_json
from rune_lp.explain.why_not import why_not
from rune_lp.logic.printing import to_text
from rune_lp.search import results

if TYPE_CHECKING:
    from rune_lp.asking.asked import Asked
    from rune_lp.explain.report import Explained
    from rune_lp.scenes import Scene

__all__ = ["explanation", "refutation_json"]


def explanation(asked: Asked, scene: Scene, number: int) -> dict[str, Any]:
    """Return an image's result with `why_not`, as `explain --format json` has it.

    Args:
        asked: The question.
        scene: The image, all its detections.
        number: How many assignments or counterexamples there are to be.
    """
    question, library = asked.question, asked.library
    (result,) = results(question, [scene], explanations=number, everything=True)
    one = explained(question, result, library, number, proved=True)
    document = {**result_json(one), "why_not": None}
    if result.satisfied is False:
        refuted = why_not(question, scene, library, number)
        document["why_not"] = refutation_json(refuted)
        document["explanation"] = "; ".join(refuted.sentences)
    return document


def refutation_json(refuted: Explained) -> dict[str, Any]:
    """Return why an image does not match, as the JSON forms have it."""
    return {"fol": to_text(refuted.query), "assignments": assignments_json(refuted)}
