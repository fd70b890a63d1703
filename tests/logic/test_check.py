"""What a query may say: every fault with its exact place, its reason and how to mend it."""

from __future__ import annotations

import pytest

from rune_lp.errors import InputError
from rune_lp.logic.check import MAX_DOUBLINGS, QueryMeaningError, check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.vocabulary import Predicate, Vocabulary

VOCABULARY = Vocabulary.of(
    ["ship", "harbor", "small-vehicle"],
    rules=[Predicate("vehicle", 1, "rule"), Predicate("moored_at", 2, "rule")],
)


def checked(text: str) -> str:
    return to_text(check(parse_query(text), VOCABULARY, text))


def fault(text: str, vocabulary: Vocabulary = VOCABULARY) -> str:
    with pytest.raises(QueryMeaningError) as caught:
        check(parse_query(text), vocabulary, text)
    return str(caught.value)


CANONICAL = {
    "exists x. SmallVehicle(x)": "exists x. small_vehicle(x)",
    "exists x. small-vehicle(x) & SMALL_VEHICLE(x)": (
        "exists x. small_vehicle(x) & small_vehicle(x)"
    ),
    "exists x y. is_above(x, y) & NextTo(x, y)": "exists x y. above(x, y) & next_to(x, y)",
    "exists x y. Vehicle(x) & moored-at(x, y)": "exists x y. vehicle(x) & moored_at(x, y)",
    "exists x. Confidence(x) > 0.5": "exists x. score(x) > 0.5",
    "ImageWidth > image-height": "image_width > image_height",
    "{x | SHIP(x)}": "{x | ship(x)}",
    "count(x: Ship(x)) > 1": "count(x: ship(x)) > 1",
    "forall x. Ship(x) <-> ~(exists>=2 y. Near(x, y) | Far(x, y) -> true)": (
        "forall x. ship(x) <-> ~(exists>=2 y. near(x, y) | far(x, y) -> true)"
    ),
}


@pytest.mark.parametrize("text", CANONICAL)
def test_every_name_gets_its_canonical_spelling(text):
    assert checked(text) == CANONICAL[text]


FITTING = [
    "exists x. length(x) > 3",
    "exists x. length(x) > 3 px",
    "exists x. length(x) > 3 m",
    "exists x. length(x) > 3 m & length(x) < 900 px",
    "exists x. area(x) > 3 px2",
    "exists x. area(x) > 3 m2",
    "exists x. angle(x) > 3 deg",
    "exists x. aspect(x) > 2.5",
    "exists x. score(x) > 0.5",
    "exists x y. distance(x, y) + width(x) > 3 m - 2 * length(y)",
    "exists x. cx(x) < image_width - 10 px",
    "gsd < 0.3",
    "count(x: true) > 2 * count(x: true) - 1",
]


@pytest.mark.parametrize("text", FITTING)
def test_numbers_of_one_dimension_go_together(text):
    assert checked(text) == text


FREE = "(quantify it: exists y. …, or ask for it: {y | …})"
FAULTS = {
    # names
    "unknown predicate": (
        "exists x. shpi(x)",
        "query:1:11: unknown predicate shpi (did you mean ship?)",
    ),
    "unknown predicate on the third line": (
        "exists x.\n  ship(x)\n  & habor(x)",
        "query:3:5: unknown predicate habor (did you mean harbor or at_border or above?)",
    ),
    "nothing like it": (
        "exists x. zzz(x)",
        "query:1:11: unknown predicate zzz (classes here: harbor, ship, small_vehicle)",
    ),
    "a class that the catalogue lacks": (
        "exists x. tennis-court(x)",
        "query:1:11: unknown predicate tennis-court (classes here: harbor, ship, small_vehicle)",
    ),
    "unknown in a count": (
        "count(x: shpi(x)) > 1",
        "query:1:10: unknown predicate shpi (did you mean ship?)",
    ),
    "unknown in a set": (
        "{x | shpi(x)}",
        "query:1:6: unknown predicate shpi (did you mean ship?)",
    ),
    "unknown number": (
        "exists x. aera(x) > 3",
        "query:1:11: unknown number aera (did you mean area?)",
    ),
    "a number for a predicate": (
        "exists x. ship(x) & area(x)",
        "query:1:21: area is a number, not a predicate (compare it, such as area(x) >= 10)",
    ),
    "a predicate for a number": (
        "exists x. ship(x) > 3",
        "query:1:11: ship is a predicate, not a number",
    ),
    "an object for a number": (
        "exists x. x > 3",
        "query:1:11: x is an object, not a number (compare a number of it, such as area(x))",
    ),
    "an object called like a constant": (
        "exists gsd. gsd > 3",
        "query:1:13: gsd is an object, not a number (compare a number of it, such as area(gsd))",
    ),
    "an object called like a constant, compared with one": (
        "exists image_width. image_width = image_height",
        (
            "query:1:21: image_width is an object, not a number "
            "(compare a number of it, such as area(image_width))"
        ),
    ),
    # arity
    "too many": ("exists x. ship(x, x)", "query:1:11: ship takes 1 object, but got 2"),
    "too few": ("exists x. near(x)", "query:1:11: near takes 2 objects, but got 1"),
    "three": ("exists x. between(x, x)", "query:1:11: between takes 3 objects, but got 2"),
    "rule": ("exists x. vehicle(x, x)", "query:1:11: vehicle takes 1 object, but got 2"),
    "number's arity": ("exists x. area(x, x) > 3", "query:1:11: area takes 1 object, but got 2"),
    "number without object": ("area > 3", "query:1:1: area takes 1 object, but got 0"),
    "constant of an object": ("exists x. gsd(x) > 3", "query:1:11: gsd takes 0 objects, but got 1"),
    # free variables
    "free": ("exists x. near(x, y)", f"query:1:11: the variable y is free {FREE}"),
    "free in a number": ("exists x. area(y) > 3", f"query:1:11: the variable y is free {FREE}"),
    "free in an equality": ("exists x. x = y", f"query:1:11: the variable y is free {FREE}"),
    "free after brackets": (
        "exists y (ship(y)) & ship(y)",
        f"query:1:22: the variable y is free {FREE}",
    ),
    "free outside a count": (
        "count(y: ship(y)) > area(y)",
        f"query:1:21: the variable y is free {FREE}",
    ),
    "not an answer variable": ("{x | ship(y)}", f"query:1:6: the variable y is free {FREE}"),
    "of another case": ("exists Y. ship(y)", f"query:1:11: the variable y is free {FREE}"),
    # dimensions and units
    "unit of an area": (
        "exists x. length(x) > 30 m2",
        "query:1:23: the unit m2 does not fit a length (fitting: px or m)",
    ),
    "unit of a length": (
        "exists x. area(x) > 30 m",
        "query:1:21: the unit m does not fit an area (fitting: px2 or m2)",
    ),
    "unit of an angle": (
        "exists x. length(x) > 30 deg",
        "query:1:23: the unit deg does not fit a length (fitting: px or m)",
    ),
    "unit of a pure number": (
        "exists x. score(x) > 30 px",
        "query:1:22: the unit px does not fit a score (fitting: none)",
    ),
    "unit of a count": (
        "count(x: true) > 3 px",
        "query:1:18: the unit px does not fit a count (fitting: none)",
    ),
    "unit on the left": (
        "exists x. 30 deg < length(x)",
        "query:1:11: the unit deg does not fit a length (fitting: px or m)",
    ),
    "two units": (
        "exists x. length(x) + 3 m > 30 px",
        "query:1:29: one comparison mixes m and px",
    ),
    "two dimensions": (
        "exists x. length(x) > area(x)",
        "query:1:23: cannot compare a length with an area",
    ),
    "count and length": (
        "count(x: true) > image_width",
        "query:1:18: cannot compare a count with a length",
    ),
    "half an object": ("count(x: true) > 1.5", "query:1:18: a count is whole, but got 1.5"),
    "numbers only": (
        "3 > 2",
        "query:1:1: a comparison must measure something (such as area(x) or count)",
    ),
    # size
    "large number": (
        "exists x. length(x) > 300000000",
        "query:1:11: the number is too large to compute with",
    ),
    "fine factor": (
        "exists x. 0.0000000001 * length(x) > 1",
        "query:1:11: the number is too large to compute with",
    ),
    "large count": (
        "exists>=2147483647 x. true",
        "query:1:1: the number is too large to count to",
    ),
    "very large numbers": (
        f"exists>={'9' * 5000} x. true",
        "query:1:1: the number is too large to count to",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_what_the_vocabulary_cannot_mean_is_refused(text, message):
    assert fault(text) == message


@pytest.mark.parametrize(
    ("text", "underlined"),
    [
        ("exists x. shpi(x) & ship(x)", "shpi"),
        ("exists x. ship(x) & near(x)", "near(x)"),
        ("exists x. area(x) > 3 deg", "3 deg"),
        ("∀x (aera(x) > 3)", "aera"),
        ("exists x. length(x) > 300000000 & ship(x)", "length(x) > 300000000"),
    ],
)
def test_the_caret_underlines_the_words_meant(text, underlined):
    with pytest.raises(QueryMeaningError) as caught:
        check(parse_query(text), VOCABULARY, text)
    _, excerpt, caret = caught.value.fault.drawn().split("\n")
    assert excerpt[caret.index("^") : len(caret)] == underlined


def test_a_catalogue_without_classes_says_so():
    assert fault("exists x. zzz(x)", Vocabulary.of([])).endswith("(the catalogue has no classes)")


def test_of_many_classes_some_are_named():
    vocabulary = Vocabulary.of([f"kind{k:02}" for k in range(30)])
    message = fault("exists x. zzz(x)", vocabulary)
    assert message.endswith("kind18, kind19, …)")


def test_without_a_text_the_place_is_in_the_printed_form():
    query = parse_query("  exists   x  . (  ( shpi(x)))")
    with pytest.raises(QueryMeaningError) as caught:
        check(query, VOCABULARY)
    assert caught.value.fault.drawn().split("\n")[1:] == ["  exists x. shpi(x)", "  " + "^" * 17]


DOUBLED = {
    "equivalences": " <-> ".join(["true"] * (MAX_DOUBLINGS + 2)),
    "exact counts": "exists=1 x. " * (MAX_DOUBLINGS + 1) + "true",
    "either": "exists!=1 x. (true <-> " * 5 + "true" + ")" * 5,
    "in counts": "count(x: true <-> " * (MAX_DOUBLINGS + 1)
    + "true"
    + ") > 1" * (MAX_DOUBLINGS + 1),
}


@pytest.mark.parametrize("text", DOUBLED.values(), ids=DOUBLED)
def test_what_would_be_written_out_exponentially_is_refused(text):
    message = f"more than {MAX_DOUBLINGS} equivalences and exact counts inside each other"
    assert message in fault(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" <-> ".join(["true"] * (MAX_DOUBLINGS + 1)), id="as many as are allowed"),
        pytest.param(" & ".join(["(true <-> true)"] * 50), id="side by side"),
        pytest.param("exists>=2 x. " * 50 + "true", id="counts that are not exact"),
    ],
)
def test_what_stays_small_is_not(text):
    assert check(parse_query(text), VOCABULARY, text)


def test_a_meaning_error_is_a_fault_of_the_input():
    assert issubclass(QueryMeaningError, InputError)
