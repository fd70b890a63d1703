"""GeoJSON features in image pixels: a polygon each, its image, class and score as properties.

RFC 7946 coordinates are degrees on the ground; here they must be pixels of the image, x right and
y down, as annotation tools write them. A collection that names a `crs` is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats.coco import polygon_box
from rune_lp.scenes.formats.json_text import Element, JsonText
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    ground_sample_distance,
    image_name,
    label,
    pixels,
    score,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

__all__ = ["read_geojson"]

IMAGE_KEYS = ("image", "image_name", "image_id", "file_name", "filename")

CLASS_KEYS = ("class", "class_name", "label", "category", "category_name", "classification", "name")

SCORE_KEYS = ("score", "confidence", "conf", "probability")


@dataclass(slots=True)
class _Collection:
    """What the collection says for all its features."""

    image: str
    size: tuple[float, float] | None = None
    gsd: float | None = None
    images: dict[str, tuple[Place, Rows]] = field(default_factory=dict)


def read_geojson(path: Path) -> Iterator[Placed | Fault]:
    """Yield the scenes of a FeatureCollection or of one Feature, and the faults.

    A feature's image is its property `image` (or image_name, image_id, file_name, filename), else
    the collection's, else the file's name; its class is `class` (class_name, label, category,
    category_name, classification, name); its score is `score` (confidence, conf, probability), or
    1.0. A ring of four corners is the box; another becomes its minimum-area rectangle. Holes do
    not count. The collection may have `width`, `height` and `gsd`.
    """
    try:
        document = JsonText.read(path)
        members = document.members()
        if members.get("crs", Element("", 0, None)).value:
            hint = "convert the ground coordinates to pixels"
            raise InputError(
                document.fault("coordinates must be pixels of the image", members["crs"], hint)
            )
        if "features" in members:
            features = document.elements(members["features"])
        else:
            whole = {key: element.value for key, element in members.items()}
            features = [Element("", 0, whole)]
            if whole.get("type") != "Feature":
                message = "must be a FeatureCollection or a Feature, but has no features"
                raise InputError(document.fault(message, features[0]))
    except InputError as error:
        yield error.fault
        return
    collection = yield from _collection(document, members, path)
    for feature in features:
        try:
            _add(document, feature, collection)
        except BadValueError as bad:
            yield document.bad_value(bad, feature)
    # A collection that is of one image is that image's, with no objects if it has none.
    images = collection.images or {collection.image: (Place(str(path)), Rows())}
    for name, (place, rows) in images.items():
        yield Placed(rows.scene(name, size=collection.size, gsd=collection.gsd), place)


def _collection(
    document: JsonText, members: Mapping[str, Element], path: Path
) -> Generator[Fault, None, _Collection]:
    said = {key: element.value for key, element in members.items() if key != "features"}
    properties = said.get("properties")
    if "features" in members and isinstance(properties, dict):
        said |= properties
    name = _first(said, IMAGE_KEYS) if "features" in members else None
    collection = _Collection(image_name(path.stem))
    top = Element("", 0, None)
    try:
        collection.image = collection.image if name is None else _image(name)
        collection.size = size(said.get("width"), said.get("height"))
    except BadValueError as bad:
        yield document.bad_value(bad, top)
    try:
        if said.get("gsd") is not None:
            collection.gsd = ground_sample_distance(said["gsd"])
    except BadValueError as bad:
        yield document.notice(f"{bad.message}: taken as unknown", top)
    return collection


def _add(document: JsonText, feature: Element, collection: _Collection) -> None:
    value = feature.value
    if not isinstance(value, dict) or value.get("type") != "Feature":
        raise BadValueError("must be a Feature")
    properties = value.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadValueError("properties must be an object")
    named = _first(properties, IMAGE_KEYS)
    image = collection.image if named is None else _image(named)
    # The image is one of the source's even if the feature is faulty.
    start = (document.place(feature), Rows())
    _, rows = collection.images.setdefault(image, start)
    category = _first(properties, CLASS_KEYS)
    if isinstance(category, dict):
        # QuPath's classification is an object with a name and a colour.
        category = category.get("name")
    if category is None:
        hint = f"one of the properties {', '.join(CLASS_KEYS)}"
        raise BadValueError("must have a class, but has none", hint)
    confidence = _first(properties, SCORE_KEYS)
    corners = _corners(value.get("geometry"))
    rows.add(label(category), 1.0 if confidence is None else score(confidence), corners)


def _first(properties: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((properties[key] for key in keys if properties.get(key) is not None), None)


def _image(value: Any) -> str:
    named = isinstance(value, int) and not isinstance(value, bool)
    return image_name(label(str(value) if named else value, "image"))


def _corners(geometry: Any) -> list[float]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadValueError(f"geometry must be a Polygon, but got {kind!r}")
    polygons = geometry.get("coordinates")
    if kind == "Polygon":
        polygons = [polygons]
    try:
        rings = [[(corner[0], corner[1]) for corner in polygon[0]] for polygon in polygons]
    except (TypeError, IndexError, KeyError):
        message = "coordinates must be rings of positions [x, y], the outer ring first"
        raise BadValueError(message) from None
    checked = [[(pixels(x), pixels(y)) for x, y in ring] for ring in rings]
    opened = [ring[:-1] if ring and ring[0] == ring[-1] else ring for ring in checked]
    if not opened or min(map(len, opened)) < 3:
        raise BadValueError("polygon must have three corners or more")
    if len(opened) == 1 and len(opened[0]) == 4:
        return box([coordinate for corner in opened[0] for coordinate in corner])
    return polygon_box([corner for ring in opened for corner in ring])
