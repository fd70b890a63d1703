"""Every accepted spelling of every form, precedence and scope, and every refusal with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rune_lp.errors import InputError
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.parse import CONSTANTS, KEYWORDS, MAX_DEPTH, QuerySyntaxError, parse_query
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Sentence,
    SetQuery,
    Sum,
    Truth,
)


def parsed(text: str) -> Formula:
    query = parse_query(text)
    assert isinstance(query, Sentence)
    return query.formula


A, B, C, D = (Atom(name, ("x",)) for name in "abcd")
A_Y = Atom("a", ("y",))
NEAR = Atom("near", ("x", "y"))
AREA = Attribute("area", ("x",))


def number(text: str, unit: str | None = None) -> Number:
    return Number(Decimal(text), unit)


QUANTIFIERS = {
    Exists(("x", "y"), NEAR): [
        "exists x y. near(x, y)",
        "exists x, y. near(x, y)",
        "exists x, y: near(x, y)",
        "exists x y (near(x, y))",
        "exists x, y (near(x, y))",
        "exists x y near(x, y)",
        "EXISTS x y. near(x,y)",
        "Exists x y: (near(x, y))",
        "∃x y. near(x, y)",
        "∃ x, y (near(x, y))",
        "  exists\tx\r\ny .\nnear ( x , y )\n",
    ],
    Exists(("x",), Exists(("y",), NEAR)): [
        "exists x. exists y. near(x, y)",
        "∃x ∃y (near(x, y))",
        "∃x ∃y near(x, y)",
        "∃x∃y.near(x,y)",
        "exists x exists y near(x, y)",
    ],
    Forall(("x",), A): [
        "forall x. a(x)",
        "forall x: a(x)",
        "forall x (a(x))",
        "FORALL x a(x)",
        "∀x a(x)",
        "∀x.a(x)",
        "∀ x (a(x))",
    ],
    Forall(("x",), Not(A)): ["∀x ~a(x)", "∀x ¬(a(x))", "forall x not a(x)"],
    Forall(("x",), Truth(False)): ["∀x false", "forall x. false", "∀x ⊥"],
    Counted(">=", 3, "x", A): [
        "exists>=3 x. a(x)",
        "exists >= 3 x. a(x)",
        "exists≥3 x. a(x)",
        "∃≥3x a(x)",
        "∃≥3 x (a(x))",
        "∃>=3x: a(x)",
        "EXISTS>=3x.a(x)",
    ],
    Counted("<=", 1, "x", A): ["exists<=1 x. a(x)", "∃≤1x a(x)"],
    Counted("=", 2, "x", A): ["exists=2 x. a(x)", "∃=2x a(x)", "exists==2 x. a(x)"],
    Counted("<", 2, "x", A): ["exists<2 x. a(x)", "∃<2x a(x)"],
    Counted(">", 2, "x", A): ["exists>2 x. a(x)", "∃>2x a(x)"],
    Counted("!=", 0, "x", A): ["exists!=0 x. a(x)", "∃≠0x a(x)"],
    Counted(">=", 2, "m", Atom("a", ("m",))): ["∃≥2m a(m)", "exists>=2 m. a(m)"],
}


@pytest.mark.parametrize(
    ("text", "formula"),
    [(text, formula) for formula, texts in QUANTIFIERS.items() for text in texts],
)
def test_quantifiers(text, formula):
    assert parsed(text) == formula


CONNECTIVES = {
    Not(A): ["~a(x)", "¬a(x)", "!a(x)", "not a(x)", "NOT a(x)", "Not(a(x))", "not(a(x))"],
    And((A, B)): ["a(x) & b(x)", "a(x) && b(x)", "a(x) ∧ b(x)", "a(x) and b(x)", "a(x) AND b(x)"],
    Or((A, B)): ["a(x) | b(x)", "a(x) || b(x)", "a(x) ∨ b(x)", "a(x) or b(x)", "a(x) OR b(x)"],
    Implies(A, B): [
        "a(x) -> b(x)",
        "a(x) => b(x)",
        "a(x) → b(x)",
        "a(x) implies b(x)",
        "a(x) IMPLIES b(x)",
    ],
    Iff(A, B): [
        "a(x) <-> b(x)",
        "a(x) <=> b(x)",
        "a(x) ↔ b(x)",
        "a(x) iff b(x)",
        "a(x) IFF b(x)",
    ],
    Truth(True): ["true", "TRUE", "⊤"],
    Truth(False): ["false", "False", "⊥"],
}


@pytest.mark.parametrize(
    ("text", "formula"),
    [(text, formula) for formula, texts in CONNECTIVES.items() for text in texts],
)
def test_connectives(text, formula):
    assert parsed(text) == formula


PRECEDENCE = {
    "~a(x) & b(x)": And((Not(A), B)),
    "~~a(x)": Not(Not(A)),
    "~(a(x) & b(x))": Not(And((A, B))),
    "a(x) & b(x) & c(x)": And((A, B, C)),
    "a(x) & (b(x) & c(x))": And((A, And((B, C)))),
    "a(x) | b(x) & c(x)": Or((A, And((B, C)))),
    "a(x) & b(x) | c(x) & d(x)": Or((And((A, B)), And((C, D)))),
    "(a(x) | b(x)) & c(x)": And((Or((A, B)), C)),
    "a(x) | b(x) -> c(x)": Implies(Or((A, B)), C),
    "a(x) -> b(x) -> c(x)": Implies(A, Implies(B, C)),
    "(a(x) -> b(x)) -> c(x)": Implies(Implies(A, B), C),
    "a(x) -> b(x) <-> c(x)": Iff(Implies(A, B), C),
    "a(x) <-> b(x) -> c(x)": Iff(A, Implies(B, C)),
    "a(x) <-> b(x) <-> c(x)": Iff(Iff(A, B), C),
    "a(x) <-> (b(x) <-> c(x))": Iff(A, Iff(B, C)),
    "~x = y": Not(Equal("x", "y")),
    "~area(x) > 3 & a(x)": And((Not(Compare(">", AREA, number("3"))), A)),
}


@pytest.mark.parametrize("text", PRECEDENCE)
def test_precedence(text):
    assert parsed(text) == PRECEDENCE[text]


SCOPE = {
    "exists x. a(x) & b(x)": Exists(("x",), And((A, B))),
    "exists x: a(x) -> b(x) <-> c(x)": Exists(("x",), Iff(Implies(A, B), C)),
    "∃x. a(x) | b(x)": Exists(("x",), Or((A, B))),
    "exists>=2 x. a(x) & b(x)": Counted(">=", 2, "x", And((A, B))),
    "exists x (a(x)) & b(x)": And((Exists(("x",), A), B)),
    "∀x a(x) & b(x)": And((Forall(("x",), A), B)),
    "∃≥2x (a(x)) & b(x)": And((Counted(">=", 2, "x", A), B)),
    "∀x ¬a(x) ∧ b(x)": And((Forall(("x",), Not(A)), B)),
    "∀x ∃y (near(x, y)) & b(x)": And((Forall(("x",), Exists(("y",), NEAR)), B)),
    "∀x ∃y. near(x, y) & b(x)": Forall(("x",), Exists(("y",), And((NEAR, B)))),
    "b(x) & exists x. a(x) & c(x)": And((B, Exists(("x",), And((A, C))))),
    "b(x) | exists x. a(x) & c(x)": Or((B, Exists(("x",), And((A, C))))),
    "~exists x. a(x) & b(x)": Not(Exists(("x",), And((A, B)))),
    "~∃x (a(x)) & b(x)": And((Not(Exists(("x",), A)), B)),
    "(exists x. a(x)) & b(x)": And((Exists(("x",), A), B)),
    "exists x. a(x) & exists x. b(x)": Exists(("x",), And((A, Exists(("x",), B)))),
}


@pytest.mark.parametrize("text", SCOPE)
def test_a_dot_or_colon_reaches_as_far_as_it_can_and_brackets_do_not(text):
    assert parsed(text) == SCOPE[text]


ATOMS = {
    "ship(x)": Atom("ship", ("x",)),
    "near(x, y)": NEAR,
    "between(x,y,z)": Atom("between", ("x", "y", "z")),
    "SmallVehicle(x)": Atom("SmallVehicle", ("x",)),
    "small-vehicle(x)": Atom("small-vehicle", ("x",)),
    "small_vehicle(x)": Atom("small_vehicle", ("x",)),
    "notable(x)": Atom("notable", ("x",)),
    "order(ant)": Atom("order", ("ant",)),
    "exists1(x)": Atom("exists1", ("x",)),
    "counter(x)": Atom("counter", ("x",)),
    "m(px)": Atom("m", ("px",)),
    "_p(_1)": Atom("_p", ("_1",)),
    "x = y": Equal("x", "y"),
    "x == y": Equal("x", "y"),
    "x != y": Not(Equal("x", "y")),
    "x ≠ y": Not(Equal("x", "y")),
}


@pytest.mark.parametrize("text", ATOMS)
def test_atoms_and_equality(text):
    assert parsed(text) == ATOMS[text]


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        *((text, text) for text in ("<=", "<", ">=", ">", "=", "!=")),
        ("≤", "<="),
        ("≥", ">="),
        ("==", "="),
        ("≠", "!="),
    ],
)
def test_comparison_operators(text, operator):
    assert parsed(f"area(x) {text} 3") == Compare(operator, AREA, number("3"))


@pytest.mark.parametrize("space", ["", " ", "\n"], ids=["joined", "space", "line"])
@pytest.mark.parametrize(
    ("unit", "meant"),
    [(u, u) for u in ("px", "m", "m2", "px2", "deg")]
    + [("M", "m"), ("PX2", "px2"), ("Deg", "deg")],
)
def test_units(unit, meant, space):
    assert parsed(f"area(x) > 2.5{space}{unit}") == Compare(">", AREA, number("2.5", meant))


def test_a_number_without_a_unit_has_none():
    assert parsed("area(x) > 007.50") == Compare(">", AREA, number("7.50"))


SHIPS, HARBORS = Count("x", Atom("ship", ("x",))), Count("y", Atom("harbor", ("y",)))

TERMS = {
    "area(y)": Attribute("area", ("y",)),
    "distance(x, y)": Attribute("distance", ("x", "y")),
    "image_width": Attribute("image_width", ()),
    "gsd": Attribute("gsd", ()),
    "count(x: ship(x))": SHIPS,
    "COUNT( x : ship(x) )": SHIPS,
    "#{x: ship(x)}": SHIPS,
    "# { x : ship(x) }": SHIPS,
    "#{x: ship(x) | harbor(x)}": Count("x", Or((Atom("ship", ("x",)), Atom("harbor", ("x",))))),
    "2 * count(y: harbor(y))": Product(Decimal(2), HARBORS),
    "count(y: harbor(y)) * 2": Product(Decimal(2), HARBORS),
    "1.5 * area(x)": Product(Decimal("1.5"), AREA),
    "2 * 3": Product(Decimal(2), number("3")),
    "2 * 30 m": Product(Decimal(2), number("30", "m")),
    "30 m * 2": Product(Decimal(2), number("30", "m")),
    "2 * 3 * area(x)": Product(Decimal(2), Product(Decimal(3), AREA)),
    "2 * area(x) * 3": Product(Decimal(2), Product(Decimal(3), AREA)),
    "area(x) + 5": Sum(AREA, number("5")),
    "area(x) - 5": Sum(AREA, number("5"), minus=True),
    "5 + 2 * area(x)": Sum(number("5"), Product(Decimal(2), AREA)),
    "1 - 2 - 3": Sum(Sum(number("1"), number("2"), minus=True), number("3"), minus=True),
    "1 - [2 - 3]": Sum(number("1"), Sum(number("2"), number("3"), minus=True), minus=True),
    "2 * [area(x) + 5]": Product(Decimal(2), Sum(AREA, number("5"))),
    "[[area(x)]]": AREA,
}


@pytest.mark.parametrize("text", TERMS)
def test_number_terms(text):
    assert parsed(f"{text} > area(x)") == Compare(">", TERMS[text], AREA)
    assert parsed(f"area(x) > {text}") == Compare(">", AREA, TERMS[text])


@pytest.mark.parametrize(
    "text", ["image_width = image_height", "Image-Width == ImageHeight", "gsd = GSD"]
)
def test_constants_of_the_image_are_numbers(text):
    formula = parsed(text)
    assert isinstance(formula, Compare)
    assert formula.operator == "="


def test_a_variable_hides_the_constant_of_its_name():
    assert parsed("exists gsd y. gsd = y") == Exists(("gsd", "y"), Equal("gsd", "y"))
    assert parsed("exists y. gsd = y") == Exists(
        ("y",), Compare("=", Attribute("gsd", ()), Attribute("y", ()))
    )


def test_the_constants_are_the_attributes_of_the_image():
    assert {entry.name for entry in ATTRIBUTES.values() if entry.arity == 0} == CONSTANTS


@pytest.mark.parametrize(
    "text", ["{x, y | near(x, y)}", "{x y|near(x,y)}", " { x , y | (near(x, y)) } "]
)
def test_a_set_query_declares_its_answer_variables(text):
    assert parse_query(text) == SetQuery(("x", "y"), NEAR)


def test_the_bar_of_a_set_query_is_the_first_one():
    assert parse_query("{x | a(x) | b(x)}") == SetQuery(("x",), Or((A, B)))


def test_spans_are_where_nodes_stand_in_the_text():
    text = "exists x. (ship(x) & area(x) > 3 m)"
    formula = parsed(text)
    spans = [formula.span, formula.body.span, *(part.span for part in formula.body.parts)]
    spans += [formula.body.parts[1].left.span, formula.body.parts[1].right.span]
    assert [text[start:end] for start, end in spans] == [
        text,
        "ship(x) & area(x) > 3 m",
        "ship(x)",
        "area(x) > 3 m",
        "area(x)",
        "3 m",
    ]


def test_the_span_of_an_atom_right_after_its_quantifier():
    text = "∀x ship(x)"
    start, end = parsed(text).body.span
    assert text[start:end] == "ship(x)"


FORMULA = "(expected a formula, such as ship(x))"
REST = "'&', '|', '->' or '<->'"
FAULTS = {
    "nothing": ("", f"query:1:1: the query is empty {FORMULA}"),
    "blank": (" \n ", f"query:1:1: the query is empty {FORMULA}"),
    "ends early": ("exists x. ship(x) &  ", f"query:1:20: the query ends too early {FORMULA}"),
    "open bracket": ("exists x. (a(x)", "query:1:16: the query ends too early (expected ')')"),
    "open arguments": ("a(x", "query:1:4: the query ends too early (expected ',' or ')')"),
    "open set": ("{x | a(x)", "query:1:10: the query ends too early (expected '}')"),
    "bracket too many": ("a(x))", "query:1:5: unexpected ')' (expected the end)"),
    "no argument": ("exists x. near(x, )", "query:1:19: unexpected ')' (expected a name)"),
    "no arguments": ("exists x. ship()", "query:1:16: unexpected ')' (expected a name)"),
    "number for a name": ("exists x. near(x, 3)", "query:1:19: unexpected '3' (expected a name)"),
    "no operator": (
        "exists x. a(x) b(x)",
        f"query:1:16: unexpected 'b' (expected the end, a comparison or {REST})",
    ),
    "odd character": (
        "exists x. a(x) @ b(x)",
        f"query:1:16: unexpected character '@' (expected the end, a comparison or {REST})",
    ),
    "odd first character": ("%a(x)", f"query:1:1: unexpected character '%' {FORMULA}"),
    "second line": ("exists x.\n  a(x)\n  & | b(x)", f"query:3:5: unexpected '|' {FORMULA}"),
    "no variable": ("exists. a(x)", "query:1:7: unexpected '.' (expected a name or a comparison)"),
    "no variable, no dot": (
        "exists ship(x)",
        "query:1:8: a quantifier needs a variable before its formula",
    ),
    "no dot before a number": (
        "∀x 3 < area(x)",
        "query:1:4: unexpected '3' (expected ':', ',', '.', '(' or a name)",
    ),
    "variable twice": ("exists x x. a(x)", "query:1:10: x is named twice in one quantifier"),
    "answer variable twice": ("{x, x | a(x)}", "query:1:5: x is named twice in one quantifier"),
    "two counted variables": (
        "exists>=2 x y. near(x, y)",
        (
            "query:1:11: a counting quantifier takes one variable "
            "(write one quantifier for each variable)"
        ),
    ),
    "half a count": (
        "exists>=2.5 x. a(x)",
        "query:1:1: a counting quantifier needs a whole number, but got 2.5",
    ),
    "set inside": ("exists x. {y | a(y)}", f"query:1:11: unexpected '{{' {FORMULA}"),
    "minus first": (
        "exists x. cx(x) >= -5",
        "query:1:20: unexpected '-' (expected '[', a name or a number)",
    ),
    "no digits after the point": (
        "exists x. area(x) > 3.",
        (f"query:1:22: unexpected '.' (expected the end, a unit (px, m, px2, m2, deg) or {REST})"),
    ),
    "no digits before the point": (
        "exists x. area(x) > .5",
        "query:1:21: unexpected '.' (expected '[', a name or a number)",
    ),
    "chained comparison": (
        "exists x. 3 < area(x) < 5",
        f"query:1:23: unexpected '<' (expected the end or {REST})",
    ),
    "product of terms": (
        "exists x. area(x) * area(x) > 3",
        "query:1:11: only a plain number may multiply a term",
    ),
    "unknown unit": (
        "exists x. length(x) < 3 feet",
        f"query:1:25: unexpected 'feet' (expected the end, a unit (px, m, px2, m2, deg) or {REST})",
    ),
    "unit that begins like one": (
        "exists x. length(x) < 30metres & a(x)",
        "query:1:25: unexpected 'metres' (expected a unit (px, m, px2, m2, deg))",
    ),
    "a word for a number": (
        "exists x. area(x) > true",
        "query:1:21: 'true' is a word of the language and names nothing",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_what_does_not_fit_has_its_place_and_what_was_expected(text, message):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "underlined"),
    [
        ("exists x. a(x) & 3xyz(x)", "xyz"),
        ("exists x x. a(x)", "x"),
        ("exists x. area(x) * area(x) > 3", "area(x) * area(x)"),
        ("exists>=2.5 x. a(x)", "exists>=2.5"),
        ("exists x. length(x) < 3 feet", "feet"),
        ("exists x.\n  a(x) & & b(x)\n", "&"),
    ],
)
def test_the_caret_underlines_the_words_meant(text, underlined):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    _, excerpt, caret = caught.value.fault.drawn().split("\n")
    assert excerpt[caret.index("^") : len(caret)] == underlined


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title], ids=["low", "up", "title"])
@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("exists {}. true", 8, id="variable"),
        pytest.param("exists x, {}. true", 11, id="second variable"),
        pytest.param("exists x. near(x, {})", 19, id="argument"),
        pytest.param("{{{} | true}}", 2, id="answer variable"),
        pytest.param("#{{{}: true}} > 1", 3, id="counted variable"),
    ],
)
@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_word_of_the_language_names_nothing(word, text, column, spell):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text.format(spell(word)))
    assert caught.value.fault.place.column == column
    assert f"{spell(word)!r} is a word of the language" in caught.value.fault.message


@pytest.mark.parametrize("word", sorted(KEYWORDS - {"not", "exists", "forall", "count"}))
def test_a_word_of_the_language_is_no_predicate(word):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(f"exists x. {word}(x)")
    assert caught.value.fault.place.column in (11, 11 + len(word))


NESTED = {
    "negations": "~" * (MAX_DEPTH + 1) + "true",
    "very many negations": "~" * 20_000 + "true",
    "quantifiers": "exists x. " * (MAX_DEPTH + 1) + "true",
    "implications": " -> ".join(["true"] * (MAX_DEPTH + 2)),
    "equivalences": " <-> ".join(["true"] * (MAX_DEPTH + 2)),
    "counts": "count(x: " * (MAX_DEPTH + 1) + "true" + ") > 1" * (MAX_DEPTH + 1),
    "sums": " + ".join(["gsd"] * (MAX_DEPTH + 2)) + " > 1",
    "factors": "2 * " * (MAX_DEPTH + 1) + "gsd > 1",
    "bracketed factors": "2 * [" * (MAX_DEPTH + 1) + "gsd" + "]" * (MAX_DEPTH + 1) + " > 1",
    "factors in brackets": ("2 * " * 60 + "[") * 60 + "gsd" + "]" * 60 + " > 1",
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_a_query_has_a_greatest_depth(text):
    with pytest.raises(QuerySyntaxError, match=f"nests deeper than {MAX_DEPTH} levels"):
        parse_query(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 5000 + "true" + ")" * 5000, id="brackets"),
        pytest.param(" & ".join(["true"] * 5000), id="a flat conjunction"),
        pytest.param("~" * (MAX_DEPTH - 1) + "true", id="the depth itself"),
        pytest.param(f"exists {' '.join(f'x{k}' for k in range(500))}. true", id="variables"),
    ],
)
def test_length_is_no_depth(text):
    assert parse_query(text)


@pytest.mark.parametrize(
    "text", ["exists>={} x. true", "area(x) > {}", "{} * area(x) > 1", "{} > 0.{}"]
)
def test_a_number_may_have_any_number_of_digits(text):
    assert parse_query(text.replace("{}", "9" * 6000))


def test_a_syntax_error_is_a_fault_of_the_input():
    assert issubclass(QuerySyntaxError, InputError)
