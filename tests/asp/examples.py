"""A small harbour, and how to ask it questions."""

from __future__ import annotations

from rune_lp.asp.question import Question, make_question
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import RuleLibrary, load_rule_files
from rune_lp.scenes import Scene

LABELS = ("ship", "harbor", "plane", "small-vehicle")
LIBRARY = load_rule_files()
VOCABULARY = LIBRARY.vocabulary(LABELS)


def box(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """Return the corners of an upright box with its top left corner at x, y."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def harbour(*, gsd: float | None = 0.5) -> Scene:
    """Return two ships beside a harbor, one of them doubtful, a third ship far off, and a car."""
    return Scene.of(
        "P1",
        ["harbor", "ship", "ship", "ship", "small-vehicle"],
        [0.8, 0.9, 0.6, 0.7, 0.3],
        [
            box(100, 100, 100, 20),
            box(110, 130, 40, 10),
            box(160, 130, 40, 10),
            box(900, 900, 40, 10),
            box(300, 100, 10, 5),
        ],
        width=1000,
        height=1000,
        gsd=gsd,
    )


def question(
    fol: str,
    *,
    library: RuleLibrary = LIBRARY,
    min_score: float = 0.5,
    distinct: bool = False,
) -> Question:
    """Return the question of a formula over the classes of the harbour."""
    vocabulary = library.vocabulary(LABELS)
    return make_question(
        parse_query(fol), vocabulary, library, min_score=min_score, distinct=distinct, text=fol
    )
