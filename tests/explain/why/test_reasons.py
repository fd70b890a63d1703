"""The reasons for an answer: which there are, what they say, and that they are true."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.explain.why.reasons import Explainer
from rune_lp.logic.evaluate import holds
from rune_lp.logic.syntax import And, Atom, Exists, Formula, Sentence
from tests.explain.images import RULES, ask, scene
from tests.laws.test_agreement import structure_of
from tests.strategies import BINARY, CLASSES, UNARY, scenes, sentences, set_queries

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Query
    from rune_lp.scenes import Scene

ALONE = scene(("ship", 0.9, 0, 0, 20, 10), ("plane", 0.6, 500, 500, 30, 30))


@pytest.mark.parametrize(
    ("formula", "because"),
    [
        pytest.param(
            "exists x y. ship(x) & harbor(y) & near(x, y)",
            ["ship(1)", "harbor(0)", "near(1, 0)"],
            id="literals",
        ),
        pytest.param(
            "exists x. ship(x) & (exists y. harbor(y) & near(x, y)) & ~elongated(x) | plane(x)"
            " | exists z. vehicle(z)",
            ["vehicle(4)"],
            id="the disjunct that is true",
        ),
        pytest.param(
            "exists x. harbor(x) & (exists>=2 y. ship(y) & near(y, x))",
            [
                "harbor(0)",
                "exists>=2 y. ship(y) & near(y, 0)",
                "ship(1)",
                "near(1, 0)",
                "ship(2)",
                "near(2, 0)",
            ],
            id="a count and its members",
        ),
        pytest.param(
            "~(exists x. plane(x)) & ~(exists x. plane(x) & elongated(x))",
            ["~(exists x. plane(x))", "~(exists x1. plane(x1) & elongated(x1))"],
            id="scopes denied",
        ),
        pytest.param(
            "exists x y. ship(x) & ship(y) & x != y & near(x, x) | exists x. harbor(x) & x = x",
            ["harbor(0)", "0 = 0"],
            id="equality",
        ),
        pytest.param("true", [], id="what needs no reason"),
    ],
)
def test_the_atoms_stand_in_because(formula, because):
    assert ask(formula).because == because


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        pytest.param("exists x. ship(x)", [], id="a class alone"),
        pytest.param(
            "~(exists x. plane(x))",
            ["no plane is detected with score ≥ 0.5, the best has 0.40"],
            id="none reaches the threshold",
        ),
        pytest.param(
            "exists x. ship(x) & ~(exists y. harbor(y) & near(x, y))",
            ["no harbor is near ship 3 (the only one: harbor 0 at 400.0 px, near means ≤ 60.0 px)"],
            id="the only one is not",
        ),
        pytest.param(
            "exists x. small_vehicle(x) & ~(exists y. ship(y) & near(x, y))",
            [
                (
                    "none of the 3 ships is near small vehicle 4 "
                    "(nearest: ship 3 at 390.0 px, near means ≤ 15.0 px)"
                )
            ],
            id="none of several",
        ),
        pytest.param(
            "exists x. ship(x) & ~(exists y. ship(y) & x != y & near(x, y))",
            [
                (
                    "none of the 2 other ships is near ship 3 "
                    "(nearest: ship 1 at 367.6 px, near means ≤ 20.0 px)"
                )
            ],
            id="none of the others",
        ),
        pytest.param(
            "exists x. harbor(x) & ~(exists y. harbor(y) & x != y)",
            ["no other harbor is detected with score ≥ 0.5"],
            id="there is no other",
        ),
        pytest.param(
            "exists x. harbor(x) & ~(exists y. ship(y) & inside(y, x))",
            ["none of the 3 ships is inside harbor 0"],
            id="no gap, no nearest",
        ),
        pytest.param(
            "~(exists x. ship(x) & vehicle(x))",
            ["none of the 3 ships is a vehicle"],
            id="none is of a kind",
        ),
        pytest.param(
            "forall x. ship(x) -> length(x) >= 20",
            ["none of the 3 ships has a length of less than 20"],
            id="each by a number",
        ),
        pytest.param(
            "forall x. small_vehicle(x) -> elongated(x)",
            [
                "small vehicle 4, the only small vehicle, is elongated",
                "small vehicle 4 is elongated (length of small vehicle 4: 10.0 px ≥ 6.0 px)",
            ],
            id="the only one does",
        ),
        pytest.param(
            "exists=3 x. ship(x)",
            ["only 3 ships are detected: ship 3, ship 1 and ship 2"],
            id="exactly so many",
        ),
        pytest.param(
            "exists=1 x. harbor(x)", ["only 1 harbor is detected: harbor 0"], id="exactly one"
        ),
        pytest.param(
            "exists<=1 x. plane(x)",
            ["no plane is detected with score ≥ 0.5, the best has 0.40"],
            id="at most one, and there is none",
        ),
        pytest.param(
            "exists x. harbor(x) & (exists>=2 y. ship(y) & near(y, x))",
            [
                "2 ships are near harbor 0: ship 1 and ship 2",
                "ship 1 is 12.4 px from harbor 0, near means ≤ 60.0 px",
                "ship 2 is 10.0 px from harbor 0, near means ≤ 60.0 px",
            ],
            id="at least so many",
        ),
        pytest.param(
            "count(x: ship(x)) > 2 * count(y: harbor(y))",
            [
                (
                    "3 > 2 × 1: 3 ships are detected: ship 3, ship 1 and ship 2; "
                    "1 harbor is detected: harbor 0"
                )
            ],
            id="counts",
        ),
        pytest.param(
            "count(x: ship(x) & (near(x, x) | x = x)) - 1 != 1 + 0 * count(z: plane(z))",
            [
                (
                    "3 − 1 ≠ 1 + 0 × 0: 3 ships satisfy near(x, x) | x = x: ship 3, ship 1 and "
                    "ship 2; no plane is detected with score ≥ 0.5, the best has 0.40"
                )
            ],
            id="counts of what has no words",
        ),
    ],
)
def test_sentences_are_plain_and_have_their_numbers(formula, told):
    assert ask(formula).told == told


def test_a_universal_names_each_instance_up_to_a_number():
    image = scene(*(("ship", 0.9 - number / 100, 30 * number, 0, 20, 10) for number in range(10)))
    first, *instances = ask(
        "forall x. ship(x) -> (exists y. ship(y) & y != x & near(x, y))", image
    ).told
    assert first == "each of the 10 ships is near another ship (2 more are not shown)"
    assert len(instances) == 8
    assert instances[0] == "ship 0 is 10.0 px from ship 1, near means ≤ 20.0 px"


def test_a_universal_over_one_object_names_it():
    told = ask("forall x. ship(x) -> ~(exists y. plane(y) & near(x, y))", ALONE).told
    assert told == [
        "no ship is near a plane (the only one: ship 0)",
        "no plane is near ship 0 (the only one: plane 1 at 685.9 px, near means ≤ 25.0 px)",
    ]


def test_a_count_names_its_best_members_up_to_a_number():
    image = scene(*(("ship", 0.5 + number / 100, 30 * number, 0, 20, 10) for number in range(12)))
    (told,) = ask("exists>=2 x. ship(x)", image).told
    assert told == (
        "12 ships are detected: ship 11, ship 10, ship 9, ship 8, ship 7, ship 6, ship 5, ship 4 "
        "and 4 more"
    )


def reasons_of(query: Query, image: Scene):
    """Yield a query's question, its answer and the reasons of each of its assignments."""
    question = make_question(query, RULES.vocabulary(CLASSES), RULES)
    found = answer(question, image)
    explainer = Explainer(question, found, RULES, image)
    for assignment in found.assignments:
        yield question, found, assignment, explainer.reasons(assignment)


@given(sentences() | set_queries(), scenes())
def test_every_reason_is_true_in_the_image(query, image):
    structure = structure_of(image)
    for *_, reasons in reasons_of(query, image):
        for reason in reasons:
            assert holds(reason.formula, structure, dict(reason.binding))


@given(sentences(), scenes())
def test_every_sentence_counts_right(query, image):
    kept = Counter(label.replace("-", " ") for label in image.at_least(0.5).labels)
    kept["vehicle"] = kept["small vehicle"]
    kept["object"] = len(image.at_least(0.5))
    for *_, reasons in reasons_of(query, image):
        for sentence in (reason.sentence for reason in reasons):
            for noun in re.findall(r"no ([a-z ]+) is detected", sentence):
                assert noun.startswith("other ") or not kept[noun], sentence
            for count, nouns in re.findall(
                r"(?:none|each) of the (\d+) (ship|harbor|plane|small vehicle|vehicle|object)s ",
                sentence,
            ):
                assert int(count) == kept[nouns], sentence
            for count, nouns in re.findall(
                r"(\d+) (ship|harbor|plane|small vehicle|vehicle|object)s? (?:is|are) detected",
                sentence,
            ):
                assert int(count) == kept[nouns], sentence


class Told:
    """The structure in which nothing is true but what some ground atoms say."""

    def __init__(self, domain: list[int], atoms: set[tuple[str, tuple[int, ...]]]) -> None:
        self.domain = domain
        self.atoms = atoms

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        return (predicate, arguments) in self.atoms

    def measures(self, attribute: str, *_: object) -> int:
        raise AssertionError(f"a conjunction of atoms does not measure {attribute}")


@st.composite
def conjunctions(draw: st.DrawFn) -> Sentence:
    """Draw `exists x y z.` and a conjunction of atoms over those variables."""
    variables = ("x", "y", "z")
    name = st.sampled_from(variables)
    # `far` is solved as "not near", which is no atom.
    binary = [relation for relation in BINARY if relation != "far"]
    parts: list[Formula] = [
        Atom(draw(st.sampled_from(UNARY)), (draw(name),)) for _ in range(draw(st.integers(1, 2)))
    ]
    parts += [
        Atom(draw(st.sampled_from(binary)), (draw(name), draw(name)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    return Sentence(Exists(variables, And(tuple(parts))))


@given(conjunctions(), scenes())
def test_the_reasons_alone_entail_a_conjunction_of_atoms(query, image):
    for question, _, assignment, reasons in reasons_of(query, image):
        atoms = {
            (
                reason.formula.predicate,
                tuple(dict(reason.binding)[n] for n in reason.formula.arguments),
            )
            for reason in reasons
            if isinstance(reason.formula, Atom)
        }
        told = Told(sorted(set(assignment.objects)), atoms)
        assert holds(query.formula, told, {})
        assert set(question.plan.witnesses) == {"x", "y", "z"}


@given(scenes(most=3))
def test_an_image_is_told_to_lack_what_it_lacks(image):
    kept = image.at_least(0.5)
    for one, other in product(("ship", "harbor"), repeat=2):
        query = Sentence(Exists(("x",), And((Atom(one, ("x",)), Atom(other, ("x",))))))
        found = list(reasons_of(query, image))
        assert bool(found) is (one == other and one in kept.labels)
