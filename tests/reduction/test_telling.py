"""Answers that columns choose and the solver tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.solve import CLINGO
from rune_lp.asp.solver import AnswerSet
from rune_lp.errors import NotSolvedError
from rune_lp.reduction import telling
from rune_lp.reduction.sufficient import sufficient
from rune_lp.reduction.telling import shown_answer
from rune_lp.scenes import Scene
from tests.asp.examples import box, harbour, question


class Deaf:
    """A solver that finds nothing."""

    name = "deaf"

    def require(self):
        """Do nothing."""

    def check(self, statements, library):
        """Do nothing."""

    def solve(self, program, facts, wanted):
        """Return an empty answer set."""
        del program, facts
        return AnswerSet({key: [] for key in wanted})


def test_an_assignment_that_the_solver_does_not_find_is_a_bug_that_is_told():
    asked = replace(question("exists x. ship(x)"), solver=Deaf())

    with pytest.raises(NotSolvedError, match="a bug: deaf does not find what the columns chose"):
        shown_answer(asked, harbour(), 1)


def test_what_is_shown_is_what_the_solver_found(monkeypatch):
    monkeypatch.setattr(telling, "answer", None)
    asked = question("exists y. harbor(y) & exists>=2 x. ship(x) & near(x, y)")

    found = shown_answer(asked, harbour(), 3)

    assert [(one.objects, one.score) for one in found.assignments] == [((0,), 0.6)]
    assert list(found.extensions.values()) == [frozenset({(0,)})]
    assert asked.solver == CLINGO


@pytest.mark.parametrize(
    "fol",
    ["exists x. plane(x)", "exists x. berth(x)", "exists x y. ship(x) & between(x, y, y)"],
    ids=["no match", "a rule", "no match of three"],
)
def test_what_the_columns_cannot_tell_the_solver_does(fol, tmp_path):
    from rune_lp.rulefiles.library import load_rule_files

    file = tmp_path / "berth.lp"
    file.write_text(
        '%! berth(X): "a ship beside a harbor"\n'
        "berth(X) :- class(X, ship), class(Y, harbor), near(X, Y).\n"
    )
    asked = question(fol, library=load_rule_files([file]))

    found = shown_answer(asked, harbour(), 3)

    assert found.satisfied == ("berth" in fol)


def test_metres_without_a_scale_are_not_solved():
    with pytest.raises(NotSolvedError, match="no ground sample distance"):
        shown_answer(question("exists x. ship(x) & length(x) > 10 m"), harbour(gsd=None), 1)


def row_of_ships(number):
    places = [box(30 * k, 0, 20, 5) for k in range(number)]
    return Scene.of("R", ["ship"] * number, np.linspace(0.9, 0.6, number), places)


@pytest.mark.parametrize(
    ("fol", "chosen", "related"),
    [
        pytest.param(
            "exists x. ship(x) & (plane(x) | (exists y. ship(y) & near(x, y)))",
            3,
            1,
            id="one proof",
        ),
        pytest.param(
            "exists x. ship(x) & exists>=2 y. ship(y) & near(x, y)", 3, 2, id="as many as counted"
        ),
        pytest.param(
            "exists x. ship(x) & ~(exists>=3 y. ship(y) & near(x, y))", 3, 2, id="all, where denied"
        ),
        pytest.param(
            "exists x. ship(x) & ~(exists y. ship(y) & near(x, y) & above(x, y))",
            3,
            2,
            id="all that come into question",
        ),
        pytest.param(
            "(exists x. ship(x)) & (forall y. ship(y) -> exists z. ship(z) & near(y, z))",
            3,
            8,
            id="one proof for each of all",
        ),
    ],
)
def test_of_pairs_there_are_as_many_as_prove_it(fol, chosen, related):
    asked = question(fol)
    subject = Subject(row_of_ships(9))

    given = sufficient(asked, subject, np.array([[chosen]]))

    lines = [*facts(given, asked.subset, asked.profile)]
    pairs = {tuple(sorted(line[5:-2].split(","))) for line in lines if line.startswith("near(")}
    assert len(pairs) == related
