"""Answers as pre-annotated tasks for Label Studio, and the labelling interface that they are for.

Each image is a task (https://labelstud.io/guide/predictions), each assignment one of its
predictions: the objects are turned rectangles, in percent of the image, and what relates them is
drawn between them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.explain.pictures.links import assignment_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.scenes import Scene

__all__ = ["interface_xml", "task"]

DECIMALS = 4
"""Of percents: a thousandth of a pixel in an image of 1,000 pixels."""

LABELS, IMAGE = "label", "image"
"""The names of the interface's two elements."""


def task(result: Mapping[str, Any], scene: Scene, picture: Path) -> dict[str, Any]:
    """Return an image with its answers as a task.

    Args:
        result: Its result as JSON has it.
        scene: The image.
        picture: Its file, as Label Studio finds it below its document root.

    Raises:
        InputError: The image's size is not known, so that nothing has a place in percent.

    >>> from pathlib import Path
    >>> from rune_lp.scenes import Scene
    >>> box = [(10, 20), (50, 20), (50, 30), (10, 30)]
    >>> scene = Scene.of("P1", ["ship"], [0.9], [box], width=200, height=100)
    >>> bound = {"x": {"id": 0, "class": "ship"}}
    >>> one = {"score": 0.9, "bindings": bound, "because": [], "reasons": []}
    >>> found = task({"image": "P1", "score": 0.9, "assignments": [one]}, scene, Path("P1.jpg"))
    >>> found["data"]["image"], found["predictions"][0]["result"][0]["value"]["width"]
    ('/data/local-files/?d=P1.jpg', 20.0)
    """
    if not scene.size_known:
        hint = "index it with --images DIR or --image-size WxH"
        raise InputError.of("the image's size is not known", Place(scene.image), hint=hint)
    return {
        "data": {
            IMAGE: f"/data/local-files/?d={quote(picture.as_posix())}",
            "name": scene.image,
            "score": result["score"],
            "satisfied": result.get("satisfied"),
            "explanation": result.get("explanation", ""),
        },
        "predictions": [
            _prediction(assignment, scene, rank)
            for rank, assignment in enumerate(result["assignments"], start=1)
        ],
    }


def interface_xml(labels: Iterable[str]) -> str:
    """Return the labelling interface of a project with objects of some classes.

    >>> print(interface_xml(["<ship>"]))
    <View>
      <Image name="image" value="$image" zoom="true" zoomControl="true"/>
      <RectangleLabels name="label" toName="image" canRotate="true">
        <Label value="&lt;ship&gt;"/>
      </RectangleLabels>
      <Header value="$explanation"/>
    </View>
    """
    return "\n".join(
        [
            "<View>",
            f'  <Image name="{IMAGE}" value="${IMAGE}" zoom="true" zoomControl="true"/>',
            f'  <RectangleLabels name="{LABELS}" toName="{IMAGE}" canRotate="true">',
            *(f"    <Label value={quoteattr(label)}/>" for label in labels),
            "  </RectangleLabels>",
            '  <Header value="$explanation"/>',
            "</View>",
        ]
    )


def _prediction(assignment: Mapping[str, Any], scene: Scene, rank: int) -> dict[str, Any]:
    variables = {bound["id"]: name for name, bound in assignment["bindings"].items()}
    links = assignment_links(assignment)
    others = (id_ for link in links for id_ in link["objects"])
    reasons = assignment["reasons"]
    regions = [
        _region(scene, id_, rank, variables.get(id_), reasons)
        for id_ in dict.fromkeys((*variables, *others))
    ]
    relations = [
        {
            "type": "relation",
            "direction": "right",
            "from_id": _name(rank, link["objects"][0]),
            "to_id": _name(rank, link["objects"][1]),
        }
        for link in links
        if link["holds"]
    ]
    return {
        "model_version": f"rune_lp assignment {rank}",
        "score": assignment["score"],
        "result": [*regions, *relations],
    }


def _region(
    scene: Scene, id_: int, rank: int, variable: str | None, reasons: Iterable[str]
) -> dict[str, Any]:
    row = int(scene.ids.searchsorted(id_))
    label = scene.class_names[scene.class_index[row]]
    told = f"{variable} = {label} {id_}" if variable else f"{label} {id_}"
    return {
        "id": _name(rank, id_),
        "type": "rectanglelabels",
        "from_name": LABELS,
        "to_name": IMAGE,
        "original_width": round(scene.width),
        "original_height": round(scene.height),
        "image_rotation": 0,
        "score": round(float(scene.scores[row]), 4),
        "value": {**_turned(scene, scene.corners[row]), "rectanglelabels": [label]},
        "meta": {"text": [told, *(reasons if variable else ())]},
    }


def _name(rank: int, id_: int) -> str:
    """Return the name of an object's region, which no other region of the task has."""
    return f"{rank}-{id_}"


def _turned(scene: Scene, corners: NDArray[np.float64]) -> dict[str, float]:
    """Return a rectangle as it is before it is turned clockwise about its first corner.

    Lengths are percents of the image's width and height; the turn is one of pixels.
    """
    first, second, _, last = corners
    along, across = second - first, last - first
    if along[0] * across[1] < along[1] * across[0]:  # anticlockwise, y being down
        along, across = across, along
    return {
        "x": round(100 * float(first[0]) / scene.width, DECIMALS),
        "y": round(100 * float(first[1]) / scene.height, DECIMALS),
        "width": round(100 * float(np.hypot(*along)) / scene.width, DECIMALS),
        "height": round(100 * float(np.hypot(*across)) / scene.height, DECIMALS),
        "rotation": round(math.degrees(math.atan2(along[1], along[0])) % 360, DECIMALS),
    }
