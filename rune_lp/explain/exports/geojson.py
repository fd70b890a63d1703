"""Answers on a map: matching images and their witnesses as GeoJSON features (RFC 7946).

Coordinates are longitude and latitude on WGS 84, as the RFC demands; an image whose place on the
ground is not known has none and is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from rune_lp.errors import InputError, Place
from rune_lp.explain.why.report import assignments_json
from rune_lp.scenes.ground import lon_lat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from rune_lp.explain.why.report import Explained
    from rune_lp.scenes import Scene

__all__ = ["collection", "features"]

DECIMALS = 8
"""Of a degree: a millimetre at the equator."""


def collection(features: Iterable[Mapping[str, Any]], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a FeatureCollection; what was asked goes beside the features as foreign members."""
    return {"type": "FeatureCollection", **asked, "features": list(features)}


def features(explained: Explained) -> list[dict[str, Any]]:
    """Return the features of an image that matches: its outline first, then its witnesses.

    The outline, left out where the image's size is not known, has the properties `image`, `score`
    and `explanation`; a witness has `image`, `assignment` (1 is the best), `variable`, `id`,
    `class`, `score` and `because`. An image that does not match, or was not solved, has none.

    Raises:
        InputError: It is not known where the image is, or pyproj is not installed.
    """
    result = explained.result
    if not result.satisfied or result.answer is None:
        return []
    scene = result.scene
    found = []
    if scene.size_known:
        frame = np.array([(0, 0), (scene.width, 0), (scene.width, scene.height), (0, scene.height)])
        properties = {
            "image": scene.image,
            "score": round(result.answer.degree, 4),
            "explanation": "; ".join(explained.sentences),
        }
        found.append(_feature(scene, frame, properties))
    for rank, assignment in enumerate(assignments_json(explained), start=1):
        for variable, bound in assignment["bindings"].items():
            properties = {
                "image": scene.image,
                "assignment": rank,
                "variable": variable,
                **{key: bound[key] for key in ("id", "class", "score")},
                "because": assignment["reasons"],
            }
            row = int(scene.ids.searchsorted(bound["id"]))
            found.append(_feature(scene, scene.corners[row], properties))
    return found


def _feature(
    scene: Scene, corners: NDArray[np.float64], properties: Mapping[str, Any]
) -> dict[str, Any]:
    place = Place(scene.image)
    if scene.georeference is None:
        hint = "index it with --images DIR, the folder of its GeoTIFF or world file"
        raise InputError.of("it is not known where the image is on the ground", place, hint=hint)
    if scene.georeference.crs is None:
        message = "the image has a transform, but no coordinate reference system"
        raise InputError.of(message, place, hint="index it with --crs EPSG:32631, for example")
    try:
        ring = lon_lat(scene.georeference, corners)
    except InputError as error:
        raise error.in_source(scene.image) from None
    return {"type": "Feature", "geometry": _geometry(ring), "properties": dict(properties)}


def _geometry(ring: NDArray[np.float64]) -> dict[str, Any]:
    """Return the geometry of a ring of longitudes and latitudes.

    It is cut in two where it crosses the antimeridian (RFC 7946, 3.1.9), and its outer rings go
    anticlockwise (3.1.6).
    """
    lon, lat = ring.T
    # Going around, no step is longer than half of the globe.
    lon = lon[0] + (lon - lon[0] + 180) % 360 - 180
    lon += 360.0 * np.ceil((-180 - lon.min()) / 360)
    shape = shapely.Polygon(np.stack([lon, lat], axis=1))
    parts = [shape]
    if lon.max() > 180:
        beyond = shapely.clip_by_rect(shape, 180, -90, 540, 90)
        parts = [shapely.clip_by_rect(shape, -180, -90, 180, 90), translate(beyond, xoff=-360)]
    turned = [orient(part) for part in parts if not part.is_empty]
    shape = turned[0] if len(turned) == 1 else shapely.MultiPolygon(turned)
    geometry: dict[str, Any] = mapping(shape)
    return {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}


def _rounded(values: Any) -> Any:
    if isinstance(values, float):
        return round(values, DECIMALS)
    return [_rounded(value) for value in values]
