"""A sample on disk: pictures, labels and detections, the same for one seed on any machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.sample.detector import detected
from rune_lp.sample.statistics import load_statistics
from rune_lp.sample.themes import THEMES, composed
from rune_lp.scenes.formats import write_dota_results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image

    from rune_lp.sample.layout import Layout
    from rune_lp.scenes import Scene

__all__ = ["detections_of", "label_text", "layout_of", "picture_of", "write_sample"]

SIDES = (416, 448, 480, 512)
"""Pixels: the widths and heights of images."""

QUALITY = 88
"""JPEG's; below it, the smallest cars begin to smear."""

OWN_FILES = re.compile(r"S\d{4,}\.(jpg|txt)|Task1_[a-z-]+\.txt")
"""What an earlier run may have left, and a new one replaces."""


def _stream(seed: int, index: int, purpose: int) -> np.random.Generator:
    """Return the source of chance of one purpose for one image, whatever the others draw."""
    sequence = np.random.SeedSequence(seed, spawn_key=(index, purpose))
    return np.random.Generator(np.random.PCG64(sequence))


def layout_of(seed: int, index: int, themes: Sequence[str] = tuple(THEMES)) -> Layout:
    """Return what image `index` of a sample shows; it does not depend on how many there are.

    Args:
        seed: The sample's seed.
        index: The image's number, from 0.
        themes: The themes that the images take in turn.

    >>> layout = layout_of(seed=7, index=0)
    >>> layout.name, layout.theme
    ('S0000', 'marina')
    """
    rng = _stream(seed, index, 0)
    width, height = (int(side) for side in rng.choice(SIDES, 2))
    return composed(f"S{index:04}", themes[index % len(themes)], rng, (width, height))


def picture_of(seed: int, index: int, layout: Layout) -> Image:
    """Return the picture of image `index`, RGB.

    Raises:
        InputError: Pillow is not installed.
    """
    require("PIL", extra="sample")
    from rune_lp.sample.render import render

    return render(layout, _stream(seed, index, 1))


def detections_of(seed: int, index: int, layout: Layout) -> Scene:
    """Return what the simulated detector finds in image `index`."""
    return detected(layout, load_statistics(), _stream(seed, index, 2))


def label_text(layout: Layout) -> str:
    """Return a layout's labels as the text of a DOTA label file.

    >>> print(label_text(layout_of(seed=7, index=0)).splitlines()[0])
    imagesource:rune_lp
    """
    lines = ["imagesource:rune_lp", f"gsd:{layout.gsd if layout.gsd_known else 'null'}"]
    for truth in layout.truths:
        corners = " ".join(f"{value:.1f}" for value in truth.corners.ravel().tolist())
        lines.append(f"{corners} {truth.label} {int(truth.difficult)}")
    return "\n".join(lines) + "\n"


def write_sample(
    folder: Path, seed: int, images: int, themes: Sequence[str] = tuple(THEMES)
) -> None:
    """Write a sample: `images/S0000.jpg`, `labels/S0000.txt`, `detections/Task1_<class>.txt`.

    What an earlier sample left in these folders is replaced; other files stay.

    Args:
        folder: Where; it is made where there is none.
        seed: The seed.
        images: How many images.
        themes: The themes that the images take in turn.

    Raises:
        InputError: There is no such theme, Pillow is not installed, or the folder is a file.
    """
    for theme in themes:
        if theme not in THEMES:
            hint = f"one of {', '.join(THEMES)}"
            raise InputError.of(f"no such theme: {theme!r}", hint=hint)
    require("PIL", extra="sample")
    pictures, labels, detections = (
        _emptied(folder / name) for name in ("images", "labels", "detections")
    )
    scenes = []
    for index in range(images):
        layout = layout_of(seed, index, themes)
        picture = picture_of(seed, index, layout)
        picture.save(pictures / f"{layout.name}.jpg", quality=QUALITY, optimize=True)
        (labels / f"{layout.name}.txt").write_text(
            label_text(layout), encoding="utf-8", newline="\n"
        )
        scenes.append(detections_of(seed, index, layout))
    write_dota_results(scenes, detections)


def _emptied(folder: Path) -> Path:
    """Return the folder, made if need be, without the files of an earlier sample."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the folder: {error.strerror}"
        raise InputError.of(message, Place(str(folder))) from None
    for path in folder.iterdir():
        if OWN_FILES.fullmatch(path.name):
            path.unlink()
    return folder
