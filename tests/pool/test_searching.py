"""Searches by workers: the same answers as in one process, and limits that hold for queries."""

from __future__ import annotations

import os
import pickle
import signal
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.catalog import Catalog
from rune_lp.errors import InputError
from rune_lp.pool import searching
from rune_lp.pool.outcome import Failure, Outcome
from rune_lp.pool.runner import Local
from rune_lp.pool.searching import Workers
from rune_lp.reduction.judging import Judgements, judge
from rune_lp.search import Here, judged, results
from tests.pool.images import EXPLODING, outcome_of, scattered, search_of, write_catalog

QUESTIONS = (
    "exists x y. ship(x) & harbor(y) & near(x, y)",
    "forall x. ship(x) -> exists y. harbor(y) & near(x, y)",
    "exists x. harbor(x) & (exists>=2 y. ship(y) & next_to(y, x))",
    "count(x: ship(x)) > 2 * count(y: harbor(y)) & ~(exists z. elongated(z) & at_border(z))",
    "exists x. ship(x) & area(x) > 10 m2",
    "{x | ship(x) & vehicle(x)}",
)

NEAR = QUESTIONS[0]

RUNNERS = pytest.mark.parametrize(
    "runner",
    [
        pytest.param(Local(1, time_limit=60), id="one worker"),
        pytest.param(Local(3, memory_limit=2000), id="three workers"),
    ],
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalogs") / "some.catalog"
    return write_catalog(path, [scattered(f"P{n:03}", n % 12, seed=n) for n in range(80)])


@pytest.fixture
def small_spans(monkeypatch):
    """Cut the catalogue's images into spans of two to four."""
    monkeypatch.setattr(searching, "_SPAN", (20, 20))


@pytest.mark.usefixtures("small_spans")
@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("options", [{}, {"everything": True}, {"verify": True}], ids=str)
@RUNNERS
def test_workers_judge_as_this_process_does(catalog, text, options, runner):
    search = search_of(text, catalog, **options)
    wanted = list(judged(Here(search, catalog)))
    assert list(judged(Workers(search, catalog, runner))) == wanted


@pytest.mark.parametrize("text", QUESTIONS)
@RUNNERS
def test_workers_answer_as_this_process_does(catalog, text, runner):
    search = search_of(text, catalog, everything=True)
    wanted = list(results(search.question, catalog.scenes(), explanations=2, everything=True))
    found = list(Workers(search, catalog, runner).solve(catalog.images, explanations=2))
    assert list(map(outcome_of, found)) == list(map(outcome_of, wanted))


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_is_asked_can_be_sent(catalog, text):
    search = search_of(text, catalog)
    assert pickle.loads(pickle.dumps(search)).question == search.question


def test_the_images_asked_are_those_named_in_that_order(catalog):
    search = search_of("exists x. ship(x)", catalog)
    found = Workers(search, catalog, Local(2)).solve(["P007", "P001"])
    assert [result.scene.image for result in found] == ["P007", "P001"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_image_that_explodes_is_ended_and_named_and_the_others_answered(tmp_path, jobs):
    scenes = [scattered("P1", 8), scattered("P2", 2000), scattered("P3", 8), scattered("P4", 0)]
    large = write_catalog(tmp_path / "large.catalog", scenes)
    search = search_of(EXPLODING, large)
    began = time.monotonic()
    found = list(judged(Workers(search, large, Local(jobs, time_limit=1))))
    assert time.monotonic() - began < 15
    failures = {verdict.image: verdict.failure for verdict in found}
    assert failures == {"P1": None, "P2": "not solved within 1 s", "P3": None, "P4": None}
    (wanted,) = results(search.question, [large.scene("P1")])
    truths = {verdict.image: verdict.satisfied for verdict in found}
    assert truths["P1"] == wanted.satisfied


class Odd:
    """A runner in this process whose work fails at certain images, and says how often it ran."""

    workers, batch = 1, (1, 64)

    def __init__(self, places, kind):
        self.failure = Failure(kind, "too odd")
        self.places = set(places)
        self.parts = []

    def run(self, tasks, *, work, payload, patience=None, stop=None):
        del patience, stop
        for (item,) in tasks:
            self.parts.append(item.value.tolist())
            if self.places & set(item.value.tolist()):
                yield Outcome(item.name, None, self.failure)
            else:
                yield Outcome(item.name, work(payload, item.value))


def together(parts):
    """Return judgements by position."""
    whole = Judgements.joined(parts)
    rows = zip(whole.places.tolist(), whole.truths.tolist(), whole.scores.tolist(), strict=True)
    return {place: (truth, score) for place, truth, score in rows}, whole.failures


@settings(deadline=None, max_examples=25)
@given(
    odd=st.sets(st.integers(0, 79), max_size=3),
    kind=st.sampled_from(["time", "memory", "death", "bug", "unsolved"]),
    rows=st.sampled_from([20, 200, 2000]),
    text=st.sampled_from(QUESTIONS),
)
def test_only_the_images_at_fault_are_named_and_all_others_judged(catalog, odd, kind, rows, text):
    search = search_of(text, catalog)
    places = np.arange(len(catalog))
    wanted, failures = together(judge(search.question, catalog, search.library, places))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_SPAN", (rows, rows))
        patch.setattr(searching, "_SMALL_SPAN", 8)
        runner = Odd(odd, kind)
        found, failed = together(Workers(search, catalog, runner).judge(places))
    assert failed == {**failures, **dict.fromkeys(odd, "too odd")}
    assert found.keys() == wanted.keys()
    assert {place: found[place] for place in wanted.keys() - odd} == {
        place: wanted[place] for place in wanted.keys() - odd
    }
    for place in odd:
        assert sum(place in part for part in runner.parts) <= 4


def test_images_whose_workers_are_gone_are_not_asked_again(catalog):
    runner = Odd([7], "lost")
    places = np.arange(len(catalog))
    _, failed = together(Workers(search_of(NEAR, catalog), catalog, runner).judge(places))
    assert failed == dict.fromkeys(range(len(catalog)), "too odd")
    assert runner.parts == [places.tolist()]


def test_the_columns_have_the_time_limit(catalog, monkeypatch):
    monkeypatch.setattr(searching, "judge", slow_at(7, "sleep"))
    found = list(judged(Workers(search_of(NEAR, catalog), catalog, Local(2, time_limit=0.3))))
    assert len(found) == len(catalog)
    unsolved = [(one.image, one.failure) for one in found if one.satisfied is None]
    assert unsolved == [("P007", "not solved within 0.3 s")]


def test_a_slow_image_holds_back_no_other_whatever_the_limit(catalog, monkeypatch):
    monkeypatch.setattr(searching, "judge", slow_at(7, "sleep"))
    began = time.monotonic()
    engine = Workers(search_of(NEAR, catalog), catalog, Local(1))
    found = judged(engine, stop=lambda: time.monotonic() - began > 5)
    assert set(catalog.images) - {verdict.image for verdict in found} == {"P007"}


def test_the_columns_have_the_memory_limit(catalog, monkeypatch):
    monkeypatch.setattr(searching, "judge", slow_at(7, "hoard"))
    found = list(judged(Workers(search_of(NEAR, catalog), catalog, Local(2, memory_limit=300))))
    unsolved = [(one.image, one.failure) for one in found if one.satisfied is None]
    assert unsolved == [("P007", "needs more than the 300 MB that it may have")]


def test_a_worker_that_is_killed_at_the_columns_costs_no_answer(catalog, monkeypatch, tmp_path):
    search = search_of(NEAR, catalog)
    wanted = sorted(judged(Here(search, catalog)), key=lambda one: one.image)
    once = tmp_path / "once"
    once.touch()

    def killed(*arguments, **options):
        if once.exists():
            once.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return judge(*arguments, **options)

    monkeypatch.setattr(searching, "judge", killed)
    found = judged(Workers(search, catalog, Local(2)))
    assert sorted(found, key=lambda one: one.image) == wanted
    assert not once.exists()


def slow_at(place, how):
    """Return a `judge` that exceeds a limit at one image."""

    def judged_slowly(question, catalog, library, places, **options):
        if place in places:
            if how == "sleep":
                time.sleep(60)
            assert len(bytearray(2_000_000_000))
        return judge(question, catalog, library, places, **options)

    return judged_slowly


@pytest.mark.usefixtures("small_spans")
@pytest.mark.parametrize("jobs", [1, 2])
def test_who_stops_keeps_what_is_finished(catalog, jobs):
    engine = Workers(search_of(NEAR, catalog), catalog, Local(jobs))
    names: list[str] = []
    found = judged(engine, stop=lambda: len(names) > len(catalog) // 2)
    names.extend(verdict.image for verdict in found)
    assert len(catalog) // 2 < len(names) < len(catalog)


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_stops_keeps_the_answers_that_are_finished(catalog, jobs):
    engine = Workers(search_of("exists x. ship(x)", catalog), catalog, Local(jobs))
    names: list[str] = []
    found = engine.solve(catalog.images, stop=lambda: bool(names))
    names.extend(result.scene.image for result in found)
    assert 0 < len(names) < len(catalog)
    assert names == sorted(names)


def test_an_image_that_is_not_there_is_said(catalog):
    engine = Workers(search_of("exists x. ship(x)", catalog), catalog, Local(2))
    with pytest.raises(InputError, match="has no image 'P999'"):
        list(engine.solve(["P001", "P999"]))


def test_forked_workers_search_the_catalogue_that_was_opened(tmp_path):
    opened = write_catalog(tmp_path / "x.catalog", [scattered("P5", 4)])
    search = search_of(NEAR, opened)
    wanted = list(judged(Here(search, opened)))
    write_catalog(tmp_path / "x.catalog", [scattered("P1", 4), scattered("P5", 4, seed=9)])
    assert list(judged(Workers(search, opened, Local(2)))) == wanted


def test_a_catalogue_is_sent_as_its_path_and_refused_if_it_has_changed(tmp_path):
    opened = write_catalog(tmp_path / "x.catalog", [scattered("P5", 4)])
    sent = pickle.dumps(opened)
    assert pickle.loads(sent).images == opened.images
    write_catalog(tmp_path / "x.catalog", [scattered("P1", 4)])
    assert Catalog.open(tmp_path / "x.catalog").images == ("P1",)
    with pytest.raises(InputError, match="has changed"):
        pickle.loads(sent)
