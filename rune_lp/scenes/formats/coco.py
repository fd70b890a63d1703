"""COCO JSON: annotations with their images and categories, and bare lists of results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from rune_lp.errors import Fault, InputError
from rune_lp.geometry.rectangles import minimum_rectangle
from rune_lp.scenes.formats.json_text import Element, JsonText
from rune_lp.scenes.formats.names import read_names
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    ground_sample_distance,
    image_name,
    label,
    number,
    pixels,
    rectangle,
    run_length_mask,
    score,
    size,
)
from rune_lp.scenes.masks import Mask

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from rune_lp.errors import Place

__all__ = ["polygon_box", "read_coco"]

FULL = 0.999
"""The share of its box from which on a polygon is no more than that, up to rounding."""


@dataclass(slots=True)
class _Image:
    """An image of the document, and its rows as they are found."""

    file_name: str
    place: Place
    size: tuple[float, float] | None = None
    gsd: float | None = None
    north: float | None = None
    rows: Rows = field(default_factory=Rows)


@dataclass(slots=True)
class _Reference:
    """The categories and images that annotations speak of by their ids.

    A list of results may come without its images: then `open` is set, and an image is whatever
    an annotation names.
    """

    categories: dict[int | str, str]
    images: dict[int | str, _Image]
    open: bool = False


def read_coco(path: Path, names: Path | None = None) -> Iterator[Placed | Fault]:
    """Yield the scenes of a COCO file, in its images' order, and the faults.

    An annotation's box is its `poly` (four corners, as Ultralytics writes) if it has one, else
    the minimum-area rectangle around its `segmentation`, polygons or run lengths, else its `bbox`.
    What the segmentation covers is its mask, unless that is the box again. Its score is `score`, or
    1.0. An image with no annotation is an image with no objects.

    A list of results has neither images nor categories: they are those of the names file, if
    that is a COCO file; if it has only names, `category_id` is an index into them and
    `image_id` is the image's name.

    Args:
        path: The JSON file.
        names: A COCO file, or a names file, for results and for files without categories.
    """
    try:
        document = JsonText.read(path)
        if document.is_list:
            annotations = document.top()
            reference = yield from _reference_of_results(names)
        else:
            members = document.members()
            annotations = _member(document, members, "annotations")
            reference = yield from _reference(document, members, names)
        elements = document.elements(annotations)
    except InputError as error:
        yield error.fault
        return
    for element in elements:
        try:
            notice = _add(document, element, reference)
        except BadValueError as bad:
            yield document.bad_value(bad, element)
        else:
            if notice:
                yield document.notice(notice, element)
    yield from _scenes(reference, path.parent)


def polygon_box(points: Sequence[tuple[float, float]]) -> list[float]:
    """Return the eight coordinates of the minimum-area rectangle around points.

    Raises:
        BadValueError: The points have no area.
    """
    try:
        return box(minimum_rectangle(points).reshape(8).tolist())
    except BadValueError:
        raise
    except ValueError:
        raise BadValueError("polygon must have an area, but its points are in line") from None


def _member(document: JsonText, members: Mapping[str, Element], key: str) -> Element:
    if key not in members:
        raise InputError(
            document.fault(f"must have {key}, but has none", Element("", 0, None), "is it COCO?")
        )
    return members[key]


def _reference_of_results(names: Path | None) -> Generator[Fault, None, _Reference]:
    if names is not None and names.suffix.lower() == ".json":
        document = JsonText.read(names)
        return (yield from _reference(document, document.members(), None))
    return _Reference(_indexed(names), {}, open=True)


def _reference(
    document: JsonText, members: Mapping[str, Element], names: Path | None
) -> Generator[Fault, None, _Reference]:
    images: dict[int | str, _Image] = {}
    for element in document.elements(_member(document, members, "images")):
        try:
            id_ = _id(element.value, images)
            image, notice = _image(element.value, document.place(element))
        except BadValueError as bad:
            yield document.bad_value(bad, element)
        else:
            images[id_] = image
            if notice:
                yield document.notice(notice, element)
    if "categories" not in members:
        return _Reference(_indexed(names), images)
    categories: dict[int | str, str] = {}
    for element in document.elements(members["categories"]):
        try:
            id_ = _id(element.value, categories)
            categories[id_] = label(element.value.get("name"), "category's name")
        except BadValueError as bad:
            yield document.bad_value(bad, element)
    return _Reference(categories, images)


def _indexed(names: Path | None) -> dict[int | str, str]:
    return dict(read_names(names).items()) if names else {}


def _id(value: Any, taken: Container[int | str]) -> int | str:
    if not isinstance(value, dict):
        raise BadValueError("must be a JSON object, but is none")
    id_ = value.get("id")
    if isinstance(id_, bool) or not isinstance(id_, (int, str)):
        raise BadValueError("id must be a whole number or text")
    if id_ in taken:
        raise BadValueError(f"id must be its own, but {id_!r} was given before")
    return id_


def _image(value: dict[str, Any], place: Place) -> tuple[_Image, str | None]:
    image = _Image(label(value.get("file_name"), "file_name"), place)
    if value.get("north") is not None:
        image.north = number(value["north"], "north")
    try:
        image.size = size(value.get("width"), value.get("height"))
        if value.get("gsd") is not None:
            image.gsd = ground_sample_distance(value["gsd"])
    except BadValueError as bad:
        return image, f"{bad.message}: taken as unknown"
    return image, None


def _add(document: JsonText, element: Element, reference: _Reference) -> str | None:
    value = element.value
    if not isinstance(value, dict):
        raise BadValueError("must be a JSON object, but is none")
    image = _image_of(document, element, reference)
    category = value.get("category_id")
    if not isinstance(category, (int, str)) or category not in reference.categories:
        hint = "give the categories with --names FILE" if reference.open else None
        raise BadValueError(f"category_id must be a category's id, but got {category!r}", hint)
    if value.get("iscrowd"):
        raise BadValueError("iscrowd: a region of many objects is no object")
    # What a detector found has a score; what a person marked has none.
    confidence = score(value.get("score")) if "score" in value or document.is_list else 1.0
    corners, mask, notice = _outline(value, image.size)
    image.rows.add(reference.categories[category], confidence, corners, mask)
    return notice


def _image_of(document: JsonText, element: Element, reference: _Reference) -> _Image:
    id_ = element.value.get("image_id")
    if isinstance(id_, bool) or not isinstance(id_, (int, str)):
        raise BadValueError("image_id must be an image's id, but is missing")
    if id_ not in reference.images:
        if not reference.open:
            raise BadValueError(f"image_id must be an image's id, but got {id_!r}")
        reference.images[id_] = _Image(label(str(id_), "image_id"), document.place(element))
    return reference.images[id_]


def _outline(
    value: dict[str, Any], size: tuple[float, float] | None
) -> tuple[list[float], Mask | None, str | None]:
    """Return an annotation's box, its mask where that says more, and what was wrong with that."""
    segmentation = value.get("segmentation")
    if isinstance(segmentation, dict):
        try:
            mask = run_length_mask(segmentation, size)
        except BadValueError as bad:
            if "bbox" not in value and "poly" not in value:
                raise
            return _corners(value, ()), None, f"{bad.message}: the box stands in"
        points = [(x, y) for x, y in shapely.get_coordinates(mask.outline()).tolist()]
        return _corners(value, points), mask, None
    rings = [_points(polygon) for polygon in segmentation] if isinstance(segmentation, list) else []
    corners = _corners(value, [point for ring in rings for point in ring])
    polygons = shapely.make_valid([shapely.Polygon(ring) for ring in rings])
    covered = shapely.union_all(polygons).area
    whole = shapely.Polygon(np.reshape(corners, (4, 2))).convex_hull.area
    if covered == 0 or covered >= FULL * whole:
        return corners, None, None
    try:
        return corners, Mask.of_polygons(rings), None
    except ValueError:
        # A polygon between the pixels' centres has none; the box stands in.
        return corners, None, None


def _corners(value: dict[str, Any], points: Sequence[tuple[float, float]]) -> list[float]:
    if isinstance(poly := value.get("poly"), list):
        return box(poly)
    if points:
        return polygon_box(points)
    bbox = value.get("bbox")
    if not isinstance(bbox, list) or len(bbox) != 4:
        raise BadValueError("must have a segmentation, or a bbox [x, y, width, height]")
    x, y, width, height = (pixels(side, "bbox") for side in bbox)
    if min(width, height) <= 0:
        raise BadValueError(f"bbox must have an area, but got {width:g} by {height:g}")
    return box(rectangle(x, y, width, height))


def _points(polygon: Any) -> list[tuple[float, float]]:
    if not isinstance(polygon, list) or len(polygon) < 6 or len(polygon) % 2:
        hint = "a list of polygons, each a list of numbers"
        raise BadValueError("segmentation must be of polygons [x1, y1, x2, y2, x3, y3, …]", hint)
    numbers = [pixels(coordinate) for coordinate in polygon]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _scenes(reference: _Reference, folder: Path) -> Iterator[Placed]:
    shared = Counter(image_name(image.file_name) for image in reference.images.values())
    for image in reference.images.values():
        name = image_name(image.file_name)
        if shared[name] > 1:
            # Of pictures called alike in several folders the folder is a part of the name.
            name = str(PurePosixPath(image.file_name.replace("\\", "/")).with_name(name))
        picture = folder / image.file_name
        scene = image.rows.scene(
            name,
            size=image.size,
            gsd=image.gsd,
            north=image.north,
            path=str(picture) if picture.is_file() else None,
            classes=reference.categories.values(),
        )
        yield Placed(scene, image.place)
