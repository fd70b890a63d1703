"""The pipeline: the outcome of a question for each image, and the ranking."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.search import Here, Search, Verdict, judged, ranked, results
from rune_lp.structure import SceneStructure
from tests.strategies import CLASSES, scenes, sentences

RULES = load_rule_files(())


def question_of(query):
    return make_question(query, RULES.vocabulary(CLASSES), RULES)


def empty(image: str) -> Scene:
    return Scene.of(image, [], [], [])


@pytest.mark.parametrize("decomposed", [True, False], ids=["decomposed", "flat"])
@settings(deadline=None)  # the flat program of a few witnesses takes as long as it takes
@given(sentences(), st.lists(scenes(), max_size=2))
def test_each_image_has_the_truth_and_the_degree_of_the_reference(decomposed, query, images):
    question = question_of(query)
    found = list(results(question, images, everything=True, decomposed=decomposed))
    assert [result.scene for result in found] == images
    for result in found:
        # What a superclass is true of does not depend on the solver.
        vehicles = frozenset(
            (object_,)
            for object_, label in zip(result.scene.ids.tolist(), result.scene.labels, strict=True)
            if label == "small-vehicle"
        )
        structure = SceneStructure(
            result.scene, question.profile, question.min_score, {"vehicle": vehicles}
        )
        assert result.failure is None
        assert result.satisfied is satisfies(question.plan.query, structure)
        assert result.answer is not None
        assert result.answer.degree == pytest.approx(
            degree_of(question.plan.query, structure.everything())
        )


def test_an_image_that_cannot_be_decided_does_not_stop_the_others():
    question = question_of(parse_query("exists x. length(x) > 1 m"))
    box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    images = [
        Scene.of("P1", ["ship"], [0.9], [box]),
        Scene.of("P2", ["ship"], [0.9], [box], gsd=1.0),
    ]
    first, second = results(question, images)
    assert (first.satisfied, first.answer) == (None, None)
    assert first.failure is not None
    assert "no ground sample distance" in first.failure
    assert (second.satisfied, second.failure) == (True, None)


def test_images_are_answered_one_by_one_as_they_come():
    def images():
        yield empty("P1")
        raise AssertionError("the second image was asked for before the first was answered")

    first = next(results(question_of(parse_query("true")), images()))
    assert first.satisfied


def outcome(image: str, satisfied: bool | None, score: float = 0.0) -> Verdict:
    return Verdict(image, satisfied, score, "too large" if satisfied is None else None)


@given(
    st.permutations(
        [
            outcome("P9", True, 0.9),
            outcome("P1", True, 0.7),
            outcome("P2", True, 0.7),
            outcome("P3", False, 0.95),
            outcome("P0", False, 0.2),
            outcome("P4", None),
            outcome("P5", None),
        ]
    )
)
def test_images_rank_by_outcome_then_score_then_name(found):
    names = [verdict.image for verdict in ranked(found)]
    assert names == ["P9", "P1", "P2", "P3", "P0", "P4", "P5"]


def box(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


@pytest.fixture
def catalog(tmp_path):
    """Ships near one another (a triangle), ships in a chain, a ship alone, and nothing."""
    triangle = [box(0, 0, 40, 10), box(30, 20, 40, 10), box(10, 40, 40, 10)]
    chain = [box(0, 0, 40, 10), box(70, 0, 40, 10), box(140, 0, 40, 10)]
    clump = [*triangle, box(50, 40, 40, 10)]
    images = {
        "alone": chain[:1],
        "chain": chain,
        "clump": clump,
        "empty": [],
        "triangle": triangle,
    }
    with CatalogWriter(tmp_path / "ships.catalog") as writer:
        for name, boxes in images.items():
            scores = [0.9, 0.8, 0.7, 0.6][: len(boxes)]
            writer.add(Scene.of(name, ["ship"] * len(boxes), scores, boxes))
    return Catalog.open(tmp_path / "ships.catalog")


CHAIN = "exists x y z. ship(x) & ship(y) & ship(z) & near(x, y) & near(y, z) & x != y & y != z"
CYCLE = f"{CHAIN} & near(x, z)"

CLIQUE = (
    "exists x y z u. ship(x) & ship(y) & ship(z) & ship(u) & near(x, y) & near(x, z) & near(x, u)"
    " & near(y, z) & near(y, u) & near(z, u)"
)
"""Four that are all related: the columns only bound it, and clingo decides."""


@dataclasses.dataclass(frozen=True)
class Watched(Here):
    """The engine of this process, which notes what clingo is asked."""

    asked: list[str] = dataclasses.field(default_factory=list)

    def solve(self, names, **options):
        self.asked.extend(names)
        return super().solve(names, **options)


def verdicts_of(fol, catalog, **options):
    question = make_question(parse_query(fol), RULES.vocabulary(catalog.labels), RULES)
    engine = Watched(Search(question, RULES, **options), catalog)
    return {one.image: one for one in judged(engine)}, engine.asked


def test_the_columns_decide_what_is_a_tree_of_scopes_without_clingo(catalog):
    found, asked = verdicts_of(CHAIN, catalog)
    assert {name: one.satisfied for name, one in found.items()} == {
        "alone": False,
        "chain": True,
        "clump": True,
        "empty": False,
        "triangle": True,
    }
    assert found["chain"].score == pytest.approx(0.8)
    assert asked == []


def test_the_columns_decide_a_triangle(catalog):
    found, asked = verdicts_of(CYCLE, catalog)
    assert {name for name, one in found.items() if one.satisfied} == {"clump", "triangle"}
    assert found["triangle"].score == pytest.approx(0.7)
    assert asked == []


def test_clingo_decides_what_the_columns_leave_open_and_nothing_else(catalog):
    found, asked = verdicts_of(CLIQUE, catalog)
    assert {name for name, one in found.items() if one.satisfied} == {"clump"}
    assert found["clump"].score == pytest.approx(0.6)
    assert "clump" in asked
    assert not {"alone", "empty"} & set(asked)


def test_verifying_asks_clingo_of_every_image_that_matches(catalog):
    found, asked = verdicts_of(CHAIN, catalog, verify=True)
    assert asked == ["chain", "clump", "triangle"]
    assert [one.failure for one in found.values()] == [None] * 5


def test_a_disagreement_is_a_bug_and_no_answer(catalog, monkeypatch):
    def wrong(question, scene, **options):
        return dataclasses.replace(answer(question, scene, **options), satisfied=False, degree=0.0)

    monkeypatch.setattr("rune_lp.search.answer", wrong)
    found, _ = verdicts_of(CHAIN, catalog, verify=True)
    assert found["chain"].satisfied is None
    assert "a bug: the columns say True 0.8000, clingo False 0.0000" in found["chain"].failure


def test_metres_fail_on_every_image_without_a_ground_sample_distance(catalog):
    found, _ = verdicts_of("exists x. ship(x) & length(x) > 10 m", catalog)
    assert {one.satisfied for one in found.values()} == {None}
    assert "no ground sample distance" in found["empty"].failure


def test_everything_gives_images_that_do_not_match_a_degree(catalog):
    found, _ = verdicts_of("exists>=3 x. ship(x) & score(x) > 0.75", catalog, everything=True)
    assert [one.score for one in found.values()] == [0.0] * 5
    found, _ = verdicts_of("~(exists x. ship(x))", catalog, everything=True)
    assert found["alone"].score == pytest.approx(0.1)


def test_without_decomposition_clingo_decides_every_image_that_may_match(catalog):
    wanted, _ = verdicts_of(CHAIN, catalog)
    found, asked = verdicts_of(CHAIN, catalog, decomposed=False)
    assert found == wanted
    assert asked == ["alone", "chain", "clump", "triangle"]


def test_the_flat_program_is_refused_metres_where_they_are_not_known():
    question = question_of(parse_query("exists x. length(x) > 1 m"))
    (result,) = results(question, [empty("P1")], decomposed=False)
    assert "no ground sample distance" in result.failure
