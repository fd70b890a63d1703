"""Answers drawn on their pictures, as files of a folder."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from rune_lp.errors import InputError
from rune_lp.explain.pictures.links import assignment_links, failing_links
from rune_lp.explain.pictures.overlay import draw
from rune_lp.explain.pictures.overlay_svg import draw_svg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rune_lp.explain.pictures.album import Album
    from rune_lp.scenes import Scene

__all__ = ["file_names", "write_overlays"]

LONGEST = 80
"""Characters of an image's name in the name of a file."""

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows does not take for the name of a file."""

Marks: TypeAlias = "tuple[dict[str, int], list[tuple[str, int, int]]]"
"""Each variable's object, and what is written on lines with the ids of their two objects."""


def file_names(images: Iterable[str]) -> list[str]:
    """Return the names of files for images, whatever these are called, no two alike.

    What is no letter, digit, dash or dot becomes `_`. A name that is changed, or differs from one
    before it by case alone, has a digest of the image's name behind it.

    >>> file_names(["P0003", "../etc/passwd", "p0003"])
    ['P0003', 'etc_passwd-7fef78f5', 'p0003-0a4494ab']
    """
    names: list[str] = []
    taken: set[str] = set()
    for image in images:
        name = re.sub(r"[^\w.-]+", "_", image).strip("._-")[:LONGEST]
        if name != image or name.casefold() in taken or DEVICES.fullmatch(name):
            digest = hashlib.sha256(image.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            name = f"{name}-{digest}"
        taken.add(name.casefold())
        names.append(name)
    return names


def marks_of(result: Mapping[str, Any]) -> Iterator[Marks]:
    """Yield what is drawn of an image: witnesses and relations of each assignment, or what fails.

    Args:
        result: Its result, with `why_not` where it does not match and that was asked.
    """
    for assignment in result["assignments"]:
        yield _bound(assignment["bindings"]), _lines(assignment_links(assignment))
    refuted = result.get("why_not")
    if refuted is None:
        return
    held = _bound((refuted.get("held") or {}).get("bindings", {}))
    failing = [link for one in refuted.get("failing") or () for link in failing_links(one)]
    found = refuted.get("assignments") or [{"bindings": {}, "because": [], "reasons": []}]
    for assignment in found:
        links = [*failing, *assignment_links(assignment)]
        yield {**_bound(assignment["bindings"]), **held}, _lines(links)


def _bound(bindings: Mapping[str, Any]) -> dict[str, int]:
    return {variable: bound["id"] for variable, bound in bindings.items()}


def _lines(links: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, int]]:
    return [(link["label"], *link["objects"]) for link in links]


def write_overlays(
    folder: Path,
    answers: Sequence[tuple[Mapping[str, Any], Scene]],
    min_score: float,
    formats: Collection[str],
    album: Album,
) -> None:
    """Draw answers into a folder: the best as `NAME.png`, the next as `NAME~2.png`.

    Args:
        folder: The folder.
        answers: Each image's result as JSON has it, and its detections.
        min_score: The score from which on detections are objects.
        formats: `png`, `svg`, or both.
        album: The pictures; one that cannot be used is noted there, and a plan is drawn.
    """
    names = file_names(scene.image for _, scene in answers)
    for stem, (result, scene) in zip(names, answers, strict=True):
        for number, (bindings, relations) in enumerate(marks_of(result), start=1):
            name = f"{stem}~{number}" if number > 1 else stem
            meant = [*bindings.values(), *(id_ for _, *pair in relations for id_ in pair)]
            kept = (scene.scores >= min_score) | np.isin(scene.ids, meant)
            shown = scene.rows(np.flatnonzero(kept))
            if "svg" in formats:
                text = draw_svg(album.embedded(scene), shown, bindings, relations)
                (folder / f"{name}.svg").write_text(text, encoding="utf-8")
            if "png" in formats:
                _draw(folder / f"{name}.png", shown, bindings, relations, album)


def _draw(
    path: Path,
    scene: Scene,
    bindings: Mapping[str, int],
    relations: Sequence[tuple[str, int, int]],
    album: Album,
) -> None:
    picture = album.path(scene)
    try:
        image = draw(picture, scene, bindings, relations)
    except InputError as error:
        if picture is None:
            raise
        album.refuse(picture, error.fault.message)
        image = draw(None, scene, bindings, relations)
    image.save(path)
