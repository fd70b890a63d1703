"""Searches by workers: the same answers as in one process, and limits that hold for queries."""

from __future__ import annotations

import pickle
import time

import pytest

from rune_lp.errors import InputError
from rune_lp.pool.searching import solved
from rune_lp.search import results
from tests.pool.images import EXPLODING, outcome_of, question_of, scattered, write_catalog

QUESTIONS = (
    "exists x y. ship(x) & harbor(y) & near(x, y)",
    "forall x. ship(x) -> exists y. harbor(y) & near(x, y)",
    "exists x. harbor(x) & (exists>=2 y. ship(y) & next_to(y, x))",
    "count(x: ship(x)) > 2 * count(y: harbor(y)) & ~(exists z. elongated(z) & at_border(z))",
    "exists x. ship(x) & area(x) > 10 m2",
    "{x | ship(x) & vehicle(x)}",
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalogs") / "some.catalog"
    return write_catalog(path, [scattered(f"P{n:03}", n % 12, seed=n) for n in range(80)])


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="in this process"),
        pytest.param({"time_limit": 60}, id="one worker"),
        pytest.param({"jobs": 3, "memory_limit": 2000}, id="three workers"),
    ],
)
def test_workers_answer_as_this_process_does(catalog, text, options):
    question = question_of(text, catalog)
    wanted = list(results(question, catalog.scenes(), explanations=2, everything=True))
    found = list(
        solved(question, catalog.path, catalog.images, explanations=2, everything=True, **options)
    )
    assert list(map(outcome_of, found)) == list(map(outcome_of, wanted))


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_can_be_sent(catalog, text):
    question = question_of(text, catalog)
    assert pickle.loads(pickle.dumps(question)) == question


def test_the_images_asked_are_those_named_in_that_order(catalog):
    question = question_of("exists x. ship(x)", catalog)
    found = solved(question, catalog.path, ["P007", "P001"], jobs=2)
    assert [result.scene.image for result in found] == ["P007", "P001"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_image_that_explodes_is_ended_and_named_and_the_others_answered(tmp_path, jobs):
    scenes = [scattered("P1", 8), scattered("P2", 2000), scattered("P3", 8), scattered("P4", 0)]
    large = write_catalog(tmp_path / "large.catalog", scenes)
    question = question_of(EXPLODING, large)
    began = time.monotonic()
    found = list(solved(question, large.path, large.images, jobs=jobs, time_limit=1))
    assert time.monotonic() - began < 10
    assert [result.failure for result in found] == [None, "not solved within 1 s", None, None]
    (wanted,) = results(question, [large.scene("P1")])
    assert found[0].satisfied == wanted.satisfied


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_stops_keeps_what_is_finished(catalog, jobs):
    question = question_of("exists x. ship(x)", catalog)
    names: list[str] = []
    found = solved(question, catalog.path, catalog.images, jobs=jobs, stop=lambda: bool(names))
    names.extend(result.scene.image for result in found)
    assert 0 < len(names) < len(catalog)
    assert names == sorted(names)


@pytest.mark.parametrize("options", [{}, {"jobs": 2}])
def test_what_is_no_catalogue_is_said(catalog, tmp_path, options):
    question = question_of("exists x. ship(x)", catalog)
    with pytest.raises(InputError, match="no such catalogue"):
        list(solved(question, tmp_path / "nowhere", ["P1"], **options))


@pytest.mark.parametrize("options", [{}, {"jobs": 2}])
def test_an_image_that_is_not_there_is_said(catalog, options):
    question = question_of("exists x. ship(x)", catalog)
    with pytest.raises(InputError, match="has no image 'P999'"):
        list(solved(question, catalog.path, ["P001", "P999"], **options))
