"""The questions as SQL, written by hand for DuckDB.

What makes them fast: images are excluded by their class counts; pairs are joined by image and grid
cell, a cell being as wide as anything in the image can reach; discs within and around the outlines
decide most pairs, and the exact gap is measured for the others only; of a question that some
objects satisfy, an image that the discs decide is not measured at all; chains are reduced by
semi-joins from one end, the rarer classes first. DuckDB's spatial extension is not used: it has to
be downloaded.
"""

# ruff: noqa: S608 - every part of these texts is a constant of this module
from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rune_lp.bench.cases import LINKS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["QUESTIONS"]

_SLACK = 1e-4
"""Pixels by which bounds are loosened, far above the error of rounding."""


_SIDES = [
    (one, other, corner, (corner + 1) % 4)
    for one, other in (("a", "b"), ("b", "a"))
    for corner in range(4)
]
"""The sides of the hulls of `a` and `b`: whose side, who is opposite, from and to which corner."""


def _gaps(pairs: str) -> str:
    """Return the query of pairs, with columns `ax0` to `by3`, and their exact gaps.

    The hulls meet unless one has a side that all corners of the other are beyond; apart, the
    shortest way goes from a corner to a side. It takes three steps, so that what the 32 corners
    and sides share is written, planned and computed once.
    """
    steps, feet, squares, beyond = [], [], [], []
    for one, other, start, end in _SIDES:
        side = f"{one}{start}"
        x, y = f"{one}x{start}", f"{one}y{start}"
        steps += [f"{one}x{end} - {x} AS {side}x", f"{one}y{end} - {y} AS {side}y"]
        length = f"greatest({side}x * {side}x + {side}y * {side}y, 1e-300)"
        turns = []
        for corner in range(4):
            foot = f"t{side}{corner}"
            dx, dy = f"({other}x{corner} - {x})", f"({other}y{corner} - {y})"
            along = f"({dx} * {side}x + {dy} * {side}y) / {length}"
            feet.append(f"greatest(0.0, least(1.0, {along})) AS {foot}")
            turns.append(f"{side}x * {dy} - {side}y * {dx}")
            offset = f"({dx} - {foot} * {side}x)", f"({dy} - {foot} * {side}y)"
            squares.append(f"{offset[0]} * {offset[0]} + {offset[1]} * {offset[1]}")
        beyond.append(f"greatest({', '.join(turns)})")
    gap = f"CAST(least({', '.join(beyond)}) < 0 AS INTEGER) * sqrt(least({', '.join(squares)}))"
    return (
        f"SELECT one, other, image, reach, {gap} AS gap FROM (SELECT *, {', '.join(feet)} "
        f"FROM (SELECT *, {', '.join(steps)} FROM ({pairs})))"
    )


def _kept(name: str, query: str) -> str:
    """Return a table that is computed once."""
    return f"{name} AS MATERIALIZED ({query})"


def _images(name: str, at_least: Mapping[str, int], but: str | None = None) -> str:
    """Return the table of the images that have so many objects of the classes."""
    enough = " AND ".join(f"{label} >= {number}" for label, number in at_least.items())
    rest = f" AND image NOT IN (SELECT image FROM {but})" if but else ""
    return _kept(name, f"SELECT image FROM counts WHERE {enough}{rest}")


def _objects(name: str, label: str, images: str) -> str:
    """Return the table of the sure objects of a class in some images."""
    return _kept(
        name,
        f"SELECT * FROM object WHERE class = '{label}' AND score >= 0.5 "
        f"AND image IN (SELECT image FROM {images})",
    )


def _candidates(
    name: str,
    one: str,
    other: str,
    factor: float = 1.0,
    distance: float = 0.0,
    only: str = "TRUE",
) -> list[str]:
    """Return the tables up to that of candidate pairs, with what decides most of them.

    A pair of one table with itself comes once. `only` is a cheap condition on `a` and `b`.
    """
    both = f"SELECT * FROM {one}" + ("" if one == other else f" UNION ALL SELECT * FROM {other}")
    distinct = "a.id < b.id" if one == other else "TRUE"
    reach = f"{factor} * ((a.length + b.length) / 2) + {distance}"
    apart = "sqrt((a.cx - b.cx) * (a.cx - b.cx) + (a.cy - b.cy) * (a.cy - b.cy))"
    cell = "floor(cx / width)::INTEGER AS gx, floor(cy / width)::INTEGER AS gy"
    wide = f"max(2 * around + {factor} * length) + {distance} + 1"
    steps = "(VALUES (-1), (0), (1))"
    pairs = (
        f"SELECT a.id AS one, b.id AS other, a.image, {reach} AS reach, "
        f"{apart} <= {reach} + a.inside + b.inside - {_SLACK} AS sure "
        f"FROM {name}_c AS a JOIN {name}_b AS b ON a.image = b.image AND a.gx = b.gx "
        f"AND a.gy = b.gy WHERE {distinct} AND {only} "
        f"AND {apart} <= {reach} + a.around + b.around + {_SLACK}"
    )
    return [
        f"{name}_width AS (SELECT image, {wide} AS width FROM ({both}) GROUP BY image)",
        f"{name}_a AS (SELECT {one}.*, {cell} FROM {one} JOIN {name}_width USING (image))",
        f"{name}_b AS (SELECT {other}.*, {cell} FROM {other} JOIN {name}_width USING (image))",
        (
            f"{name}_c AS (SELECT * REPLACE (gx + dx AS gx, gy + dy AS gy) "
            f"FROM {name}_a, {steps} AS u(dx), {steps} AS v(dy))"
        ),
        _kept(name, pairs),
    ]


def _measured(name: str, one: str, other: str, candidates: str) -> list[str]:
    """Return the tables up to that of the candidates whose gap is within reach."""
    corners = ", ".join(
        f"{side}.{axis}{corner} AS {side}{axis}{corner}"
        for side in "ab"
        for axis in "xy"
        for corner in range(4)
    )
    unsure = (
        f"SELECT one, other, c.image, reach, {corners} FROM {candidates} AS c "
        f"JOIN {one} AS a ON a.id = c.one JOIN {other} AS b ON b.id = c.other WHERE NOT sure"
    )
    near = (
        f"SELECT one, other, image FROM {candidates} WHERE sure "
        f"UNION ALL SELECT one, other, image FROM {name}_gap WHERE gap <= reach"
    )
    return [_kept(f"{name}_gap", _gaps(unsure)), _kept(name, near)]


def _near(name: str, one: str, other: str, factor: float = 1.0) -> list[str]:
    """Return the tables up to that of the pairs within so many mean lengths."""
    return [
        *_candidates(f"{name}_wide", one, other, factor),
        *_measured(name, one, other, f"{name}_wide"),
    ]


def _with(tables: list[str], answer: str) -> str:
    return f"WITH {', '.join(tables)} {answer}"


def _linked(prefix: str, labels: tuple[str, ...], images: str, *, measured: bool) -> list[str]:
    """Return the tables up to `{prefix}_found`, the images of a chain of objects near each other.

    Unless `measured`, by the pairs alone that are sure without measuring a gap.
    """
    rarest = ("harbor", "large_vehicle", "small_vehicle", "ship")
    order = sorted(
        {tuple(sorted(link, key=rarest.index)) for link in pairwise(labels)},
        key=lambda link: (rarest.index(link[1]), rarest.index(link[0])),
    )
    tables: list[str] = []
    for place, (one, other) in enumerate(order):
        link = f"{prefix}_{one}_{other}"
        left, right = (f"{link}_{label}" for label in (one, other))
        tables += [_objects(left, one, images)]
        tables += [_objects(right, other, images)] if one != other else []
        half = f"{link}_half"
        if measured:
            tables += _near(half, left, right)
        else:
            tables += _candidates(f"{half}_wide", left, right)
            tables += [_kept(half, f"SELECT * FROM {half}_wide WHERE sure")]
        both_ways = (
            f"SELECT one, other, image FROM {half} UNION ALL SELECT other, one, image FROM {half}"
        )
        images = f"{prefix}_left{place}"
        tables += [_kept(link, both_ways)]
        tables += [_kept(images, f"SELECT DISTINCT image FROM {link}")]
    alive = ""
    for place, pair in enumerate(list(pairwise(labels))[::-1]):
        one, other = sorted(pair, key=rarest.index)
        ahead = f"WHERE other IN (SELECT one FROM {alive})" if alive else ""
        own = f"{prefix}_{one}_{other}_{pair[0]}"
        reached = (
            f"SELECT DISTINCT one, image FROM {prefix}_{one}_{other} "
            f"SEMI JOIN {own} ON {own}.id = one {ahead}"
        )
        alive = f"{prefix}_alive{place}"
        tables += [_kept(alive, reached)]
    return [*tables, _kept(f"{prefix}_found", f"SELECT DISTINCT image FROM {alive}")]


def _chain(labels: tuple[str, ...]) -> str:
    needed = dict.fromkeys(labels, 1)
    tables = [
        _images("all_images", needed),
        *_linked("sure", labels, "all_images", measured=False),
        _images("open_images", needed, but="sure_found"),
        *_linked("rest", labels, "open_images", measured=True),
    ]
    return _with(tables, "SELECT image FROM sure_found UNION ALL SELECT image FROM rest_found")


def _harbors_and_ships() -> list[str]:
    return [
        _images("eligible", {"harbor": 1, "ship": 1}),
        _objects("harbors", "harbor", "eligible"),
        _objects("ships", "ship", "eligible"),
        *_near("near", "harbors", "ships"),
    ]


_AHEAD = "({1}.cx - {0}.cx > 0 AND abs({1}.cy - {0}.cy) <= {1}.cx - {0}.cx)"

_UNEVEN = (
    "greatest(round_even(a.length * 10, 0), round_even(b.length * 10, 0)) "
    "> 2 * least(round_even(a.length * 10, 0), round_even(b.length * 10, 0))"
)

_TRIANGLE = [
    _images("three", {"ship": 1, "harbor": 1, "small_vehicle": 1}),
    _objects("harbors", "harbor", "three"),
    _objects("cars", "small_vehicle", "three"),
    *_near("harbor_car", "harbors", "cars"),
    "left_images AS MATERIALIZED (SELECT DISTINCT image FROM harbor_car)",
    _objects("ships", "ship", "left_images"),
    *_near("harbor_ship", "harbors", "ships"),
    *_near("car_ship", "cars", "ships"),
]

_RIGHTWARDS, _LEFTWARDS = _AHEAD.format("a", "b"), _AHEAD.format("b", "a")

_CYCLE = [
    _images("three", {"ship": 3}),
    _objects("ships", "ship", "three"),
    *_candidates("wide", "ships", "ships"),
    _kept(
        "ahead",
        f"SELECT CASE WHEN {_RIGHTWARDS} THEN one ELSE other END AS one, "
        f"CASE WHEN {_RIGHTWARDS} THEN other ELSE one END AS other, c.image, reach, sure "
        "FROM wide AS c JOIN ships AS a ON a.id = one JOIN ships AS b ON b.id = other "
        f"WHERE {_RIGHTWARDS} OR {_LEFTWARDS}",
    ),
    # The cones are cheaper than the gaps, which only what is left of the triangles needs.
    _kept(
        "cycles",
        "SELECT p.one AS x, q.one AS y, r.one AS z FROM ahead AS p "
        "JOIN ahead AS q ON p.other = q.one JOIN ahead AS r ON q.other = r.one AND r.other = p.one",
    ),
    _kept(
        "used",
        "SELECT ahead.* FROM ahead WHERE (one, other) IN (SELECT (x, y) FROM cycles "
        "UNION ALL SELECT (y, z) FROM cycles UNION ALL SELECT (z, x) FROM cycles)",
    ),
    *_measured("near", "ships", "ships", "used"),
]

QUESTIONS: dict[str, str] = {
    "one class": "SELECT image FROM counts WHERE helicopter >= 1",
    "pair": _chain(("large_vehicle", "small_vehicle")),
    "count": _with(
        _harbors_and_ships(), "SELECT image FROM near GROUP BY one, image HAVING count(*) >= 3"
    ),
    "negation": _with(
        _harbors_and_ships(),
        "SELECT image FROM counts WHERE harbor >= 1 AND ship = 0 UNION ALL "
        "SELECT image FROM harbors WHERE id NOT IN (SELECT one FROM near)",
    ),
    "universal": _with(
        [
            _images("enough", {"plane": 2}),
            _objects("planes", "plane", "enough"),
            *_near("near", "planes", "planes"),
            _kept(
                "lonely",
                "SELECT image FROM planes WHERE id NOT IN "
                "(SELECT one FROM near UNION ALL SELECT other FROM near)",
            ),
        ],
        "SELECT image FROM enough WHERE image NOT IN (SELECT image FROM lonely)",
    ),
    "disjunction": _with(
        [
            _images("with_pool", {"small_vehicle": 1, "swimming_pool": 1}),
            _objects("pool_cars", "small_vehicle", "with_pool"),
            _objects("pools", "swimming_pool", "with_pool"),
            *_near("at_pool", "pool_cars", "pools", 0.25),
            _images("with_court", {"small_vehicle": 1, "tennis_court": 1}),
            _objects("court_cars", "small_vehicle", "with_court"),
            _objects("courts", "tennis_court", "with_court"),
            *_near("at_court", "court_cars", "courts", 0.25),
        ],
        "SELECT image FROM at_pool UNION ALL SELECT image FROM at_court",
    ),
    "cone": _with(
        [
            _images("eligible", {"large_vehicle": 1, "small_vehicle": 1}),
            _objects("a", "large_vehicle", "eligible"),
            _objects("b", "small_vehicle", "eligible"),
        ],
        f"SELECT a.image FROM a JOIN b ON a.image = b.image WHERE {_RIGHTWARDS}",
    ),
    "numbers": _with(
        [
            _images("two", {"ship": 2}),
            _objects("ships", "ship", "two"),
            *_candidates("wide", "ships", "ships", 0.0, 20.05, _UNEVEN),
            *_measured("near", "ships", "ships", "wide"),
        ],
        "SELECT image FROM near",
    ),
    "count comparison": "SELECT image FROM counts WHERE harbor > 0 AND ship > 2 * harbor",
    "triangle": _with(
        _TRIANGLE,
        "SELECT hc.image FROM harbor_car AS hc JOIN harbor_ship AS hs ON hc.one = hs.one "
        "JOIN car_ship AS cs ON cs.one = hc.other AND cs.other = hs.other",
    ),
    "unsatisfiable": _with(
        _CYCLE,
        "SELECT p.image FROM near AS p JOIN near AS q ON p.other = q.one "
        "JOIN near AS r ON q.other = r.one AND r.other = p.one",
    ),
    **{f"chain of {length}": _chain(LINKS[:length]) for length in range(2, 7)},
}
"""For each case the query of the images (their positions, perhaps more than once)."""
