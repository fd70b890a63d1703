"""Random formulas and random scenes: what the laws are tested on.

Formulas are well typed over a small vocabulary with classes, unary, binary and ternary relations, a
rule-defined predicate, every quantifier, numbers with units and count terms. Scenes are small and
crowded, on a coarse grid, so that relations do hold and equal numbers do occur.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

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
    Term,
    Truth,
)
from rune_lp.scenes import Scene

CLASSES = ("ship", "harbor", "small-vehicle", "plane")
UNARY = ("ship", "harbor", "small_vehicle", "plane", "vehicle", "elongated", "in_left", "at_border")
BINARY = [
    "near",
    "far",
    "next_to",
    "left_of",
    "above",
    "north_of",
    "intersects",
    "inside",
    "contains",
    "overlaps",
    "parallel",
    "perpendicular",
    "in_line",
    "side_by_side",
    "larger",
    "smaller",
    "same_size",
    "same_class",
]
OPERATORS = ("<=", "<", ">=", ">", "=", "!=")


def coordinates() -> st.SearchStrategy[float]:
    return st.integers(0, 12).map(lambda step: step * 5.0)


@st.composite
def boxes(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Draw an upright or a slanted box of positive area."""
    x, y = draw(coordinates()), draw(coordinates())
    width, height = draw(st.sampled_from((5.0, 10.0, 25.0))), draw(st.sampled_from((5.0, 10.0)))
    slant = draw(st.sampled_from((0.0, 0.0, 3.0)))
    corners = [(0, 0), (width, slant), (width - slant, height + slant), (-slant, height)]
    return [(x + dx, y + dy) for dx, dy in corners]


@st.composite
def scenes(draw: st.DrawFn, most: int = 6) -> Scene:
    """Draw a scene of up to `most` detections, some below the threshold of 0.5."""
    number = draw(st.integers(0, most))
    score = st.sampled_from((0.2, 0.35, 0.5, 0.55, 0.7, 0.7, 0.9, 1.0))
    return Scene.of(
        "P1",
        [draw(st.sampled_from(CLASSES)) for _ in range(number)],
        [draw(score) for _ in range(number)],
        [draw(boxes()) for _ in range(number)],
        width=80.0,
        height=80.0,
        gsd=draw(st.sampled_from((0.3, 1.0))),
    )


@st.composite
def formulas(
    draw: st.DrawFn, scope: tuple[str, ...] = (), depth: int = 3, *, metres: bool = True
) -> Formula:
    """Draw a formula whose free variables are in `scope`."""

    def inner(names: tuple[str, ...] = scope) -> Formula:
        return draw(formulas(names, depth - 1, metres=metres))

    leaves = ["truth"] if not scope else ["unary", "unary", "binary", "equal", "number", "ternary"]
    connectives = ["not", "and", "and", "or", "implies", "iff"]
    quantifiers = ["exists", "exists", "exists", "forall", "counted", "count"]
    if depth <= 0:
        kind = draw(st.sampled_from(leaves))
    else:
        kind = draw(
            st.sampled_from([*quantifiers, *(connectives + leaves if scope else connectives)])
        )
    name = st.sampled_from(scope or ("x",))
    match kind:
        case "truth":
            return Truth(draw(st.booleans()))
        case "unary":
            return Atom(draw(st.sampled_from(UNARY)), (draw(name),))
        case "binary":
            return Atom(draw(st.sampled_from(BINARY)), (draw(name), draw(name)))
        case "ternary":
            return Atom("between", (draw(name), draw(name), draw(name)))
        case "equal":
            return Equal(draw(name), draw(name))
        case "number":
            return draw(comparisons(scope, metres=metres))
        case "not":
            return Not(inner())
        case "and" | "or":
            parts = tuple(inner() for _ in range(draw(st.integers(2, 3))))
            return And(parts) if kind == "and" else Or(parts)
        case "implies":
            return Implies(inner(), inner())
        case "iff":
            return Iff(inner(), inner())
        case "exists" | "forall":
            # Names are few, so that quantifiers shadow each other.
            bound = draw(st.sampled_from((("x",), ("y",), ("x", "y"), ("z", "x"))))
            body = inner(tuple(dict.fromkeys((*scope, *bound))))
            return Exists(bound, body) if kind == "exists" else Forall(bound, body)
        case "counted":
            variable = draw(st.sampled_from(("x", "z")))
            body = inner(tuple(dict.fromkeys((*scope, variable))))
            operator = draw(st.sampled_from(OPERATORS))
            return Counted(operator, draw(st.integers(0, 3)), variable, body)
        case _:
            return draw(count_comparisons(scope, depth - 1, metres=metres))


@st.composite
def comparisons(draw: st.DrawFn, scope: tuple[str, ...], *, metres: bool = True) -> Formula:
    """Draw a comparison of attributes and numbers of one dimension."""
    name = st.sampled_from(scope)
    kind = draw(st.sampled_from(("length", "length", "pair", "area", "score", "angle", "image")))
    unit: str | None = None
    match kind:
        case "length":
            names = ("length", "width", "cx", "cy")
            terms = [Attribute(draw(st.sampled_from(names)), (draw(name),)) for _ in range(2)]
            unit = draw(st.sampled_from((None, "px", "m"))) if metres else None
        case "pair":
            names = ("distance", "center_distance")
            pair = Attribute(draw(st.sampled_from(names)), (draw(name), draw(name)))
            terms = [pair, Attribute("length", (draw(name),))]
            unit = draw(st.sampled_from((None, "px", "m"))) if metres else None
        case "area":
            terms = [Attribute("area", (draw(name),)) for _ in range(2)]
        case "score":
            terms = [Attribute("score", (draw(name),)) for _ in range(2)]
        case "angle":
            terms = [Attribute("angle", (draw(name),)) for _ in range(2)]
        case _:
            terms = [Attribute("image_width", ()), Attribute("cx", (draw(name),))]
    value = Decimal(draw(st.sampled_from(("0", "0.5", "0.7", "5", "10", "15.5", "50", "100"))))
    left: Term = terms[0]
    right: Term = draw(st.sampled_from((Number(value, unit), Number(value, unit), terms[1])))
    shape = draw(st.sampled_from(("plain", "plain", "factor", "sum", "difference", "turned")))
    if shape == "factor":
        left = Product(Decimal("1.5"), left)
    elif shape in ("sum", "difference"):
        left = Sum(left, terms[1], shape == "difference")
    elif shape == "turned":
        left, right = right, left
        if isinstance(left, Number) and isinstance(right, Number):
            left = terms[0]
    return Compare(draw(st.sampled_from(OPERATORS)), left, right)


@st.composite
def count_comparisons(
    draw: st.DrawFn, scope: tuple[str, ...], depth: int, *, metres: bool = True
) -> Formula:
    """Draw a comparison of counts."""

    def count() -> Count:
        variable = draw(st.sampled_from(("x", "z")))
        names = tuple(dict.fromkeys((*scope, variable)))
        return Count(variable, draw(formulas(names, min(depth, 1), metres=metres)))

    left: Term = count()
    if draw(st.booleans()):
        left = Product(Decimal(draw(st.sampled_from(("2", "0.5")))), left)
    right: Term = draw(st.sampled_from((Number(Decimal(1)), Number(Decimal(2)))))
    if draw(st.booleans()):
        right = Sum(count(), right, draw(st.booleans()))
    return Compare(draw(st.sampled_from(OPERATORS)), left, right)


def sentences(*, metres: bool = True) -> st.SearchStrategy[Sentence]:
    """Return sentences."""
    return formulas(metres=metres).map(Sentence)


def set_queries() -> st.SearchStrategy[SetQuery]:
    """Return set queries of one or two answer variables."""
    return st.sampled_from((("x",), ("x", "y"))).flatmap(
        lambda names: formulas(names, 2).map(lambda formula: SetQuery(names, formula))
    )


@st.composite
def positive_formulas(draw: st.DrawFn, scope: tuple[str, ...] = (), depth: int = 3) -> Formula:
    """Draw a formula without negation, `forall`, upper bounds and count terms."""

    def inner(names: tuple[str, ...] = scope) -> Formula:
        return draw(positive_formulas(names, depth - 1))

    if depth <= 0:
        return draw(formulas(scope, 0))
    kind = draw(st.sampled_from(("leaf", "and", "or", "exists", "exists", "counted")))
    match kind:
        case "leaf":
            return draw(formulas(scope, 0))
        case "and" | "or":
            parts = tuple(inner() for _ in range(draw(st.integers(2, 3))))
            return And(parts) if kind == "and" else Or(parts)
        case "exists":
            bound = draw(st.sampled_from((("x",), ("y",), ("x", "y"))))
            return Exists(bound, inner(tuple(dict.fromkeys((*scope, *bound)))))
        case _:
            variable = draw(st.sampled_from(("x", "z")))
            body = inner(tuple(dict.fromkeys((*scope, variable))))
            return Counted(
                draw(st.sampled_from((">=", ">"))), draw(st.integers(0, 3)), variable, body
            )
