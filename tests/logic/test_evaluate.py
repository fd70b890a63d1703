"""The reference evaluator against tables small enough to do by hand."""

from __future__ import annotations

import pytest

from rune_lp.errors import NotSolvedError
from rune_lp.geometry.profile import Profile
from rune_lp.logic.evaluate import answers, satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.logic.syntax import SetQuery
from rune_lp.scenes import Scene
from rune_lp.structure import SceneStructure
from tests.logic.tables import Table

# Three ships and two harbours; ships 0 and 1 are near harbour 3, ship 0 is near ship 1.
PORT = Table(
    scores=(0.9, 0.8, 0.7, 0.6, 0.5),
    true={
        "ship": {(0,), (1,), (2,)},
        "harbor": {(3,), (4,)},
        "near": {(0, 3), (3, 0), (1, 3), (3, 1), (0, 1), (1, 0)},
    },
    numbers={
        "length": {(0,): 100, (1,): 200, (2,): 300, (3,): 1000, (4,): 200},
        "area": {(0,): 5, (1,): 10, (2,): 15, (3,): 1000, (4,): 1000},
        "image_width": {(): 8000},
        "image_height": {(): 6000},
    },
)

SENTENCES = {
    # quantifiers
    "exists x. ship(x)": True,
    "exists x. plane(x)": False,
    "forall x. ship(x)": False,
    "forall x. ship(x) | harbor(x)": True,
    "forall x. plane(x) -> ship(x)": True,
    "exists x y. ship(x) & harbor(y) & near(x, y)": True,
    "exists x y. harbor(x) & harbor(y) & near(x, y)": False,
    "forall x. ship(x) -> exists y. harbor(y) & near(x, y)": False,
    "exists y. forall x. ship(x) -> near(x, y)": False,
    "exists y. harbor(y) & forall x. ship(x) & near(x, y) -> exists z. near(x, z) & ship(z)": True,
    # two variables may denote one object
    "exists x y. harbor(x) & harbor(y) & x = y": True,
    "forall x y. ship(x) & harbor(y) -> x != y": True,
    "exists x y. plane(x) | x = y": True,
    "exists x y z. ship(x) & ship(y) & ship(z)": True,
    "exists x y z. harbor(x) & harbor(y) & harbor(z) & x != y & y != z & x != z": False,
    # shadowing: the inner x is another variable
    "exists x. ship(x) & exists x. harbor(x)": True,
    "exists x. ship(x) & forall x. ship(x) | harbor(x)": True,
    # counting, over different objects
    "exists>=3 x. ship(x)": True,
    "exists>=4 x. ship(x)": False,
    "exists>2 x. ship(x)": True,
    "exists>3 x. ship(x)": False,
    "exists<=3 x. ship(x)": True,
    "exists<=2 x. ship(x)": False,
    "exists<3 x. ship(x)": False,
    "exists=3 x. ship(x)": True,
    "exists=2 x. ship(x)": False,
    "exists!=2 x. ship(x)": True,
    "exists>=0 x. plane(x)": True,
    "exists<0 x. ship(x)": False,
    "exists=0 x. plane(x)": True,
    "exists y. exists>=2 x. ship(x) & near(x, y)": True,
    "exists=1 y. harbor(y) & exists>=2 x. ship(x) & near(x, y)": True,
    # connectives
    "~(exists x. plane(x))": True,
    "true & ~false": True,
    "false -> false": True,
    "true -> false": False,
    "false <-> false": True,
    "true <-> false": False,
    "false | true": True,
    "false | false": False,
    # numbers
    "exists x. length(x) >= 100": True,
    "exists x. length(x) > 100": False,
    "exists x. ship(x) & length(x) = 20": True,
    "exists x. ship(x) & length(x) = 20 & area(x) = 1": True,
    "exists x. length(x) != 10 & area(x) < 1": False,
    "exists x y. ship(x) & harbor(y) & length(x) = length(y)": True,
    "exists x y. 3 * length(x) = length(y)": True,
    "exists x y. length(x) + length(y) = 120 & x != y": True,
    "exists x y. length(x) - length(y) = 0 - 90": True,
    "exists x. 2 * [length(x) - 5] = 50": True,
    "exists x. 0.3 * length(x) = 3": True,
    "image_width > image_height": True,
    "image_width = image_height": False,
    "image_width - image_height = 200": True,
    # literals are rounded to 0.1, half to even, before anything is compared
    "exists x. area(x) = 0.45 + 0.14": True,
    "exists x. area(x) = 0.55": False,
    "exists x. area(x) = 0.54": True,
    "exists x. area(x) = 1.05": True,
    "exists x. area(x) = 1.04999": True,
    "exists x. area(x) = 0.96": True,
    "exists x. area(x) = 0.95": True,
    "exists x. area(x) = 0.85 + 0.25": True,
    # counts
    "count(x: ship(x)) = 3": True,
    "count(x: ship(x)) > count(y: harbor(y))": True,
    "count(x: ship(x)) >= 2 * count(y: harbor(y))": False,
    "count(x: ship(x)) = 1.5 * count(y: harbor(y))": True,
    "count(x: ship(x)) + count(x: harbor(x)) = count(x: true)": True,
    "count(x: ship(x)) - count(x: harbor(x)) = 1": True,
    "exists y. harbor(y) & count(x: near(x, y)) = 2": True,
    "exists y. harbor(y) & count(x: near(x, y)) = 0": True,
    "count(y: harbor(y) & count(x: near(x, y)) = 2) = 1": True,
}


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences(text):
    assert satisfies(parse_query(text), PORT) is SENTENCES[text]


EMPTY = {
    "exists x. true": False,
    "exists x. ~ship(x)": False,
    "forall x. ship(x)": True,
    "forall x. false": True,
    "exists=0 x. true": True,
    "exists>=1 x. true": False,
    "exists<=0 x. true": True,
    "count(x: true) = 0": True,
    "count(x: ship(x)) >= count(x: true)": True,
    "~exists x. ship(x)": True,
    "exists x. forall y. true": False,
    "forall x. exists y. true": True,
    "(forall x. ship(x)) -> (exists x. ship(x))": False,
    "true": True,
    "{x | true}": False,
}


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_image_has_an_empty_domain(text):
    assert satisfies(parse_query(text), Table()) is EMPTY[text]


ANSWERS = {
    "{x | ship(x)}": [(0,), (1,), (2,)],
    "{x | plane(x)}": [],
    "{x | harbor(x) & exists y. near(x, y)}": [(3,)],
    "{x, y | ship(x) & ship(y) & near(x, y)}": [(0, 1), (1, 0)],
    "{y, x | ship(x) & harbor(y) & near(x, y)}": [(3, 0), (3, 1)],
    "{x, y | harbor(x) & harbor(y)}": [(3, 3), (3, 4), (4, 3), (4, 4)],
    "{x, y | harbor(x) & x = y}": [(3, 3), (4, 4)],
    "{x, y | harbor(x) & length(y) > 50}": [(3, 3), (4, 3)],
    "{x | exists x. plane(x)}": [],
    "{x | exists x. harbor(x)}": [(0,), (1,), (2,), (3,), (4,)],
}


@pytest.mark.parametrize("text", ANSWERS)
def test_the_answers_of_a_set_query_are_the_bindings_in_order(text):
    query = parse_query(text)
    assert isinstance(query, SetQuery)
    assert answers(query.variables, query.formula, PORT) == ANSWERS[text]
    assert satisfies(query, PORT) is bool(ANSWERS[text])


def scene(gsd: float | None) -> Scene:
    """Return two ships 12.25 px apart, of 20.05 x 4.15 and 10 x 10 px."""
    one = [(0, 0), (20.05, 0), (20.05, 4.15), (0, 4.15)]
    other = [(32.3, 0), (42.3, 0), (42.3, 10), (32.3, 10)]
    return Scene.of("P1", ["ship"] * 2, [0.876, 0.4], [one, other], width=100, height=50, gsd=gsd)


MEASURED = {
    "exists x. length(x) = 20": True,
    "exists x. length(x) = 20.0 & width(x) = 4.2": True,
    "exists x. width(x) < 10 & width(x) > 4.15": False,
    "exists x. width(x) < 10 & width(x) >= 4.15": True,
    "exists x. area(x) = 83.2": True,
    "exists x. score(x) = 0.88": True,
    "exists x. score(x) > 0.88": False,
    "exists x. angle(x) = 0 deg": True,
    "exists x. aspect(x) = 4.8": True,
    "exists x y. x != y & distance(x, y) = 12.2": True,
    "exists x y. x != y & distance(x, y) = 12.3": False,
    "exists x y. x != y & distance(x, y) <= 6.1 m": True,
    "exists x y. x != y & distance(x, y) < 6.1 m": False,
    "exists x. length(x) >= 10.01 m": True,
    "exists x. area(x) = 25 m2": True,
    "forall x. distance(x, x) = 0": True,
    "image_width = 100 px & image_height = 25 m": True,
    "gsd = 0.5": True,
}


@pytest.mark.parametrize("text", MEASURED)
def test_numbers_of_an_image_are_compared_as_rounded(text):
    assert satisfies(parse_query(text), SceneStructure(scene(0.5), Profile())) is MEASURED[text]


@pytest.mark.parametrize(
    "text",
    ["exists x. length(x) > 1 m", "exists x. area(x) > 1 m2", "gsd > 0.1", "image_width > 3 m"],
)
def test_metres_of_an_image_that_has_none_are_not_silently_false(text):
    with pytest.raises(NotSolvedError, match="no ground sample distance"):
        satisfies(parse_query(text), SceneStructure(scene(None), Profile()))


def test_the_threshold_decides_who_is_there():
    query = parse_query("exists=1 x. ship(x)")
    assert satisfies(query, SceneStructure(scene(None), Profile(), 0.5))
    assert not satisfies(query, SceneStructure(scene(None), Profile(), 0.4))
    assert not satisfies(query, SceneStructure(scene(None), Profile(), 0.88))
