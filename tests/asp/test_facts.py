"""Ground facts: what they say, and that no more are written than a question can reach."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from rune_lp.asp.facts import Subject, everything, facts, prolog_facts
from rune_lp.errors import NotSolvedError
from rune_lp.geometry.profile import Profile
from tests.asp.examples import harbour, question

if TYPE_CHECKING:
    from pathlib import Path


def facts_of(fol: str, **options: float) -> set[str]:
    asked = question(fol)
    subject = Subject(harbour().at_least(options.get("min_score", 0.5)))
    return set(" ".join(facts(subject, asked.subset, asked.profile)).split())


@pytest.mark.parametrize(
    ("fol", "present", "absent"),
    [
        pytest.param(
            "exists x. ship(x)",
            {"object(1).", "class(1,ship)."},
            {"object(0).", "class(0,harbor)."},
            id="only the classes named",
        ),
        pytest.param(
            "exists x y. ship(x) & harbor(y) & near(x, y)",
            {"near(1,0).", "near(2,0)."},
            {"near(0,1).", "near(1,2).", "near(2,1)."},
            id="a relation only between the classes it is named of",
        ),
        pytest.param(
            "exists x. ship(x) & length(x) > 30",
            {"length(1,400)."},
            {"length(0,1000).", "width(1,100)."},
            id="numbers of the classes named, in tenths",
        ),
        pytest.param("exists x. ship(x) & score(x) > 0.6", {"score(1,90)."}, set(), id="scores"),
        pytest.param(
            "exists x. ship(x) & length(x) > 10 m", {"length_m(1,200)."}, set(), id="metres"
        ),
        pytest.param(
            "exists x y. ship(x) & harbor(y) & distance(x, y) <= 10",
            {"distance(1,0,100)."},
            {"distance(3,0,10297)."},
            id="distances up to the bound",
        ),
        pytest.param(
            "exists x. vehicle(x) | ship(x)", {"class(1,ship)."}, {"class(0,harbor)."}, id="rules"
        ),
        pytest.param("exists x. image_width > 10", {"image_width(10000)."}, set(), id="the image"),
        pytest.param("exists x. elongated(x)", {"elongated(0).", "object(0)."}, set(), id="any"),
    ],
)
def test_the_conditioned_subset(fol: str, present: set[str], absent: set[str]) -> None:
    written = facts_of(fol)

    assert present <= written
    assert absent.isdisjoint(written)


def test_far_needs_no_far_pairs() -> None:
    written = facts_of("exists x y. ship(x) & harbor(y) & far(x, y)")

    assert not any(fact.startswith("far") for fact in written)


def test_detections_below_the_threshold_have_no_facts() -> None:
    assert "object(4)." not in facts_of("exists x. x = x")
    assert "object(4)." in facts_of("exists x. x = x", min_score=0.1)


def test_all_facts_of_an_image() -> None:
    written = list(facts(Subject(harbour()), everything(gsd_known=True), Profile()))

    assert "object(4). class(4,small_vehicle)." in written
    assert {"center(0,1500,1100).", "angle(0,0).", "area(0,20000).", "gsd(500)."} <= set(written)
    assert {"distance(1,0,100).", "distance(0,0,0).", "near(1,0).", "larger(0,1)."} <= set(written)


def test_an_unknown_ground_sample_distance_is_left_out_of_all_facts() -> None:
    subject = Subject(harbour(gsd=None))

    written = list(facts(subject, everything(gsd_known=False), Profile()))

    assert not any(fact.startswith("gsd") for fact in written)
    with pytest.raises(NotSolvedError, match="ground sample distance"):
        list(facts(subject, everything(gsd_known=True), Profile()))


def test_prolog_has_each_predicates_clauses_together() -> None:
    lines = facts(Subject(harbour()), everything(gsd_known=True), Profile())

    names = [line.partition("(")[0] for line in prolog_facts(lines) if not line.startswith(":-")]

    starts = [name for before, name in zip([None, *names], names, strict=False) if before != name]
    assert len(starts) == len(set(starts))


@pytest.mark.skipif(shutil.which("swipl") is None, reason="SWI-Prolog is not installed")
def test_prolog_loads_the_facts_without_a_word(tmp_path: Path) -> None:
    lines = facts(Subject(harbour()), everything(gsd_known=True), Profile())
    file = tmp_path / "facts.pl"
    file.write_text("\n".join(prolog_facts(lines)))
    goal = "findall(X, (class(X, ship), near(X, 0)), L), print(L)"

    done = subprocess.run(
        ["swipl", "-q", "-g", goal, "-t", "halt", str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == ("[1,2]", "")
