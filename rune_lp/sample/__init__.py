"""A sample of aerial images made by the project: pictures, labels and a simulated detector.

`python -m rune_lp.sample` writes one. Each stage is a value that the next is a function of:

- a theme (`themes`) composes a **site** (`site`) from `layouts`: areas, lines and things in metres;
- a camera frames it into a **layout** (`layout`): the site in pixels with its labelled objects;
- `render` paints the layout with `sprites`, `surfaces` and shadows: the picture;
- `detector` turns the layout into a scene of detections, by the `statistics` of a real detector.

Chance comes from one seed: image k of a seed is the same whatever the number of images, and its
labels do not change when its picture or its detections are made in another way.
"""

from rune_lp.sample.dataset import (
    detections_of,
    label_text,
    layout_of,
    picture_of,
    write_sample,
)
from rune_lp.sample.detector import detected, truth_scene
from rune_lp.sample.fitting import fit_statistics
from rune_lp.sample.statistics import load_statistics
from rune_lp.sample.themes import THEMES

__all__ = [
    "THEMES",
    "detected",
    "detections_of",
    "fit_statistics",
    "label_text",
    "layout_of",
    "load_statistics",
    "picture_of",
    "truth_scene",
    "write_sample",
]
