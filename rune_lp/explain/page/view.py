"""What the viewer is given: of a report its question and index, of an image all that is shown.

An image's view is its result (see docs/schema/search.schema.json) with more beside it:

    width, height    the image's size in pixels
    objects          its detections, in columns: ids, scores, corners (x and y of each of the four),
                     and classes, the positions of their labels among `labels`; `spoken` are the
                     words for these. They are those of at least the threshold, and all others that
                     the result speaks of. None where the image was not solved.
    note             what there is to say about its picture, or None
    assignments      each with `links`, the lines between its objects (`explain.links`)
    why_not          as `explain --format json` has it, `failing` with links; None if it matches

The index of a report has each image's name, outcome, score and classes, and why it was not solved.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.explain.pictures.links import assignment_links, failing_links
from rune_lp.translate.phrases import spoken
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rune_lp.scenes import Scene

__all__ = ["entry_of", "unsolved_view", "view_of"]


def view_of(
    result: Mapping[str, Any],
    scene: Scene,
    min_score: float,
    *,
    size: tuple[float, float] | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Return the view of an image.

    Args:
        result: Its result, with `why_not` where it does not match and that was asked.
        scene: The image, all its detections.
        min_score: The score from which on detections are objects.
        size: The width and height of its picture, where the scene does not know them.
        note: What there is to say about its picture.

    >>> from rune_lp.scenes import Scene
    >>> boxes = [[(0, 0), (4, 0), (4, 2), (0, 2)]] * 2
    >>> scene = Scene.of("P1", ["ship", "small-vehicle"], [0.9, 0.2], boxes, width=9, height=5)
    >>> result = {"image": "P1", "satisfied": True, "score": 0.9, "assignments": []}
    >>> view = view_of(result, scene, 0.5)
    >>> view["objects"]["ids"], view["objects"]["corners"]
    ([0], [[0.0, 0.0, 4.0, 0.0, 4.0, 2.0, 0.0, 2.0]])
    """
    refuted = result.get("why_not")
    width, height = size or (scene.width, scene.height)
    return {
        **result,
        "assignments": [_linked(one) for one in result.get("assignments", ())],
        "why_not": None if refuted is None else _refutation(refuted),
        "width": max(1.0, width),
        "height": max(1.0, height),
        "objects": _objects(scene, min_score, frozenset(_ids(result))),
        "note": note,
    }


def unsolved_view(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the view of an image that was not solved, of which the cause alone is shown."""
    return {**result, "assignments": [], "why_not": None, "objects": None, "note": None}


def entry_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return an image's entry in the index of a report."""
    objects = view["objects"]
    counts = Counter(objects["classes"]) if objects else {}
    entry = {
        "image": view["image"],
        "satisfied": view["satisfied"],
        "score": view.get("score"),
        "classes": [[objects["labels"][place], counts[place]] for place in sorted(counts)],
    }
    return entry | ({"error": view["error"]} if "error" in view else {})


def _linked(assignment: Mapping[str, Any]) -> dict[str, Any]:
    return {**assignment, "links": assignment_links(assignment)}


def _refutation(refuted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **refuted,
        "assignments": [_linked(one) for one in refuted.get("assignments", ())],
        "failing": [{**one, "links": failing_links(one)} for one in refuted.get("failing") or ()],
    }


def _ids(value: Any) -> Iterator[int]:
    """Yield the ids of the objects that a result speaks of."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "id":
                yield inner
            elif key == "objects" and isinstance(inner, list):
                yield from inner
            else:
                yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def _objects(scene: Scene, min_score: float, spoken_of: frozenset[int]) -> dict[str, Any]:
    named = np.isin(scene.ids, np.fromiter(spoken_of, dtype=np.int64))
    kept = scene.rows(np.flatnonzero((scene.scores >= min_score) | named))
    return {
        "ids": kept.ids.tolist(),
        "labels": list(kept.class_names),
        "spoken": [spoken(label, predicate_name(label)) for label in kept.class_names],
        "classes": kept.class_index.tolist(),
        "scores": kept.scores.round(4).tolist(),
        "corners": kept.corners.reshape(-1, 8).round(1).tolist(),
    }
