"""Grading: the same question in another form is right, another question is not."""

from __future__ import annotations

import pytest

from rune_lp.errors import InputError
from rune_lp.training.grading import same_meaning
from rune_lp.training.reinforced import reward
from rune_lp.vocabulary import Predicate, Vocabulary

VOCABULARY = Vocabulary.of(
    ["ship", "harbor"],
    rules=[
        Predicate("rusty", 1, "rule", gloss="with rust"),
        Predicate("guards", 2, "rule", gloss="x guards y"),
    ],
)

GUARDS = "exists x y. ship(x) & harbor(y) & guards(x, y)"
SAME = [
    ("exists x y. ship(x) & near(x, y)", "exists a. exists b. near(a, b) & ship(b)"),
    ("~(exists x. ship(x))", "forall x. ~ship(x)"),
    ("exists x. ship(x) & rusty(x)", "exists y. rusty(y) & ship(y)"),
    (GUARDS, "exists y x. guards(x, y) & harbor(y) & ship(x)"),
]
DIFFERENT = [
    ("exists>=2 x. ship(x)", "exists x y. ship(x) & ship(y)"),
    ("exists x. ship(x) & rusty(x)", "exists x. ship(x)"),
    (GUARDS, "exists x y. ship(x) & harbor(y) & guards(y, x)"),
    (GUARDS, "exists x y. ship(x) & harbor(y) & left_of(x, y)"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one for one, _ in SAME])
def test_equivalent_formulas_are_the_same(one, other):
    assert same_meaning(one, other, VOCABULARY, seconds=10) is True


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[other for _, other in DIFFERENT])
def test_formulas_that_an_image_tells_apart_differ(one, other):
    assert same_meaning(one, other, VOCABULARY, seconds=10) is False


def test_unknown_name_is_an_error():
    with pytest.raises(InputError, match="unknown predicate"):
        same_meaning("exists x. barge(x)", "exists x. ship(x)", VOCABULARY)


MEANT = "(exists x. kind_a(x)) & ~(exists x. kind_b(x))"
REWARDS = [
    ("exists x. kind_a(", 0.0),
    ("exists x. ship(x)", 0.1),
    ("exists x. kind_a(x, x)", 0.1),
    ("exists x. kind_b(x)", 0.2),
    ("(forall x. ~kind_b(x)) & (exists y. kind_a(y))", 1.0),
]


@pytest.mark.parametrize(("candidate", "earned"), REWARDS, ids=[text for text, _ in REWARDS])
def test_reward_grows_with_what_is_right(candidate, earned):
    assert reward(candidate, MEANT) == pytest.approx(earned)
