"""Generated images: the same for a seed, and like the real detections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rune_lp.bench.fitting import fit_population
from rune_lp.bench.generator import images
from rune_lp.bench.population import THRESHOLD, load_population

if TYPE_CHECKING:
    from rune_lp.bench.population import Population
    from rune_lp.scenes import Scene


@pytest.fixture(scope="module")
def drawn() -> list[Scene]:
    return list(images(7, 2000))


@pytest.fixture(scope="module")
def fitted(drawn: list[Scene]) -> Population:
    """The population that generated images look as if they were drawn from."""
    return fit_population(drawn[:500])


def sure(scene: Scene) -> int:
    return int((scene.scores >= THRESHOLD).sum())


def test_a_seed_gives_the_same_images_again() -> None:
    assert list(images(3, 20)) == list(images(3, 20))


def test_another_seed_gives_other_images() -> None:
    assert list(images(3, 20)) != list(images(4, 20))


@pytest.mark.parametrize("objects", [None, 30])
def test_a_small_catalogue_is_the_beginning_of_a_large_one(objects: int | None) -> None:
    assert list(images(3, 300, objects))[:270] == list(images(3, 270, objects))


def test_no_images_are_drawn_if_none_are_wanted() -> None:
    assert list(images(1, 0)) == []


def test_every_box_has_an_area_and_every_score_is_one(drawn: list[Scene]) -> None:
    for scene in drawn[:300]:
        sides = scene.corners - np.roll(scene.corners, 1, axis=1)
        assert (np.hypot(sides[..., 0], sides[..., 1]) > 0.1).all()
        assert ((scene.scores > 0) & (scene.scores <= 1)).all()


# Of the real detections: 13.7, 84.5 and 553 objects at the floor, 15.5 and 230 at the threshold.
@pytest.mark.parametrize(
    ("count", "share", "least", "most"),
    [
        pytest.param(len, 5, 8, 20, id="few at the floor"),
        pytest.param(len, 50, 70, 100, id="median at the floor"),
        pytest.param(len, 95, 430, 700, id="many at the floor"),
        pytest.param(len, 100, 1500, 6000, id="most at the floor"),
        pytest.param(sure, 50, 12, 20, id="median at the threshold"),
        pytest.param(sure, 95, 170, 300, id="many at the threshold"),
    ],
)
def test_counts_are_distributed_as_the_real_ones(
    drawn: list[Scene], count: object, share: int, least: float, most: float
) -> None:
    assert callable(count)
    assert least <= np.percentile([count(scene) for scene in drawn], share) <= most


@pytest.mark.parametrize("objects", [1, 30, 400])
def test_the_number_of_sure_objects_can_be_given(objects: int) -> None:
    assert {sure(scene) for scene in images(1, 5, objects)} == {objects}


COMMON = ("ship", "harbor", "large-vehicle", "small-vehicle", "plane", "storage-tank")
"""The classes that many images show: of the others a few images decide."""


@pytest.mark.parametrize("label", COMMON)
def test_shapes_are_those_of_the_population(fitted: Population, label: str) -> None:
    found, wanted = fitted.classes[label], load_population().classes[label]
    assert found.aspect == pytest.approx(wanted.aspect, rel=0.1)
    assert found.within == pytest.approx(wanted.within, abs=0.1)
    assert 0.6 < found.length / wanted.length < 1.7


def test_every_class_is_there(fitted: Population) -> None:
    assert set(fitted.classes) == set(load_population().classes)


@pytest.mark.parametrize("label", COMMON)
def test_objects_of_a_class_stand_together(fitted: Population, label: str) -> None:
    wanted = load_population().classes[label].pitch
    assert fitted.classes[label].pitch == pytest.approx(wanted, rel=0.4)


def test_ships_lie_at_harbors(fitted: Population) -> None:
    assert fitted.classes["ship"].hosts["harbor"] > 0.8
