"""The difference of two readings in a sentence."""

from __future__ import annotations

import pytest

from rune_lp.equivalence.compare import compare
from rune_lp.equivalence.verdict import Different
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.scenes import Scene
from rune_lp.translate.difference import difference
from tests.translate.proposers import WORLD


def query(text):
    return check(parse_query(text), WORLD.vocabulary)


def box(x, y, width=20, height=10):
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def scene(*objects):
    labels, corners = [label for label, _ in objects], [corners for _, corners in objects]
    return Scene.of("P1", labels, [0.9] * len(labels), corners, width=900, height=900, gsd=0.5)


PAIR = scene(("ship", box(0, 0)), ("harbor", box(25, 0)))
FLEET = scene(*(("ship", box(30 * x, 0)) for x in range(3)))


@pytest.mark.parametrize(
    ("formula", "image", "sentence"),
    [
        pytest.param(
            "exists x. ship(x)",
            scene(),
            "of an image with no objects, one is true and two is not",
            id="nothing",
        ),
        pytest.param(
            "exists x. ship(x)",
            FLEET,
            "of an image with three ships, one is true and two is not",
            id="several of a class",
        ),
        pytest.param(
            "exists x y. ship(x) & near(x, y)",
            PAIR,
            "of an image with one ship and one harbor, where the ship is near the harbor, "
            "one is true and two is not",
            id="a relation",
        ),
        pytest.param(
            "exists x y. ship(x) & overlaps(x, y)",
            PAIR,
            "of an image with one ship and one harbor, where no object overlaps another, "
            "one is true and two is not",
            id="a relation of none",
        ),
        pytest.param(
            "exists x. ship(x) & area(x) > 3 & length(x) > 5 m",
            scene(("ship", box(0, 0))),
            "of an image with one ship, where the area of the ship is 200.0 px2 and the length of "
            "the ship is 10.0 m, one is true and two is not",
            id="numbers",
        ),
        pytest.param(
            "exists x y. distance(x, y) < 9",
            PAIR,
            "of an image with one ship and one harbor, where the distance of the ship and the "
            "harbor is 5.0 px, one is true and two is not",
            id="a number of two",
        ),
        pytest.param(
            "exists x y. left_of(x, y)",
            scene(*(("ship", box(30 * x, 0)) for x in range(4))),
            "of an image with four ships, where ship 0 is left of ship 1 in the image, ship 0 is "
            "left of ship 2 in the image, ship 0 is left of ship 3 in the image, ship 1 is left of "
            "ship 2 in the image and more, one is true and two is not",
            id="a few of many",
        ),
    ],
)
def test_the_sentence_tells_what_is_so_in_the_image(formula, image, sentence):
    verdict = Different(image, True, False)
    names = ("one", "two")
    assert difference(verdict, query(formula), query("false"), WORLD, names) == sentence
    turned = difference(verdict.turned(), query(formula), query("false"), WORLD, names)
    assert turned == sentence.replace("one is true and two is not", "two is true and one is not")


def test_objects_that_are_an_answer_are_named():
    one, other = query("{x | ship(x) & exists y. near(x, y)}"), query("{x | harbor(x)}")
    sentence = difference(Different(PAIR, True, False, (0,)), one, other, WORLD)
    assert sentence.endswith("the ship answers the first and not the second")


def test_every_difference_that_is_found_has_a_sentence():
    one, other = query("exists x. ship(x) & elongated(x)"), query("exists x. ship(x)")
    verdict = compare(one, other, WORLD)
    assert isinstance(verdict, Different)
    assert difference(verdict, one, other, WORLD) == (
        "of an image with one ship, where no object is elongated, the second is true and the first "
        "is not"
    )
