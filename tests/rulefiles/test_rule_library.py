"""The shipped rules together: what each finds is tested in its own file."""

from __future__ import annotations

import numpy as np
import pytest

from rune_lp.asp.answer import answer
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.question import make_question
from rune_lp.authoring.suite import Suite, run_tests
from rune_lp.geometry.profile import Profile
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.rulefiles.library import RuleLibrary, load_rule_files
from rune_lp.scenes import Scene
from rune_lp.translate import translate

LIBRARY = load_rule_files()
FILES = {file.path.rpartition("/")[2]: file for file in LIBRARY.files}
VOCABULARY = LIBRARY.vocabulary()


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_the_tests_in_a_file_pass_and_name_each_of_its_predicates(file) -> None:
    (report,) = run_tests(Suite.read([file.path]))
    assert report.passed
    assert report.untested == ()


@pytest.mark.parametrize(
    ("sentence", "formula"),
    [
        ("a marina", "exists x. marina(x)"),
        ("at least two yacht harbours", "exists>=2 x. marina(x)"),
        ("ships in a marina", "exists x. ship(x) & in_marina(x)"),
        ("a seaport", "exists x. cargo_port(x)"),
        ("a port", "exists x. harbor(x)"),
        ("moored ships", "exists x. ship(x) & moored(x)"),
        ("a ship moored at a harbor", "exists x y. ship(x) & harbor(y) & near(x, y)"),
        ("a ship at anchor", "exists x. ship(x) & anchored(x)"),
        ("ships in a convoy", "exists x. ship(x) & in_convoy(x)"),
        (
            "a ship in a convoy near a bridge",
            "exists x y. ship(x) & in_convoy(x) & bridge(y) & near(x, y)",
        ),
        (
            "a convoy of the same class as a ship",
            "exists x y. convoy(x) & ship(y) & same_class(x, y)",
        ),
        ("no planes on an apron", "~exists x. plane(x) & on_apron(x)"),
        ("a runway-like strip", "exists x. flight_line(x)"),
        ("a bridge with a convoy on it", "exists x. convoy_bridge(x)"),
        ("trucks in a traffic jam", "exists x. large_vehicle(x) & queueing(x)"),
        ("exactly one traffic jam", "exists=1 x. traffic_jam(x)"),
        ("parked cars", "exists x. small_vehicle(x) & parked(x)"),
        (
            "a car park next to a sports centre",
            "exists x y. car_park(x) & sports_center(y) & next_to(x, y)",
        ),
        ("a court at a sports centre", "exists x. court(x) & in_sports_center(x)"),
        ("a neighbourhood pool", "exists x. neighborhood_pool(x)"),
        ("storage tanks in a tank farm", "exists x. storage_tank(x) & in_tank_farm(x)"),
        ("storage tanks in a grid", "exists x. storage_tank(x) & in_grid(x)"),
        ("isolated ships", "exists x. ship(x) & isolated(x)"),
        ("a ship nearest to a harbor", "exists x y. ship(x) & harbor(y) & nearest(x, y)"),
        ("a ship in the same group as a ship", "exists x y. ship(x) & ship(y) & same_group(x, y)"),
        (
            "a tank surrounded by ships",
            "exists x y. storage_tank(x) & ship(y) & surrounded_by(x, y)",
        ),
        # What the language says by itself stays so.
        ("planes in a row", "exists x y. plane(x) & plane(y) & x != y & right_of(x, y)"),
        ("planes in column", "exists x y. plane(x) & plane(y) & x != y & below(x, y)"),
        ("a group of ships", "exists>=3 x. ship(x)"),
    ],
    ids=lambda text: text[:40],
)
def test_english_for_the_rules(sentence: str, formula: str) -> None:
    asked = translate(sentence, VOCABULARY).query
    assert to_text(check(asked, VOCABULARY)) == to_text(check(parse_query(formula), VOCABULARY))


def test_things_of_several_classes_surround_on_four_sides() -> None:
    """The rule is about one class, and a vehicle may be of any."""
    asked = to_text(translate("a plane surrounded by vehicles", VOCABULARY).query)
    assert "surrounded_by" not in asked
    assert all(f"{side}_of" in asked for side in ("left", "right"))


def lattice(number: int, label: str = "small-vehicle", step: float = 1000.0) -> Scene:
    """Return objects in a square lattice, in an order that is none."""
    side = int(np.ceil(np.sqrt(number)))
    order = np.random.default_rng(1).permutation(number)
    box = np.array([(0, 0), (20, 0), (20, 10), (0, 10)])
    corners = [box + step * np.array(divmod(place, side)) for place in order.tolist()]
    return Scene.of("L", [label] * number, np.linspace(1, 0.6, number), corners)


def reached(fol: str, scene: Scene, library: RuleLibrary = LIBRARY) -> list[str]:
    """Return the facts that a question is given of a scene."""
    asked = make_question(parse_query(fol), VOCABULARY, library)
    return list(facts(Subject(scene), asked.subset, Profile()))


@pytest.mark.parametrize(
    ("fol", "absent"),
    [
        ("exists x. ship(x)", ("near(", "cx(")),
        ("exists x. ship(x) & isolated(x)", ("cx(", "center(", "same_class(")),
        ("exists x. vehicle(x)", ("near(",)),
        ("exists x. marina(x)", ("same_class(", "left_of(")),
        ("exists x. ship(x) & surrounded_by(x, x)", ("same_class(", "cx(")),
    ],
)
def test_a_question_is_given_no_facts_of_rules_that_it_does_not_use(fol, absent) -> None:
    lines = reached(fol, lattice(9, "ship", step=21))
    assert [line for line in lines if line.startswith(absent)] == []


@pytest.mark.parametrize(
    ("fol", "relation", "number"),
    [
        pytest.param("exists x. ship(x) & grouped(x)", "near", 6, id="of the class asked about"),
        pytest.param("exists x. grouped(x)", "near", 12, id="of one class each"),
        pytest.param(
            "exists x y. ship(x) & ship(y) & surrounded_by(x, y)", "left_of", 6, id="of near ones"
        ),
    ],
)
def test_pairs_are_written_where_rules_may_join_them(fol, relation, number) -> None:
    """Four ships in a row, each near the next only, and a plane on each of them."""
    box = np.array([(0, 0), (20, 0), (20, 10), (0, 10)])
    corners = [box + np.array([21.0 * place, 0]) for place in range(4)]
    scene = Scene.of("L", ["ship"] * 4 + ["plane"] * 4, [1.0] * 8, corners * 2)
    written = [line for line in reached(fol, scene) if line.startswith(f"{relation}(")]
    assert len(written) == number


@pytest.mark.parametrize("step", [21, 45], ids=["one group", "no group"])
@pytest.mark.parametrize("name", ["group_head", "clustered", "in_grid", "in_row", "traffic_jam"])
def test_a_thousand_objects_are_decided_within_seconds(name: str, step: float) -> None:
    """No pair of all objects is made: of those there are a million."""
    asked = make_question(parse_query(f"exists x. {name}(x)"), VOCABULARY, LIBRARY)
    assert len(reached(f"exists x. {name}(x)", lattice(1000, step=step))) < 60_000
    found = answer(asked, lattice(1000, step=step))
    assert found.satisfied == (step == 21)
