"""The one table of the geometric relations: names, aliases, glosses, converses, reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.definitions import (
    AT_BORDER,
    BETWEEN,
    ELONGATED,
    IN_LINE,
    INSIDE,
    INTERSECTS,
    LARGER,
    OVERLAPS,
    PARALLEL,
    PERPENDICULAR,
    SAME_CLASS,
    SAME_SIZE,
    SIDE_BY_SIDE,
    cone,
    gap_within,
    swapped,
    third,
)
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relation import Relation

if TYPE_CHECKING:
    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.measures import Floats

__all__ = ["RELATIONS"]


def _no_reach(boxes: Boxes, _: Profile) -> Floats:
    return np.zeros(len(boxes))


_DEFAULT = Profile()

_TABLE = (
    Relation(
        "near",
        2,
        "x is near y: the gap between their outlines is at most "
        f"{_DEFAULT.near_factor} mean lengths",
        gap_within("near_factor"),
        aliases=("is_near", "close_to", "is_close_to", "near_to"),
        converse="near",
        reach=lambda boxes, profile: profile.near_factor * boxes.lengths / 2,
    ),
    Relation(
        "far",
        2,
        "x is far from y: the gap between their outlines is more than "
        f"{_DEFAULT.near_factor} mean lengths",
        gap_within("near_factor", ">"),
        aliases=("is_far", "far_from", "is_far_from"),
        converse="far",
        complement="near",
    ),
    Relation(
        "next_to",
        2,
        "x is next to y: the gap between their outlines is at most "
        f"{_DEFAULT.next_to_factor} mean lengths",
        gap_within("next_to_factor"),
        aliases=("is_next_to", "beside", "is_beside", "adjacent_to", "is_adjacent_to"),
        converse="next_to",
        reach=lambda boxes, profile: profile.next_to_factor * boxes.lengths / 2,
    ),
    Relation(
        "left_of",
        2,
        "x is left of y in the image: y lies in the 45° cone to the right of x",
        cone("distance to the left", "distance up or down", 0.0),
        aliases=("is_left_of", "to_the_left_of"),
        converse="right_of",
    ),
    Relation(
        "right_of",
        2,
        "x is right of y in the image: x lies in the 45° cone to the right of y",
        swapped(cone("distance to the right", "distance up or down", 0.0)),
        aliases=("is_right_of", "to_the_right_of"),
        converse="left_of",
    ),
    Relation(
        "above",
        2,
        "x is above y in the image: y lies in the 45° cone below x",
        cone("distance upwards", "distance sideways", 90.0),
        aliases=("is_above",),
        converse="below",
    ),
    Relation(
        "below",
        2,
        "x is below y in the image: x lies in the 45° cone below y",
        swapped(cone("distance downwards", "distance sideways", 90.0)),
        aliases=("is_below",),
        converse="above",
    ),
    Relation(
        "north_of",
        2,
        "x is north of y on the ground: y lies in the 45° cone to the south of x",
        cone("distance northwards", "distance east or west", 90.0, ground=True),
        aliases=("is_north_of", "to_the_north_of"),
        converse="south_of",
    ),
    Relation(
        "south_of",
        2,
        "x is south of y on the ground: x lies in the 45° cone to the south of y",
        swapped(cone("distance southwards", "distance east or west", 90.0, ground=True)),
        aliases=("is_south_of", "to_the_south_of"),
        converse="north_of",
    ),
    Relation(
        "east_of",
        2,
        "x is east of y on the ground: x lies in the 45° cone to the east of y",
        swapped(cone("distance eastwards", "distance north or south", 0.0, ground=True)),
        aliases=("is_east_of", "to_the_east_of"),
        converse="west_of",
    ),
    Relation(
        "west_of",
        2,
        "x is west of y on the ground: y lies in the 45° cone to the east of x",
        cone("distance westwards", "distance north or south", 0.0, ground=True),
        aliases=("is_west_of", "to_the_west_of"),
        converse="east_of",
    ),
    Relation(
        "intersects",
        2,
        "x intersects y: their outlines share some area",
        INTERSECTS,
        aliases=("intersect",),
        converse="intersects",
        reach=_no_reach,
    ),
    Relation(
        "inside",
        2,
        f"x is inside y: at least {_DEFAULT.inside_fraction} of x's area lies in y, "
        "and y is the greater",
        INSIDE,
        aliases=("is_inside", "within", "is_within", "inside_of"),
        converse="contains",
        reach=_no_reach,
    ),
    Relation(
        "contains",
        2,
        f"x contains y: at least {_DEFAULT.inside_fraction} of y's area lies in x, "
        "and x is the greater",
        swapped(INSIDE),
        aliases=("contain",),
        converse="inside",
        reach=_no_reach,
    ),
    Relation(
        "overlaps",
        2,
        f"x overlaps y: they share at least {_DEFAULT.overlaps_fraction} of the smaller one's "
        "area, and neither is inside the other",
        OVERLAPS,
        aliases=("overlap", "overlaps_with"),
        converse="overlaps",
        reach=_no_reach,
    ),
    Relation(
        "parallel",
        2,
        "x is parallel to y: both are elongated, and their long sides are at most "
        f"{_DEFAULT.parallel_degrees:g}° apart",
        PARALLEL,
        aliases=("parallel_to", "is_parallel_to"),
        converse="parallel",
    ),
    Relation(
        "perpendicular",
        2,
        "x is perpendicular to y: both are elongated, and their long sides are at least "
        f"{_DEFAULT.perpendicular_degrees:g}° apart",
        PERPENDICULAR,
        aliases=("perpendicular_to", "is_perpendicular_to"),
        converse="perpendicular",
    ),
    Relation(
        "in_line",
        2,
        "x is in line with y, one behind the other: they are parallel, and the line of their "
        f"centres is within {_DEFAULT.line_degrees:g}° of x's long side",
        IN_LINE,
        aliases=("in_line_with", "is_in_line_with"),
    ),
    Relation(
        "side_by_side",
        2,
        "x is side by side with y: they are parallel, and the line of their centres is within "
        f"{_DEFAULT.line_degrees:g}° of x's short side",
        SIDE_BY_SIDE,
        aliases=("side_by_side_with", "is_side_by_side_with"),
    ),
    Relation(
        "between",
        3,
        "x is between y and z: it is beside the inside of the segment of their centres, at most "
        "its own length off",
        BETWEEN,
        aliases=("is_between", "in_between"),
    ),
    Relation(
        "larger",
        2,
        f"x is larger than y: its area is at least {_DEFAULT.larger_ratio} times that of y",
        LARGER,
        aliases=("larger_than", "is_larger_than", "bigger", "bigger_than", "is_bigger_than"),
        converse="smaller",
    ),
    Relation(
        "smaller",
        2,
        f"x is smaller than y: the area of y is at least {_DEFAULT.larger_ratio} times that of x",
        swapped(LARGER),
        aliases=("smaller_than", "is_smaller_than"),
        converse="larger",
    ),
    Relation(
        "same_size",
        2,
        "x is of the same size as y: neither area is "
        f"{_DEFAULT.larger_ratio} times the other or more",
        SAME_SIZE,
        aliases=("same_size_as", "is_same_size_as"),
        converse="same_size",
    ),
    Relation(
        "same_class",
        2,
        "x is of the same class as y: their labels are equal",
        SAME_CLASS,
        aliases=("same_class_as", "same_type", "same_type_as", "same_kind"),
        converse="same_class",
    ),
    Relation(
        "in_left",
        1,
        "x is in the left third of the image",
        (third(0, "<=", 1),),
        aliases=("is_in_left",),
    ),
    Relation(
        "in_right",
        1,
        "x is in the right third of the image",
        (third(0, ">=", 2),),
        aliases=("is_in_right",),
    ),
    Relation(
        "in_top",
        1,
        "x is in the top third of the image",
        (third(1, "<=", 1),),
        aliases=("is_in_top",),
    ),
    Relation(
        "in_bottom",
        1,
        "x is in the bottom third of the image",
        (third(1, ">=", 2),),
        aliases=("is_in_bottom",),
    ),
    Relation(
        "in_center",
        1,
        "x is in the middle third of the image both ways",
        (third(0, ">=", 1), third(0, "<=", 2), third(1, ">=", 1), third(1, "<=", 2)),
        aliases=("is_in_center", "in_centre", "in_middle"),
    ),
    Relation(
        "at_border",
        1,
        f"x is at the image's border: it comes within {_DEFAULT.border_pixels:g} px of the frame",
        AT_BORDER,
        aliases=("is_at_border", "at_edge"),
    ),
    Relation(
        "elongated",
        1,
        f"x is elongated: its length is at least {_DEFAULT.elongated_ratio} times its width",
        ELONGATED,
        aliases=("is_elongated",),
    ),
)

RELATIONS: dict[str, Relation] = {relation.name: relation for relation in _TABLE}
"""Every relation by name."""
