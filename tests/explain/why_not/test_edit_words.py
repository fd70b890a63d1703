"""Changes in words: what would have to be otherwise, what is now, and what becomes true."""

from __future__ import annotations

import pytest

from rune_lp.asp.question import make_question
from rune_lp.explain.why_not.changes import least_changes
from rune_lp.explain.why_not.edit_words import EditWords
from rune_lp.logic.parse import parse_query
from tests.explain.images import HARBOUR, RULES
from tests.strategies import CLASSES

VOCABULARY = RULES.vocabulary(CLASSES)
TABLE = [
    pytest.param(
        "exists x y. ship(x) & harbor(y) & near(x, y) & score(x) > 0.9",
        [
            (0.23, "if the score of ship 1 were 0.91 (now 0.80)", ["score(1) = 0.91"]),
            (3.1, "with one more harbor near ship 3", ["harbor(new1) & near(3, new1)"]),
        ],
        id="a number",
    ),
    pytest.param(
        "exists x. plane(x)",
        [
            (0.3, "if plane 5 counted (detected at 0.40, below the threshold 0.5)", ["plane(5)"]),
            (3.0, "with one more plane", ["plane(new1)"]),
        ],
        id="a detection below the threshold",
    ),
    pytest.param(
        "forall x. ship(x) -> (exists y. harbor(y) & near(x, y))",
        [
            (1.95, "without ship 3", ["~ship(3)"]),
            (3.1, "with one more harbor near ship 3", ["harbor(new1) & near(3, new1)"]),
            (
                5.77,
                "if ship 3 were ≤ 60.0 px from harbor 0 (now 400.0 px)",
                ["near(3, 0)"],
            ),
        ],
        id="a counterexample",
    ),
    pytest.param(
        "~exists x y. ship(x) & harbor(y) & near(x, y)",
        [
            (
                1.84,
                (
                    "if ship 1 were > 60.0 px from harbor 0 (now 12.4 px) and "
                    "ship 2 were > 60.0 px from harbor 0 (now 10.0 px)"
                ),
                ["~near(1, 0)", "~near(2, 0)"],
            ),
            (1.9, "without harbor 0", ["~harbor(0)"]),
        ],
        id="what is denied",
    ),
    pytest.param(
        "exists x y. ship(x) & harbor(y) & inside(x, y)",
        [
            (
                1.27,
                "if ship 2 were inside harbor 0 (now shared area 0.0 px², it must be ≥ 160.0 px²)",
                ["inside(2, 0)"],
            ),
            (3.1, "with one more ship inside harbor 0", ["ship(new2) & inside(new2, 0)"]),
        ],
        id="outlines apart",
    ),
    pytest.param(
        "count(x: ship(x)) >= 5",
        [(6.0, "with 2 more ships", ["ship(new1)", "ship(new2)"])],
        id="a count",
    ),
    pytest.param(
        "exists x y. ship(x) & plane(y) & distance(x, y) <= 20",
        [
            (
                3.1,
                "with one more plane 20.0 px from ship 2",
                ["plane(new1) & distance(2, new1) = 20.0 px"],
            )
        ],
        id="an added object's distance",
    ),
    pytest.param(
        "exists x. in_convoy(x)",
        [
            (
                2.0,
                "if in_convoy(ship 2) held (a rule, taken as a whole)",
                ["in_convoy(2)"],
            ),
            (
                3.1,
                ("with one more ship for which in_convoy(it) holds (a rule, taken as a whole)"),
                ["ship(new1) & in_convoy(new1)"],
            ),
        ],
        id="a rule that rests on numbers",
    ),
    pytest.param(
        "forall x. vehicle(x) -> exists y. vehicle(y) & x != y & near(x, y)",
        [
            (1.6, "without small vehicle 4", ["~small_vehicle(4)"]),
            (
                3.1,
                "with one more small vehicle near small vehicle 4",
                ["small_vehicle(new1) & near(new1, 4)"],
            ),
        ],
        id="a rule for a superclass",
    ),
    pytest.param("exists x. harbor(x) & ~harbor(x)", [], id="what nothing can change"),
    pytest.param(
        "exists x y. ship(x) & harbor(y) & inside(x, y) & larger(x, y)", [], id="what is excluded"
    ),
]


@pytest.mark.parametrize(("formula", "shown"), TABLE)
def test_the_least_changes_are_told(formula, shown):
    question = make_question(parse_query(formula), VOCABULARY, RULES)
    found = least_changes(question, HARBOUR, RULES, seconds=20)
    words = EditWords(question, found.space)
    assert found.minimal
    told = [
        (one.cost / 100, words.sentence(one), [edit["text"] for edit in words.edits_json(one)])
        for one in found.found
    ]
    assert told == shown
