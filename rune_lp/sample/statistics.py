"""How a real detector errs: its confidences, misses, false alarms, confusions and jitter.

The numbers in `detector_statistics.json` were fitted (see `fitting`) to the output of an oriented
detector on DOTA; the simulated detector of the sample draws from them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LEVELS",
    "ClassStatistics",
    "DetectorStatistics",
    "Jitter",
    "load_statistics",
    "read_statistics",
]

_TAIL = (0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)

LEVELS = np.array([*_TAIL, *(share / 10 for share in range(1, 10)), *(1 - s for s in _TAIL[::-1])])
"""The shares at which a distribution's quantiles are kept: closer in the tails, where a few sure
false alarms must not be smeared over all the scores above the usual ones."""

FILE = "detector_statistics.json"


@dataclass(frozen=True, slots=True)
class ClassStatistics:
    """How the detector behaves on one class.

    Attributes:
        detections: How many detections the numbers come from.
        right_scores: Quantiles, at `LEVELS`, of the scores of right detections.
        wrong_scores: Quantiles, at `LEVELS`, of the scores of false alarms.
        wrong_per_right: False alarms per right detection, in images that show the class.
        wrong_elsewhere: False alarms per right detection of any class, in images that do not.
        confused: The shares of false alarms that lie on a better detection, by its class (never
            its own: of two boxes of one class in one place the detector keeps the better).
    """

    detections: int
    right_scores: tuple[float, ...]
    wrong_scores: tuple[float, ...]
    wrong_per_right: float
    wrong_elsewhere: float
    confused: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Jitter:
    """How far found boxes lie from the true ones, as standard deviations.

    Attributes:
        along: Of the centre along the length, in lengths.
        across: Of the centre across it, in widths.
        length: Of the logarithm of the length.
        width: Of the logarithm of the width.
        angle: Of the direction in radians times the aspect, for elongated boxes.
    """

    along: float
    across: float
    length: float
    width: float
    angle: float


@dataclass(frozen=True, slots=True)
class DetectorStatistics:
    """How the detector behaves.

    Attributes:
        classes: By label.
        recall: The share of objects found at whatever score.
        jitter: How far off the boxes are.
    """

    classes: Mapping[str, ClassStatistics]
    recall: float
    jitter: Jitter

    def to_json(self) -> str:
        """Return the statistics as the text that `read_statistics` reads, a class a line."""
        found = asdict(self)
        classes = ",\n".join(
            f"  {json.dumps(label)}: {json.dumps(entry)}"
            for label, entry in found["classes"].items()
        )
        rest = f'"recall": {self.recall},\n "jitter": {json.dumps(found["jitter"])}'
        return f'{{"classes": {{\n{classes}\n }},\n {rest}\n}}\n'


def read_statistics(text: str) -> DetectorStatistics:
    """Return the statistics that `DetectorStatistics.to_json` wrote.

    >>> read_statistics(load_statistics().to_json()) == load_statistics()
    True
    """
    found = json.loads(text)
    classes = {
        label: ClassStatistics(
            **entry | {key: tuple(entry[key]) for key in ("right_scores", "wrong_scores")}
        )
        for label, entry in found["classes"].items()
    }
    return DetectorStatistics(classes, found["recall"], Jitter(**found["jitter"]))


def load_statistics() -> DetectorStatistics:
    """Return the statistics that ship with the package.

    >>> load_statistics().recall > 0.9
    True
    """
    return read_statistics((files(__package__) / FILE).read_text(encoding="utf-8"))
