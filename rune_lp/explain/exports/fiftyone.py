"""Answers as a dataset that FiftyOne reads: `fiftyone.Dataset.from_json("answers.json")`.

Each image is a sample. Its boxes are closed polylines, for FiftyOne's boxes are upright ones: all
objects in the field `objects`, those of the answers in `answer`, with the variable, the rank of the
assignment and the reasons as attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rune_lp.scenes import Scene

__all__ = ["dataset", "sample"]

DECIMALS = 7
"""Of shares of an image's side: less than a thousandth of a pixel."""

_FIELDS = {
    "filepath": "StringField",
    "tags": "ListField(fiftyone.core.fields.StringField)",
    "metadata": "EmbeddedDocumentField(fiftyone.core.metadata.ImageMetadata)",
    "image": "StringField",
    "satisfied": "BooleanField",
    "score": "FloatField",
    "explanation": "StringField",
    "objects": "EmbeddedDocumentField(fiftyone.core.labels.Polylines)",
    "answer": "EmbeddedDocumentField(fiftyone.core.labels.Polylines)",
}


def dataset(
    samples: Iterable[Mapping[str, Any]], name: str, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a dataset, as `Dataset.to_dict` of FiftyOne does.

    Args:
        samples: Its samples.
        name: What FiftyOne calls it.
        asked: What was asked, which becomes the dataset's `info`.
    """
    return {
        "name": name,
        "media_type": "image",
        "sample_fields": {field: f"fiftyone.core.fields.{kind}" for field, kind in _FIELDS.items()},
        "info": dict(asked),
        "samples": list(samples),
    }


def sample(
    result: Mapping[str, Any], scene: Scene, picture: Path, min_score: float
) -> dict[str, Any]:
    """Return an image with its answers as a sample.

    Args:
        result: Its result as JSON has it.
        scene: The image, all its detections.
        picture: Its file.
        min_score: The score from which on detections are objects.

    Raises:
        InputError: The image's size is not known, so that nothing has a place in shares of it.

    >>> from pathlib import Path
    >>> from rune_lp.scenes import Scene
    >>> box = [(10, 20), (50, 20), (50, 30), (10, 30)]
    >>> scene = Scene.of("P1", ["ship"], [0.9], [box], width=200, height=100)
    >>> result = {"image": "P1", "score": 0.9, "satisfied": True, "assignments": []}
    >>> found = sample(result, scene, Path("P1.jpg"), 0.5)
    >>> found["objects"]["polylines"][0]["points"]
    [[[0.05, 0.2], [0.25, 0.2], [0.25, 0.3], [0.05, 0.3]]]
    """
    if not scene.size_known:
        hint = "index it with --images DIR or --image-size WxH"
        raise InputError.of("the image's size is not known", Place(scene.image), hint=hint)
    kept = scene.at_least(min_score)
    objects = [
        _polyline(scene, entry)
        for entry in (
            {"id": id_, "class": label, "score": score, "polygon": corners}
            for id_, label, score, corners in zip(
                kept.ids.tolist(),
                kept.labels,
                kept.scores.tolist(),
                kept.corners.tolist(),
                strict=True,
            )
        )
    ]
    answer = [
        _polyline(scene, bound, variable=variable, assignment=rank, because=assignment["reasons"])
        for rank, assignment in enumerate(result["assignments"], start=1)
        for variable, bound in assignment["bindings"].items()
    ]
    return {
        "filepath": str(picture.absolute()),
        "tags": [],
        "metadata": {
            "_cls": "ImageMetadata",
            "width": round(scene.width),
            "height": round(scene.height),
        },
        "image": scene.image,
        "satisfied": result["satisfied"],
        "score": result["score"],
        "explanation": result.get("explanation", ""),
        "objects": {"_cls": "Polylines", "polylines": objects},
        "answer": {"_cls": "Polylines", "polylines": answer},
    }


def _polyline(scene: Scene, bound: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    points = [
        [round(x / scene.width, DECIMALS), round(y / scene.height, DECIMALS)]
        for x, y in bound["polygon"]
    ]
    return {
        "_cls": "Polyline",
        "tags": [],
        "label": bound["class"],
        "points": [points],
        "closed": True,
        "filled": False,
        "confidence": round(bound["score"], 4),
        "object_id": bound["id"],
        **more,
    }
