"""What is true of the relations in every image: the theory that structures are sought in.

The theory has a model for each image, whatever lies in it, so a formula that no model of so many
objects satisfies is true of no image of so many. The converse need not hold: geometry forbids more
than the axioms say, and what they allow must be drawn to be believed.

The four cones of 45° are exactly the products of two orders, those of cx + cy and of cx - cy: y is
right of x iff it is not before x in either, and not in the same place. So two total preorders
stand for them, and cones exclude each other, are transitive and cover the plane without an axiom.
The relation `larger` is a semiorder along the order of areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from rune_lp.geometry.profile import Profile

__all__ = ["in_play", "numbering", "theory"]


def _order(name: str) -> str:
    return f"""
{{ {name}(X, Y) }} :- object(X), object(Y), X != Y.
:- object(X), object(Y), X < Y, not {name}(X, Y), not {name}(Y, X).
:- {name}(X, Y), {name}(Y, Z), X != Z, not {name}(X, Z)."""


def _cones(sums: str, differences: str, place: str, names: tuple[str, str, str, str]) -> str:
    """Return the definition of four cones by two orders of the objects.

    Args:
        sums: The order of what grows to the right and downwards.
        differences: The order of what grows to the right and upwards.
        place: The relation of objects with one centre.
        names: The relations of the object on the left, on the right, above and below.
    """
    left, right, above, below = names
    return f"""{_order(sums)}{_order(differences)}
{place}(X, Y) :- {sums}(X, Y), {sums}(Y, X), {differences}(X, Y), {differences}(Y, X).
{left}(X, Y) :- {sums}(X, Y), {differences}(X, Y), not {place}(X, Y).
{above}(X, Y) :- {sums}(X, Y), {differences}(Y, X), not {place}(X, Y).
{right}(X, Y) :- {left}(Y, X).
{below}(X, Y) :- {above}(Y, X)."""


def _free(name: str) -> str:
    return f"{{ {name}(X, Y) }} :- object(X), object(Y), X != Y."


def _symmetric(name: str) -> str:
    return f"""{{ {name}(X, Y) }} :- object(X), object(Y), X < Y.
{name}(Y, X) :- {name}(X, Y)."""


def _larger(profile: Profile) -> str:
    converses = """
smaller(X, Y) :- larger(Y, X).
same_size(X, Y) :- object(X), object(Y), X != Y, not larger(X, Y), not larger(Y, X)."""
    if profile.larger_ratio == 1:
        return f"larger(X, Y) :- _area_le(Y, X).{converses}"
    return f"""{{ larger(X, Y) }} :- object(X), object(Y), X != Y, not _area_le(X, Y).
:- larger(X, Y), _area_le(X, Z), Z != Y, not larger(Z, Y).
:- larger(X, Y), _area_le(Z, Y), Z != X, not larger(X, Z).{converses}"""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some predicates that are chosen or defined together, and those that they stand on."""

    names: tuple[str, ...]
    text: str | Callable[[Profile], str]
    needs: tuple[str, ...] = ()


_IN_IMAGE = ("left_of", "right_of", "above", "below")
_ON_GROUND = ("west_of", "east_of", "north_of", "south_of")

_DIRECTIONS = (("_sum_le", "_difference_le"), ("_ground_sum_le", "_ground_difference_le"))
"""The orders of the centres in the image and on the ground."""

_PARTS = (
    _Part(
        (*_IN_IMAGE, "_place", *_DIRECTIONS[0]),
        _cones(*_DIRECTIONS[0], "_place", _IN_IMAGE),
    ),
    _Part(
        (*_ON_GROUND, "_spot", *_DIRECTIONS[1]),
        _cones(*_DIRECTIONS[1], "_spot", _ON_GROUND),
    ),
    _Part(("_area_le",), _order("_area_le").strip()),
    _Part(("larger", "smaller", "same_size"), _larger, ("_area_le",)),
    _Part(("intersects",), _symmetric("intersects")),
    _Part(
        ("inside", "contains"),
        f"""{_free("inside")}
contains(X, Y) :- inside(Y, X).
:- inside(X, Y), _area_le(Y, X).""",
        ("_area_le", "intersects"),
    ),
    _Part(("overlaps",), _symmetric("overlaps"), ("intersects",)),
    _Part(
        ("near", "far"),
        f"""{_symmetric("near")}
far(X, Y) :- object(X), object(Y), X != Y, not near(X, Y).""",
    ),
    _Part(("next_to",), _symmetric("next_to")),
    _Part(("elongated",), "{ elongated(X) } :- object(X)."),
    _Part(("parallel",), _symmetric("parallel"), ("elongated",)),
    _Part(("perpendicular",), _symmetric("perpendicular"), ("elongated",)),
    _Part(("in_line",), _free("in_line"), ("parallel",)),
    _Part(("side_by_side",), _free("side_by_side"), ("parallel",)),
    _Part(
        ("between",),
        """{ between(X, Y, Z) } :- object(X), object(Y), object(Z), Y < Z, X != Y, X != Z.
between(X, Z, Y) :- between(X, Y, Z).""",
    ),
    _Part(("same_class",), "same_class(X, Y) :- class(X, C), class(Y, C), X != Y."),
    *(
        _Part((name,), f"{{ {name}(X) }} :- object(X).")
        for name in ("in_left", "in_right", "in_top", "in_bottom", "in_center", "at_border")
    ),
)


@dataclass(frozen=True, slots=True)
class _Axiom:
    """A constraint between relations of several parts, which holds under some profiles."""

    text: str
    uses: tuple[str, ...]
    when: Callable[[Profile], bool] = lambda _: True


def _implies(one: str, other: str, when: Callable[[Profile], bool] = lambda _: True) -> _Axiom:
    return _Axiom(f":- {one}(X, Y), not {other}(X, Y).", (one, other), when)


_AXIOMS = (
    # One centre in the image is one on the ground.
    _Axiom(":- _place(X, Y), not _spot(X, Y).", ("_place", "_spot")),
    _Axiom(":- _spot(X, Y), not _place(X, Y).", ("_place", "_spot")),
    # Outlines that share some area have no gap.
    _implies("inside", "intersects"),
    _implies("overlaps", "intersects"),
    _implies("intersects", "near"),
    _implies("intersects", "next_to"),
    _implies("next_to", "near", lambda profile: profile.next_to_factor <= profile.near_factor),
    _implies("near", "next_to", lambda profile: profile.near_factor <= profile.next_to_factor),
    _Axiom(":- overlaps(X, Y), inside(X, Y).", ("overlaps", "inside")),
    # Directions: only the elongated have one, and they add up.
    _Axiom(":- parallel(X, _), not elongated(X).", ("parallel", "elongated")),
    _Axiom(":- perpendicular(X, _), not elongated(X).", ("perpendicular", "elongated")),
    _implies("in_line", "parallel"),
    _implies("side_by_side", "parallel"),
    _Axiom(
        ":- parallel(X, Y), perpendicular(X, Y).",
        ("parallel", "perpendicular"),
        lambda profile: profile.parallel_degrees < profile.perpendicular_degrees,
    ),
    _Axiom(
        ":- parallel(X, Y), parallel(Y, Z), perpendicular(X, Z).",
        ("parallel", "perpendicular"),
        lambda profile: 2 * profile.parallel_degrees < profile.perpendicular_degrees,
    ),
    _Axiom(
        ":- perpendicular(X, Y), perpendicular(Y, Z), perpendicular(X, Z).",
        ("perpendicular",),
        lambda profile: 2 * (90 - profile.perpendicular_degrees) < profile.perpendicular_degrees,
    ),
    _Axiom(
        ":- in_line(X, Y), side_by_side(X, Y).",
        ("in_line", "side_by_side"),
        lambda profile: 2 * profile.line_degrees < 90,
    ),
    _Axiom(
        ":- in_line(X, Y), side_by_side(Y, X).",
        ("in_line", "side_by_side"),
        lambda profile: 2 * profile.line_degrees + profile.parallel_degrees < 90,
    ),
    _Axiom(":- in_line(X, Y), _place(X, Y).", ("in_line", "_place"), lambda p: p.line_degrees < 90),
    _Axiom(
        ":- side_by_side(X, Y), _place(X, Y).",
        ("side_by_side", "_place"),
        lambda p: p.line_degrees < 90,
    ),
    # A foot strictly inside a segment is at neither end, and there is an inside.
    *(
        _Axiom(f":- between(X, Y, Z), {place}({pair}).", ("between", place))
        for place in ("_place", "_spot")
        for pair in ("X, Y", "Y, Z")
    ),
    # The thirds of the image; their edges belong to both.
    _Axiom(":- in_left(X), in_right(X).", ("in_left", "in_right")),
    _Axiom(":- in_top(X), in_bottom(X).", ("in_top", "in_bottom")),
    _Axiom(
        ":- object(X), not in_center(X), not in_left(X), not in_right(X), not in_top(X), "
        "not in_bottom(X).",
        ("in_center", "in_left", "in_right", "in_top", "in_bottom"),
    ),
    *(
        _Axiom(f":- {before}(X), object(Y), not {before}(Y), {beyond}(X, Y).", (before, beyond))
        for before, beyond in (
            ("in_left", "right_of"),
            ("in_right", "left_of"),
            ("in_top", "below"),
            ("in_bottom", "above"),
        )
    ),
)


def in_play(relations: Iterable[str]) -> frozenset[str]:
    """Return the predicates of the theory that speaks of some relations.

    >>> sorted(in_play(["contains"]))
    ['_area_le', 'contains', 'inside', 'intersects']
    """
    return frozenset(name for part in _parts(relations) for name in part.names)


def theory(relations: Iterable[str], profile: Profile) -> str:
    """Return the clingo program whose answer sets are the structures that axioms allow.

    It expects `object(X)`, and `class(X, C)` if `same_class` is asked for.

    Args:
        relations: The relations in play.
        profile: Their parameters, on which some axioms depend.

    >>> from rune_lp.geometry.profile import Profile
    >>> print(theory(["next_to"], Profile()))
    { next_to(X, Y) } :- object(X), object(Y), X < Y.
    next_to(Y, X) :- next_to(X, Y).
    """
    parts = _parts(relations)
    names = {name for part in parts for name in part.names}
    texts = [part.text if isinstance(part.text, str) else part.text(profile) for part in parts]
    axioms = [axiom for axiom in _AXIOMS if names.issuperset(axiom.uses) and axiom.when(profile)]
    return "\n".join([*texts, *(axiom.text for axiom in axioms)])


def numbering(names: Container[str]) -> tuple[str, ...]:
    """Return constraints that number the objects of a class, which loses no structure.

    From above downwards where cones are in play, else from the smaller to the larger.

    Args:
        names: The predicates in play.

    >>> numbering(in_play(["larger"]))
    (':- class(X, C), class(X + 1, C), not _area_le(X, X + 1).',)
    """
    successors = ":- class(X, C), class(X + 1, C)"
    for sums, differences in _DIRECTIONS:
        if sums in names:
            return (
                f"{successors}, not {sums}(X, X + 1).",
                f"{successors}, {sums}(X + 1, X), not {differences}(X + 1, X).",
            )
    return (f"{successors}, not _area_le(X, X + 1).",) if "_area_le" in names else ()


def _parts(relations: Iterable[str]) -> list[_Part]:
    wanted = set(relations)
    found: set[_Part] = set()
    while True:
        added = {part for part in _PARTS if wanted.intersection(part.names)} - found
        if not added:
            return [part for part in _PARTS if part in found]
        found |= added
        wanted |= {name for part in added for name in part.needs}
