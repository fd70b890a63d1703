"""Scenes for property tests: any columns that a source could give."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rune_lp.scenes import Georeference, Mask, Scene
from rune_lp.scenes.formats.values import image_name

LABELS = ["ship", "harbor", "small-vehicle", "Größe", "船", "tennis_court"]

coordinates = st.floats(-1e4, 1e4, allow_nan=False).map(lambda value: round(value, 3))
scores = st.floats(0, 1)
sides = st.floats(0.5, 500).map(lambda value: round(value, 3))


@st.composite
def quadrilaterals(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Corners in order around a box that need not be a rectangle."""
    x, y, skew = draw(coordinates), draw(coordinates), draw(st.floats(-0.4, 0.4))
    width, height = draw(sides), draw(sides)
    return [(x, y), (x + width, y + skew * height), (x + width, y + height), (x, y + height)]


names = (
    st.text(st.characters(categories=["L", "N"], include_characters="-_."), min_size=1)
    .map(lambda name: f"P{name}")
    .filter(lambda name: image_name(name) == name)
)
"""Names of images; a file's extension is no part of one."""


numbers = st.floats(-1e7, 1e7)
steps = st.floats(0.01, 100)

georeferences = st.builds(
    lambda right, down, east, north, crs: Georeference((right, 0, east, 0, down, north), crs),
    steps,
    steps.map(float.__neg__) | steps,
    numbers,
    numbers,
    st.none() | st.sampled_from(["EPSG:32631", "EPSG:4326"]),
)


masks = st.builds(
    lambda left, top, rows: Mask.of(np.array([[True, *row] for row in rows]), left=left, top=top),
    st.integers(-50, 9000),
    st.integers(-50, 9000),
    st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4),
)


@st.composite
def scenes(draw: st.DrawFn, image: str | None = None) -> Scene:
    """A scene with up to five detections."""
    labels = draw(st.lists(st.sampled_from(LABELS), max_size=5))
    known = draw(st.booleans())
    return Scene.of(
        image or draw(names),
        labels,
        [draw(scores) for _ in labels],
        [draw(quadrilaterals()) for _ in labels],
        width=draw(st.integers(1, 10_000)) if known else None,
        height=draw(st.integers(1, 10_000)) if known else None,
        gsd=draw(st.none() | st.floats(0.01, 100)),
        north=draw(st.none() | st.floats(-360, 360)),
        path=draw(st.none() | st.just("pictures/P1.png")),
        georeference=draw(st.none() | georeferences),
        masks=draw(st.none() | st.just([draw(st.none() | masks) for _ in labels])),
    )


@st.composite
def collections(draw: st.DrawFn) -> list[Scene]:
    """Up to four scenes of different images."""
    images = draw(st.lists(names, max_size=4, unique=True))
    return [draw(scenes(image)) for image in images]
