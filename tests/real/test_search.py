"""Questions asked of real detections, each answer checked against the reference evaluator.

The detections are no part of the project; without them these tests are skipped.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rune_lp.asp.question import make_question
from rune_lp.asp.solve import CLINGO
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.geometry.profile import Profile
from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.prolog.solver import PROLOG
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import read_scenes
from rune_lp.search import results
from rune_lp.structure import SceneStructure
from rune_lp.translate import translate
from tests.prolog.installed import needs_prolog

DETECTIONS = Path(__file__).parents[2] / "../shared/data/dota-val-detections"

pytestmark = pytest.mark.skipif(not DETECTIONS.is_dir(), reason="the real detections are not here")

VEHICLES = ("small-vehicle", "large-vehicle")

ENGLISH = (
    "a harbor with at least two ships near it",
    "images where every plane is near another plane",
    "images without any vehicles",
    "more ships than harbors",
    "a roundabout with no vehicles near it",
    "two tennis courts next to each other",
    "a swimming pool but no tennis court",
    "a bridge with a small vehicle on it",
    "at least three storage tanks close to each other",
    "neither ships nor planes",
    "a soccer ball field inside a ground track field",
    "twice as many small vehicles as large vehicles",
    "a plane in the upper left corner",
    "exactly two baseball diamonds",
)

FORMULAS = (
    "exists x y. ship(x) & harbor(y) & near(x, y)",
    "exists x y. ship(x) & ship(y) & parallel(x, y) & next_to(x, y)",
    "exists y. harbor(y) & ~(exists x. ship(x) & near(x, y))",
    "forall x. ship(x) -> exists y. harbor(y) & near(x, y)",
    "exists=2 x. ground_track_field(x)",
    "exists x. large_vehicle(x) & exists>=3 y. small_vehicle(y) & distance(x, y) <= 60",
    "count(x: plane(x)) > 3 * count(y: helicopter(y)) & exists z. helicopter(z)",
    "exists x y. bridge(x) & harbor(y) & left_of(x, y) & larger(y, x)",
    "(exists x. ship(x)) <-> (exists y. harbor(y))",
    "exists x. plane(x) & score(x) >= 0.85 & length(x) > 100",
    "forall x. elongated(x) | storage_tank(x) | roundabout(x)",
    "exists x y. plane(x) & plane(y) & x != y & distance(x, y) > 500",
    "{x | tennis_court(x) & exists y. swimming_pool(y) & near(x, y)}",
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    path = tmp_path_factory.mktemp("real") / "dota.catalog"
    with CatalogWriter(path) as writer:
        for scene in read_scenes([DETECTIONS]):
            assert isinstance(scene, Scene)
            writer.add(scene)
    return Catalog.open(path)


@pytest.mark.parametrize("asked", [*ENGLISH, *FORMULAS])
def test_every_answer_is_the_reference_evaluators(catalog: Catalog, asked: str) -> None:
    library = load_rule_files()
    vocabulary = library.vocabulary(catalog.labels)
    formula = parse_query(asked) if asked in FORMULAS else translate(asked, vocabulary).query
    question = make_question(formula, vocabulary, library)
    text = to_text(question.plan.query)
    found = list(results(question, catalog.scenes(), everything=True))
    assert len(found) == 158
    assert not [result.failure for result in found if result.failure]

    checked = 0
    for result in found:
        scene, answer = result.scene, result.answer
        assert answer is not None
        # The evaluator looks at every tuple, so the largest images are left to the laws.
        if len(scene.at_least(0.5)) <= 40:
            structure = structure_of(scene)
            assert answer.satisfied == satisfies(question.plan.query, structure), text
            checked += 1
        if len(scene) <= 25:
            wanted = degree_of(question.plan.query, structure_of(scene).everything())
            assert answer.degree == pytest.approx(wanted, abs=1e-9), text
    assert checked > 80


@needs_prolog
@pytest.mark.parametrize("asked", [*ENGLISH, *FORMULAS])
def test_every_answer_by_prolog_is_clingos(catalog: Catalog, asked: str) -> None:
    library = load_rule_files()
    vocabulary = library.vocabulary(catalog.labels)
    formula = parse_query(asked) if asked in FORMULAS else translate(asked, vocabulary).query
    # The largest images take either solver as long as all others together.
    scenes = [scene for scene in catalog.scenes() if len(scene) <= 300]
    assert len(scenes) > 130
    by_clingo, by_prolog = (
        list(results(make_question(formula, vocabulary, library, solver=solver), scenes))
        for solver in (CLINGO, PROLOG)
    )
    for one, other in zip(by_clingo, by_prolog, strict=True):
        assert (one.failure, other.failure) == (None, None)
        assert one.answer is not None
        assert other.answer is not None
        assert replace(other.answer, subject=one.answer.subject) == one.answer


def structure_of(scene: Scene) -> SceneStructure:
    named = zip(scene.ids.tolist(), scene.labels, strict=True)
    vehicles = frozenset((object_,) for object_, label in named if label in VEHICLES)
    return SceneStructure(scene, Profile(), 0.5, {"vehicle": vehicles})
