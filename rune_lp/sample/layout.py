"""A layout: a site seen by a camera, with the truth of what can be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.sample.shapes import turned
from rune_lp.sample.sprites import TIERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Site, Thing

__all__ = ["Camera", "Layout", "Truth", "framed"]

VISIBLE = 0.75
"""A thing that can be labelled is left out unless this share of it is in frame and uncovered."""

CLEAR = 0.95
"""Below this visible share a labelled object is difficult."""

ROUND = frozenset({"roundabout", "storage-tank"})
"""Classes whose boxes lie along the image's axes, for want of a direction of their own."""

CUT = {"harbor": 0.25, "bridge": 0.25}
"""Classes of long structures that are labelled as far as they are in frame, and the share of them
that must be."""

SMALLEST = 9.0
"""Pixels: a labelled object shorter than this is difficult."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """One labelled object: what an annotator would have written.

    Attributes:
        label: Its class, in DOTA's spelling.
        corners: Its oriented box, (4, 2) pixels to 0.1, clockwise on screen, within the frame.
        difficult: Whether it is partly hidden, cut or tiny.
        visible: The share of it that can be seen.
    """

    label: str
    corners: Points
    difficult: bool
    visible: float


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A site in a frame of pixels: all that rendering, labels and detections are made from.

    Attributes:
        name: The image's name.
        theme: The name of the theme it is of.
        site: What is there, in metres from the frame's top left corner.
        base: The surface that lies under everything.
        width: Pixels across.
        height: Pixels down.
        gsd: Metres per pixel.
        gsd_known: Whether the image's labels say so; some of DOTA's do not.
        truths: The labelled objects.
    """

    name: str
    theme: str
    site: Site
    base: str
    width: int
    height: int
    gsd: float
    gsd_known: bool
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """Where a site is seen from.

    Attributes:
        size: Width and height in pixels.
        gsd: Metres per pixel.
        gsd_known: Whether the labels are to say so.
        angle: How far it is turned, radians.
    """

    size: tuple[int, int]
    gsd: float
    gsd_known: bool
    angle: float


def framed(name: str, theme: str, site: Site, base: str, camera: Camera) -> Layout:
    """Return the layout of a site, made about its origin, as a camera above the origin sees it.

    What can be labelled is either labelled or not there at all: a thing of which too little would
    be seen is taken off the site, so that the picture holds no object that the labels deny.

    Args:
        name: The image's name.
        theme: The name of its theme.
        site: The site, its middle at the origin, reaching beyond the frame.
        base: The surface under everything.
        camera: Where it is seen from.
    """
    size, gsd, angle = camera.size, camera.gsd, camera.angle
    width, height = size
    whole = site.moved(width * gsd / 2, height * gsd / 2, angle)
    shares = _visible(whole.things, width * gsd, height * gsd)
    kept = [
        (thing, share)
        for thing, share in zip(whole.things, shares.tolist(), strict=True)
        if thing.label is None or share >= CUT.get(thing.label, VISIBLE)
    ]
    truths = tuple(
        _truth(thing, thing.label, share, size, gsd)
        for thing, share in kept
        if thing.label is not None
    )
    things = tuple(thing for thing, _ in kept)
    seen = replace(whole, things=things)
    return Layout(name, theme, seen, base, width, height, gsd, camera.gsd_known, truths)


def _truth(thing: Thing, label: str, visible: float, size: tuple[int, int], gsd: float) -> Truth:
    box = replace(thing, angle=0.0) if label in ROUND else thing
    corners = (_in_frame(box, size, gsd) if label in CUT else box.corners()) / gsd
    corners = np.clip(corners, 0, size).round(1)
    tiny = max(thing.length, thing.width) / gsd < SMALLEST
    return Truth(label, corners, bool(visible < CLEAR or tiny), visible)


def _in_frame(thing: Thing, size: tuple[int, int], gsd: float) -> Points:
    """Return the box of the part of a thing that is in frame, along the thing's own axes."""
    frame = shapely.box(0, 0, size[0] * gsd, size[1] * gsd)
    seen = shapely.get_coordinates(shapely.Polygon(thing.corners()).intersection(frame))
    own = turned(seen - np.array([thing.x, thing.y]), -thing.angle)
    (left, top), (right, bottom) = own.min(axis=0), own.max(axis=0)
    return thing.place([(left, top), (right, top), (right, bottom), (left, bottom)])


def _visible(things: tuple[Thing, ...], width: float, height: float) -> NDArray[np.float64]:
    """Return the share of each labelled thing's box that is in frame and under nothing."""
    shares = np.ones(len(things))
    if not things:
        return shares
    tier = {kind: level for level, kinds in enumerate(TIERS) for kind in kinds}
    boxes = shapely.polygons([thing.corners() for thing in things])
    frame = shapely.box(0, 0, width, height)
    tree = shapely.STRtree(boxes)
    for index, thing in enumerate(things):
        if thing.label is None:
            continue
        hidden = [
            _footprint(things[other])
            for other in tree.query(boxes[index], predicate="intersects").tolist()
            if tier[things[other].kind] > tier[thing.kind] and things[other].label is None
        ]
        seen = shapely.difference(
            shapely.intersection(boxes[index], frame), shapely.union_all(hidden)
        )
        shares[index] = float(seen.area / boxes[index].area)
    return shares


def _footprint(thing: Thing) -> shapely.Polygon:
    """Return what a thing hides: a crown is a disc, anything else its box."""
    if thing.kind in TIERS[-1]:
        return shapely.Point(thing.x, thing.y).buffer(thing.length / 2, quad_segs=4)
    return shapely.Polygon(thing.corners())
