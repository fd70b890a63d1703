"""One image's answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rune_lp.asp.answer import answer
from rune_lp.asp.solve import AnswerSet, solve
from rune_lp.errors import NotSolvedError
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from tests.asp.examples import box, harbour, question

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("fol", "satisfied", "count", "degree"),
    [
        pytest.param("exists x. ship(x)", True, 3, 0.9, id="one of a class"),
        pytest.param("exists x. plane(x)", False, 0, 0.0, id="a class that is not there"),
        pytest.param("exists x. vehicle(x)", False, 0, 0.3, id="only below the threshold"),
        pytest.param("~(exists x. vehicle(x))", True, 1, 0.7, id="none of a superclass"),
        pytest.param(
            "exists x y. ship(x) & harbor(y) & near(x, y)", True, 2, 0.8, id="a related pair"
        ),
        pytest.param(
            "exists y. harbor(y) & exists>=2 x. ship(x) & near(x, y)", True, 1, 0.6, id="counted"
        ),
        pytest.param("exists>=4 x. ship(x)", False, 0, 0.0, id="too few to count"),
        pytest.param("exists=3 x. ship(x)", True, 1, 0.6, id="exactly as many"),
        pytest.param(
            "forall x. ship(x) -> exists y. harbor(y) & near(x, y)", False, 0, 0.3, id="not all"
        ),
        pytest.param(
            "exists x y. ship(x) & ship(y) & x != y", True, 6, 0.7, id="two that are different"
        ),
        pytest.param("exists x y. ship(x) & ship(y)", True, 9, 0.9, id="two that may be the same"),
        pytest.param("count(x: ship(x)) > 2 * count(y: harbor(y))", True, 1, 1.0, id="counts"),
        pytest.param(
            "exists x y. ship(x) & harbor(y) & distance(x, y) <= 5 m", True, 2, 0.8, id="metres"
        ),
        pytest.param(
            "exists x y. ship(x) & harbor(y) & distance(x, y) > 5 m", True, 1, 0.7, id="beyond"
        ),
        pytest.param("(exists x. ship(x)) & (exists y. harbor(y))", True, 3, 0.8, id="conjuncts"),
        pytest.param("{x | ship(x)}", True, 3, 0.9, id="a set query"),
        pytest.param("{x | plane(x)}", False, 0, 0.0, id="a set query without answers"),
    ],
)
def test_answers(fol: str, satisfied: bool, count: int, degree: float) -> None:
    found = answer(question(fol), harbour())

    assert (found.satisfied, found.count, found.exact) == (satisfied, count, True)
    assert found.degree == pytest.approx(degree)


def test_assignments_come_best_first_and_no_more_than_asked() -> None:
    found = answer(question("{x | ship(x)}"), harbour(), explanations=2)

    assert [(one.objects, one.score) for one in found.assignments] == [((1,), 0.9), ((3,), 0.7)]
    assert found.count == 3


def test_without_explanations_there_are_none_but_score_and_count() -> None:
    found = answer(question("exists x. ship(x)"), harbour(), explanations=0)

    assert (found.assignments, found.degree, found.count) == ((), 0.9, 3)


@pytest.mark.parametrize(
    ("min_score", "satisfied"), [(0.9, True), (0.91, False), (0.0, True), (1.0, False)]
)
def test_the_threshold_is_inclusive(min_score: float, satisfied: bool) -> None:
    found = answer(question("exists x. ship(x)", min_score=min_score), harbour())

    assert found.satisfied is satisfied


def test_an_image_without_objects_is_an_image() -> None:
    empty = Scene.of("P2", [], [], [])

    assert not answer(question("exists x. ship(x)"), empty).satisfied
    assert answer(question("forall x. ship(x)"), empty).satisfied
    assert answer(question("~(exists x. vehicle(x))"), empty).degree == 1.0


def test_variables_that_differ_in_case_only_are_different() -> None:
    found = answer(question("exists x X. ship(x) & harbor(X) & near(x, X)"), harbour())

    assert found.count == 2


def test_metres_on_an_image_without_ground_sample_distance_are_not_solved() -> None:
    asked = question("exists x. ship(x) & length(x) > 10 m")

    with pytest.raises(NotSolvedError, match="no ground sample distance"):
        answer(asked, harbour(gsd=None))


def test_a_number_beyond_the_solvers_integers_is_not_solved() -> None:
    vast = Scene.of("P3", ["ship"], [0.9], [box(0, 0, 20_000, 20_000)])

    with pytest.raises(NotSolvedError, match="beyond the solver's integers"):
        answer(question("exists x. ship(x) & area(x) > 10"), vast)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        pytest.param(
            "{odd(X)} :- class(X, ship).", "several stable models", id="several stable models"
        ),
        pytest.param(
            "odd(X) :- class(X, ship), not even(X).\neven(X) :- class(X, ship), odd(X).",
            "no stable model",
            id="no stable model",
        ),
    ],
)
def test_rules_that_decide_nothing_are_not_taken_for_no_match(
    rules: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "odd.lp"
    file.write_text(f'%! odd(X): "odd"\n{rules}\n')
    asked = question("exists x. odd(x)", library=load_rule_files([file]))

    with pytest.raises(NotSolvedError, match=message):
        answer(asked, harbour())


def test_a_recursive_rule_is_solved(tmp_path: Path) -> None:
    file = tmp_path / "reach.lp"
    file.write_text(
        '%! berthed(X): "at a harbor, or near a ship that is"\n'
        "berthed(X) :- class(X, ship), class(H, harbor), near(X, H).\n"
        "berthed(X) :- class(X, ship), berthed(Y), near(X, Y).\n"
    )
    library = load_rule_files([file])
    found = answer(question("{x | berthed(x)}", library=library), harbour())

    assert [one.objects for one in found.assignments] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("fol", "explanations", "names"),
    [
        pytest.param("exists x. ship(x) & clustered(x)", 1, set(), id="known of the witness"),
        pytest.param("exists x. ship(x) & ~clustered(x)", 1, set(), id="denied of the witness"),
        pytest.param(
            "exists x. ship(x) & (clustered(x) | isolated(x) | elongated(x))",
            1,
            {"clustered", "isolated"},
            id="one of several",
        ),
        pytest.param(
            "exists x. harbor(x) & ~(exists y. ship(y) & near(x, y) & clustered(y))",
            1,
            {"clustered"},
            id="in a scope",
        ),
        pytest.param("exists x. elongated(x) | isolated(x)", 0, set(), id="nothing to explain"),
    ],
)
def test_what_an_explanation_looks_up_is_kept(fol: str, explanations: int, names: set[str]) -> None:
    found = answer(question(fol, library=load_rule_files()), harbour(), explanations=explanations)

    assert found.satisfied or "clustered(x)" in fol
    assert found.defined.keys() == names


def crowd(number: int, *, score: float | None = None) -> Scene:
    """Return many ships in a square lattice, with scores that fall or are all the same."""
    side = int(np.ceil(np.sqrt(number)))
    places = [(30.0 * (k % side), 30.0 * (k // side)) for k in range(number)]
    scores = np.linspace(0.99, 0.51, number) if score is None else np.full(number, score)
    return Scene.of("C", ["ship"] * number, scores, [box(x, y, 20, 5) for x, y in places])


@pytest.mark.parametrize("score", [None, 1.0], ids=["scores differ", "scores are equal"])
def test_ten_to_the_eight_assignments_are_counted_exactly(score: float | None) -> None:
    asked = question("exists a b c d. ship(a) & ship(b) & ship(c) & ship(d)")

    found = answer(asked, crowd(100, score=score))

    assert (found.count, found.exact) == (10**8, True)
    assert found.assignments[0].objects == (0, 0, 0, 0)


def test_a_count_that_is_only_a_lower_bound_says_so() -> None:
    asked = question("exists a b c d. ship(a) & ship(b) & ship(c) & ship(d)", distinct=True)

    found = answer(asked, crowd(100))

    assert found.satisfied
    assert not found.exact
    assert 0 < found.count < 100 * 99 * 98 * 97
    assert found.assignments[0].objects == (0, 1, 2, 3)


def test_the_best_assignment_is_found_among_many() -> None:
    scene = crowd(400)
    asked = question("exists x y. ship(x) & ship(y) & left_of(x, y)")

    found = answer(asked, scene)

    best = found.assignments[0]
    assert best.objects == (0, 1)
    assert best.score == pytest.approx(float(scene.scores[1]))
    assert found.exact


def test_a_sentence_that_no_good_object_satisfies_is_still_decided() -> None:
    scene = crowd(200)
    asked = question("exists x y. ship(x) & ship(y) & x != y & score(x) < 0.52 & score(y) < 0.52")

    found = answer(asked, scene)

    assert found.satisfied
    assert found.degree == pytest.approx(float(scene.scores[-2]))


def test_labels_that_need_another_name_as_a_predicate() -> None:
    from rune_lp.asp.question import make_question
    from rune_lp.logic.parse import parse_query
    from tests.asp.examples import LIBRARY

    labels = ['say "ship"', "near", "4x4", "船"]
    scene = Scene.of("P4", labels, [1] * 4, [box(20 * k, 0, 10, 5) for k in range(4)])
    vocabulary = LIBRARY.vocabulary(labels)
    for predicate in vocabulary.classes():
        assert re.fullmatch("[a-z][a-z0-9_]*", predicate.name)
        query = parse_query(f"{{x | {predicate.name}(x)}}")
        assert answer(make_question(query, vocabulary, LIBRARY), scene).count == 1


def test_of_a_great_many_equally_good_assignments_a_few_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Any two of these ships are near each other: a row of six has tens of thousands.
    corners = [box(100 + 3 * k, 100, 40, 10) for k in range(8)]
    scores = [0.9, *[0.7] * 7]
    scene = Scene.of("P1", ["ship"] * 8, scores, corners, width=1000, height=1000)
    links = "near(a, b) & near(b, c) & near(c, d) & near(d, e) & near(e, f)"
    ships = " & ".join(f"ship({name})" for name in "abcdef")
    grounded: list[int] = []

    def watched(parts: list[str], wanted: object) -> AnswerSet:
        found = solve(parts, wanted)  # type: ignore[arg-type]
        grounded.append(max(map(len, found.tuples.values())))
        return found

    monkeypatch.setattr("rune_lp.asp.solve.solve", watched)
    found = answer(question(f"exists a b c d e f. {ships} & {links}"), scene, explanations=5)

    assert (found.count, found.exact, found.degree) == (8 * 7**5, True, 0.7)
    assert len({one.objects for one in found.assignments}) == 5
    assert {one.score for one in found.assignments} == {0.7}
    assert max(grounded) < 100
