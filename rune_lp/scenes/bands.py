"""Bands of rasters as the 8-bit RGB that detectors are given: chosen, stretched, without nodata.

A large raster is read by windows, and every window is to look alike; so the limits of the stretch
are measured once, on a sample of the whole, and then applied to each window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["PERCENTILES", "Stretch"]

PERCENTILES = (2.0, 98.0)
"""The usual cumulative count cut of geographic information systems: the darkest and the brightest
2 % of the pixels go to the ends, so that clouds and dead pixels do not set the range."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which three bands are shown, and the values that become black and white in each.

    Attributes:
        bands: The bands of red, green and blue, 0-based.
        low: The value of each that becomes 0.
        high: The value of each that becomes 255.
        nodata: The value of pixels that hold nothing, or None. Those become black.

    >>> sample = np.arange(101, dtype=np.uint16).reshape(1, 1, 101) * 10
    >>> stretch = Stretch.of(sample, percentiles=(0, 100))
    >>> stretch.bands, stretch.low, stretch.high
    ((0, 0, 0), (0.0, 0.0, 0.0), (1000.0, 1000.0, 1000.0))
    >>> stretch.rgb(np.array([[[0, 500, 1000, 9999]]], dtype=np.uint16))[0].tolist()
    [[0, 0, 0], [128, 128, 128], [255, 255, 255], [255, 255, 255]]
    """

    bands: tuple[int, int, int]
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    nodata: float | None = None

    @classmethod
    def of(
        cls,
        sample: NDArray[Any],
        *,
        bands: Sequence[int] | None = None,
        nodata: float | None = None,
        valid: NDArray[np.bool_] | None = None,
        percentiles: tuple[float, float] | None = None,
    ) -> Stretch:
        """Return the stretch for a raster, measured on a sample of it.

        Args:
            sample: The raster at a lower resolution, or a part of it, (bands, height, width).
            bands: One band or three, 0-based, for red, green and blue; by default the first three,
                or the first where there are fewer than three.
            nodata: The value of pixels that hold nothing; nan and infinity never count.
            valid: Which pixels hold something, bool (height, width), as a raster's mask says.
            percentiles: The shares of the pixels below black and up to white, in percent. By
                default 8-bit rasters stay as they are, and others have `PERCENTILES`.

        Raises:
            InputError: A band is chosen that is not there, or neither one nor three are.
        """
        chosen = _chosen(len(sample), bands)
        if percentiles is None and sample.dtype == np.uint8:
            return cls(chosen, (0.0,) * 3, (255.0,) * 3, nodata)
        ends = {band: _ends(sample[band], nodata, valid, percentiles) for band in set(chosen)}
        red, green, blue = (ends[band] for band in chosen)
        low, high = zip(red, green, blue, strict=True)
        return cls(chosen, low, high, nodata)

    def rgb(
        self, window: NDArray[Any], valid: NDArray[np.bool_] | None = None
    ) -> NDArray[np.uint8]:
        """Return a window as 8-bit RGB, uint8 (height, width, 3).

        Args:
            window: All the raster's bands, (bands, height, width).
            valid: Which pixels hold something, bool (height, width).
        """
        picked = window[list(self.bands)].astype(np.float64)
        kept = _valid(picked, self.nodata, valid)
        low = np.array(self.low)[:, None, None]
        # Where all the sample was of one value, it becomes black, and what is above it white.
        spread = np.maximum(np.array(self.high)[:, None, None] - low, np.finfo(np.float64).tiny)
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = np.clip((picked - low) / spread, 0, 1) * 255
        return np.where(kept, np.rint(scaled), 0).astype(np.uint8).transpose(1, 2, 0)


def _chosen(count: int, bands: Sequence[int] | None) -> tuple[int, int, int]:
    if bands is None:
        bands = (0, 1, 2) if count >= 3 else (0,)
    for band in bands:
        if not 0 <= band < count:
            message = f"there must be a band {band + 1}, but there are {count}"
            raise InputError.of(message, hint="bands are counted from 1")
    match tuple(bands):
        case (grey,):
            return grey, grey, grey
        case (red, green, blue):
            return red, green, blue
        case other:
            raise InputError.of(f"one band or three must be chosen, but got {len(other)}")


def _ends(
    band: NDArray[Any],
    nodata: float | None,
    valid: NDArray[np.bool_] | None,
    percentiles: tuple[float, float] | None,
) -> tuple[float, float]:
    values = band.astype(np.float64)
    values = values[_valid(values, nodata, valid)]
    if not len(values):
        return 0.0, 1.0
    low, high = np.percentile(values, PERCENTILES if percentiles is None else percentiles)
    return float(low), float(high)


def _valid(
    values: NDArray[np.float64], nodata: float | None, valid: NDArray[np.bool_] | None
) -> NDArray[np.bool_]:
    kept = np.isfinite(values)
    if nodata is not None:
        # A raster of float32 has its nodata value rounded to that.
        kept &= ~np.isin(values, [nodata, np.float64(np.float32(nodata))])
    if valid is not None:
        kept &= valid
    return kept
