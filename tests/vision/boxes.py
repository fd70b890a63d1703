from __future__ import annotations

import numpy as np

from rune_lp.vision.output import rotated_corners


def box(x: float, y: float, width: float, height: float, degrees: float = 0.0) -> np.ndarray:
    """Return the corners of one box by its middle, (4, 2)."""
    columns = (np.array([float(value)]) for value in (x, y, width, height, np.radians(degrees)))
    return rotated_corners(*columns)[0]
