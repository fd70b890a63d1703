"""The lexicon: English words and phrases for the relations, places and numbers of the vocabulary.

Everything that is a choice of words stands here as data. A phrase may hold alternatives in
brackets: `(to|on) the left [side] of` is four phrases. Phrases are looked up word by word after
the spelling has been made American and hyphens have become blanks.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

__all__ = [
    "ATTRIBUTE_WORDS",
    "COMPARATIVES",
    "DIMENSION_ADJECTIVES",
    "GROUP_ADJECTIVES",
    "GROUP_PHRASES",
    "IMPLICIT_PHRASES",
    "NOTED_PHRASES",
    "NUMBER_WORDS",
    "PAIRWISE",
    "PLACES",
    "RELATION_PHRASES",
    "RELATION_VERBS",
    "SUPERLATIVES",
    "TIMES_WORDS",
    "UNITS",
    "VAGUE_AMOUNTS",
    "expanded",
]


def expanded(pattern: str) -> tuple[str, ...]:
    """Return the phrases a pattern stands for.

    >>> expanded("(to|on) the left [side] of")[:2]
    ('to the left side of', 'to the left of')
    """
    parts = [
        [*choice.split("|"), *([""] if optional else [])]
        for optional, choice in (
            (part.startswith("["), part.strip("[]()"))
            for part in re.findall(r"\[[^]]*\]|\([^)]*\)|[^\[\](]+", pattern)
        )
    ]
    return tuple(" ".join("".join(chosen).split()) for chosen in product(*parts))


RELATION_PHRASES: dict[str, tuple[str, ...]] = {
    "near": (
        "near [to]",
        "(close|nearby) to",
        "nearby",
        "close by",
        "around",
        "at",
        "not far [away] from",
        "in the [close |immediate ](vicinity|neighborhood|proximity) of",
        "in [close ]proximity to",
        "a short distance (from|away from)",
    ),
    "far": ("far [away ]from", "away from", "remote from", "distant from"),
    "next_to": (
        "next to",
        "beside",
        "besides",
        "adjacent to",
        "(right|directly|immediately) next to",
        "alongside [of]",
        "by",
        "at the side of",
        "bordering",
        "neighboring",
        "right by",
    ),
    "left_of": (
        "[to |on |at ]the left[ hand][ side] of",
        "left of",
        "[to |on |at ]the left[ hand] side from",
    ),
    "right_of": (
        "[to |on |at ]the right[ hand][ side] of",
        "right of",
        "[to |on |at ]the right[ hand] side from",
    ),
    "above": ("above", "over", "higher than", "further up than"),
    "below": ("below", "beneath", "under", "underneath", "lower than", "further down than"),
    "north_of": ("[to the |on the |in the |the ]north[ side] of", "northward of", "northwards of"),
    "south_of": ("[to the |on the |in the |the ]south[ side] of", "southward of", "southwards of"),
    "east_of": ("[to the |on the |in the |the ]east[ side] of", "eastward of", "eastwards of"),
    "west_of": ("[to the |on the |in the |the ]west[ side] of", "westward of", "westwards of"),
    "intersects": ("on [top of]", "upon", "intersecting [with]", "crossing", "meeting", "across"),
    "inside": ("inside [of]", "in", "within", "in the inside of", "enclosed by", "contained in"),
    "contains": ("containing", "enclosing"),
    "overlaps": ("overlapping [with]", "partly (in|inside)"),
    "parallel": ("[in ]parallel (to|with)",),
    "perpendicular": ("perpendicular (to|with)", "at [a ]right (angle|angles) (to|with)"),
    "in_line": ("in [a ]line with", "aligned with", "lined up with", "behind"),
    "side_by_side": ("side by side with", "abreast of"),
    "larger": ("(larger|bigger|greater) [in size ]than",),
    "smaller": ("smaller [in size ]than",),
    "same_size": (
        "[of ](the |a )(same|similar) size (as|to)",
        "as (large|big|small) as",
        "similar in size to",
    ),
    "same_class": (
        "[of ]the same (type|kind|class|category|sort) as",
        "of one (type|kind|class) with",
    ),
}
"""For each binary relation what may stand between x and y, with or without `is` before it."""

NOTED_PHRASES: dict[str, str] = {
    "on": "the outlines meet (intersects)",
    "on top of": "the outlines meet (intersects)",
    "upon": "the outlines meet (intersects)",
    "across": "the outlines meet (intersects)",
    "over": "further up in the image (above)",
    "under": "further down in the image (below)",
    "underneath": "further down in the image (below)",
    "beneath": "further down in the image (below)",
    "at": "near",
    "around": "near",
    "by": "next to",
    "behind": "in line with, one behind the other (in_line)",
}
"""Loose words, with the documented reading that is shown when one is used."""

IMPLICIT_PHRASES: dict[str, tuple[str, ...]] = {
    "near": ("nearby", "close by", "in the vicinity", "around", "in its vicinity"),
    "next_to": ("alongside", "next door"),
    "inside": ("inside", "therein"),
    "intersects": ("on top",),
}
"""What may stand for a relation to the thing spoken of before: "a harbor and two ships nearby"."""

RELATION_VERBS: dict[str, tuple[tuple[str, str], ...]] = {
    "overlaps": (("overlaps", "overlap"), ("overlaps with", "overlap with")),
    "intersects": (
        ("intersects", "intersect"),
        ("intersects with", "intersect with"),
        ("crosses", "cross"),
        ("meets", "meet"),
    ),
    "contains": (("contains", "contain"), ("encloses", "enclose")),
    "next_to": (("adjoins", "adjoin"), ("borders", "border")),
}
"""Verbs for relations: the forms after a singular and after a plural subject."""

PAIRWISE = frozenset(
    [
        "near",
        "far",
        "parallel",
        "perpendicular",
        "intersects",
        "overlaps",
        "same_size",
        "same_class",
    ]
)
"""Relations that "each other" asserts of every pair; the others hold along a chain."""

GROUP_PHRASES: dict[str, tuple[str, ...]] = {
    "near": ("[close |near |nearby ]together", "close"),
    "far": ("far apart", "apart"),
    "next_to": ("adjacent", "in [a |one ]cluster"),
    "parallel": ("[in ]parallel",),
    "perpendicular": ("perpendicular", "at [a ]right (angle|angles)"),
    "side_by_side": ("side by side", "abreast"),
    "in_line": (
        "[aligned |lined up |arranged ]in [a |one |a single |single ](line|file)",
        "lined up",
        "[aligned |lined up ]one (behind|after) (the other|another)",
    ),
    "right_of": ("aligned", "[aligned |lined up |arranged ]in [a |one |a single ]row"),
    "below": ("[aligned |lined up |arranged ]in [a |one |a single ]column",),
    "overlaps": ("overlapping",),
    "intersects": ("intersecting", "crossing"),
    "same_size": ("of [the |a ](same|equal|similar) size", "equally (large|big)"),
    "same_class": ("of [the ](same|one) (type|kind|class|category|sort)",),
}
"""What a group can be, with no second thing named."""

GROUP_ADJECTIVES: dict[str, str] = {
    "parallel": "parallel",
    "perpendicular": "perpendicular",
    "aligned": "right_of",
    "adjacent": "next_to",
    "neighboring": "next_to",
    "overlapping": "overlaps",
    "intersecting": "intersects",
}
"""What a group can be called before its noun: "two parallel ships"."""

PLACES: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {
    (("in_left",),): ("(in|on|at|to) the [far ]left[ hand][ third| side| part| edge]",),
    (("in_right",),): ("(in|on|at|to) the [far ]right[ hand][ third| side| part| edge]",),
    (("in_top",),): ("(in|at|on) the (top|upper)[ third| side| part| edge]",),
    (("in_bottom",),): ("(in|at|on) the (bottom|lower)[ third| side| part| edge]",),
    (("in_center",),): (
        "(in|at) the (center|middle)",
        "in the (central|middle|center) (part|third|area|region)",
        "in the [very ](center|middle) part",
    ),
    (("at_border",),): (
        "(at|on|along|touching|near) the (border|edge|margin|boundary|frame|borders|edges)",
    ),
    (("in_top", "in_left"),): ("(in|at) the (upper|top) left[ hand][ corner| part| area]",),
    (("in_top", "in_right"),): ("(in|at) the (upper|top) right[ hand][ corner| part| area]",),
    (("in_bottom", "in_left"),): ("(in|at) the (lower|bottom) left[ hand][ corner| part| area]",),
    (("in_bottom", "in_right"),): ("(in|at) the (lower|bottom) right[ hand][ corner| part| area]",),
    (
        ("in_top", "in_left"),
        ("in_top", "in_right"),
        ("in_bottom", "in_left"),
        ("in_bottom", "in_right"),
    ): ("(in|at) (a|one|any|the) corner",),
}
"""Places in the image, each a choice of conjunctions of unary relations."""

ATTRIBUTE_WORDS: dict[str, tuple[str, ...]] = {
    "score": ("score", "confidence", "confidence score", "detection score"),
    "area": ("area", "size", "surface area", "surface"),
    "length": ("length",),
    "width": ("width", "breadth"),
    "angle": ("angle", "orientation"),
    "aspect": ("aspect ratio", "aspect"),
}
"""Nouns for numbers an object has."""

COMPARATIVES: dict[str, tuple[str, bool]] = {
    "longer": ("length", True),
    "shorter": ("length", False),
    "wider": ("width", True),
    "broader": ("width", True),
    "narrower": ("width", False),
    "larger": ("area", True),
    "bigger": ("area", True),
    "greater": ("area", True),
    "smaller": ("area", False),
}
"""Comparative adjectives: the number they compare, and whether more of it is meant."""

DIMENSION_ADJECTIVES: dict[str, str] = {"long": "length", "wide": "width", "broad": "width"}
"""Adjectives that follow a measure: "50 m long"."""

SUPERLATIVES: dict[str, tuple[str, bool]] = {
    "largest": ("area", True),
    "biggest": ("area", True),
    "smallest": ("area", False),
    "longest": ("length", True),
    "shortest": ("length", False),
    "widest": ("width", True),
    "narrowest": ("width", False),
    "leftmost": ("cx", False),
    "rightmost": ("cx", True),
    "topmost": ("cy", False),
    "uppermost": ("cy", False),
    "bottommost": ("cy", True),
    "lowest": ("cy", True),
}
"""Superlative adjectives: the number they compare, and whether the greatest is meant."""

UNITS: dict[str, tuple[str, ...]] = {
    "px": ("px", "pixel", "pixels", "pix"),
    "m": ("m", "meter", "meters", "mtr"),
    "km": ("km", "kilometer", "kilometers"),
    "px2": ("px2", "(square|sq) (px|pixel|pixels)", "pixels squared"),
    "m2": ("m2", "(square|sq) (m|meter|meters)", "sqm", "meters squared"),
    "deg": ("deg", "degree", "degrees", "°"),
    "%": ("%", "percent", "per cent"),
}
"""Words for units; kilometres and per cent are converted on reading."""

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

NUMBER_WORDS: dict[str, int] = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{
        f"{tens} {ones}": 10 * ten + one
        for ten, tens in enumerate(_TENS, start=2)
        for one, ones in enumerate(_SMALL[1:10], start=1)
    },
    **dict.fromkeys(("hundred", "a hundred", "one hundred"), 100),
    **dict.fromkeys(("dozen", "a dozen", "one dozen"), 12),
    **dict.fromkeys(("half a dozen", "half dozen", "a half dozen"), 6),
    "two dozen": 24,
    "three dozen": 36,
}
"""Whole numbers in words, zero to a hundred, and dozens."""

TIMES_WORDS: dict[str, Decimal] = {
    "twice": Decimal(2),
    "double": Decimal(2),
    "thrice": Decimal(3),
    "half": Decimal("0.5"),
}
"""Words for how many times as many."""

VAGUE_AMOUNTS: dict[int, tuple[str, ...]] = {
    2: ("(a|one) (pair|couple) of", "multiple"),
    3: ("several", "a few", "some few", "various", "a (group|number|set) of"),
    5: ("many", "a lot of", "lots of", "numerous", "plenty of", "a large number of"),
    24: ("dozens of",),
    200: ("hundreds of",),
}
"""Vague amounts, with the number each is documented to reach at least."""
