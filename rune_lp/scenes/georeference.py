"""Georeferences: where an image's pixels are on the ground, of one image and of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Georeference", "Georeferences"]


@dataclass(frozen=True, slots=True)
class Georeference:
    """Where an image's pixels are: an affine map to the coordinates of a reference system.

    Attributes:
        transform: (a, b, c, d, e, f): the pixel position (x, y), x right and y down from the
            outer corner of the upper left pixel, is at (a·x + b·y + c, d·x + e·y + f), easting or
            longitude first. The order is that of rasterio and of the package affine.
        crs: The coordinate reference system, as `EPSG:32631` or as WKT; None if unknown.

    Raises:
        ValueError: The transform maps the image onto a line, or is not of finite numbers.

    >>> Georeference((0.5, 0, 500_000, 0, -0.5, 4_600_000), "EPSG:32631").mirrored
    False
    """

    transform: tuple[float, float, float, float, float, float]
    crs: str | None = None

    def __post_init__(self) -> None:
        if not np.isfinite(self.transform).all() or self.determinant == 0:
            raise ValueError(f"a transform must be finite and invertible, but got {self.transform}")

    @property
    def determinant(self) -> float:
        """The signed area of a pixel, in square units of the reference system."""
        a, b, _, d, e, _ = self.transform
        return a * e - b * d

    @property
    def mirrored(self) -> bool:
        """Whether the image is seen from below: as a rule y goes down and north up."""
        return self.determinant > 0

    def coordinates(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the coordinates of pixel positions (…, 2) in the reference system.

        >>> frame = Georeference((0.5, 0, 500_000, 0, -0.5, 4_600_000))
        >>> frame.coordinates(np.array([[0.0, 0.0], [10.0, 20.0]])).tolist()
        [[500000.0, 4600000.0], [500005.0, 4599990.0]]
        """
        a, b, c, d, e, f = self.transform
        placed: NDArray[np.float64] = points @ np.array([(a, d), (b, e)]) + (c, f)
        return placed


@dataclass(frozen=True, eq=False, slots=True)
class Georeferences:
    """The georeferences of m images as columns.

    Attributes:
        transforms: As in `Georeference`, nan where there is none, float64 (m, 6).
        codes: The positions in `systems` of the images' reference systems, -1 where it is
            unknown, int32 (m,).
        systems: The distinct reference systems, sorted.

    >>> frame = Georeference((0.5, 0, 500_000, 0, -0.5, 4_600_000), "EPSG:32631")
    >>> columns = Georeferences.of([None, frame])
    >>> columns.codes.tolist(), columns[0], columns[1] == frame
    ([-1, 0], None, True)
    """

    transforms: NDArray[np.float64]
    codes: NDArray[np.int32]
    systems: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.codes.ndim != 1 or self.transforms.shape != (len(self.codes), 6):
            raise ValueError("georeferences must have a transform and a system for each image")
        for column in (self.transforms, self.codes):
            column.setflags(write=False)

    @classmethod
    def of(cls, references: Iterable[Georeference | None]) -> Georeferences:
        """Return the columns of some images' georeferences."""
        known = tuple(references)
        systems = tuple(sorted({one.crs for one in known if one is not None and one.crs}))
        position: dict[str | None, int] = {name: code for code, name in enumerate(systems)}
        transforms = [(np.nan,) * 6 if one is None else one.transform for one in known]
        codes = [position.get(one.crs, -1) if one is not None else -1 for one in known]
        return cls(
            np.array(transforms, dtype=np.float64).reshape(-1, 6),
            np.array(codes, dtype=np.int32),
            systems,
        )

    @classmethod
    def merged(
        cls, parts: Sequence[Georeferences], indices: Sequence[NDArray[np.intp]]
    ) -> Georeferences:
        """Return the columns of the images of some parts, each at the position that is its index.

        >>> one, two = (Georeferences.of([Georeference((1, 0, 0, 0, 1, 0), s)]) for s in "BA")
        >>> merged = Georeferences.merged([one, two], [np.array([1]), np.array([0])])
        >>> merged.systems, merged.codes.tolist()
        (('A', 'B'), [0, 1])
        """
        images = sum(len(part) for part in parts)
        systems = tuple(sorted({name for part in parts for name in part.systems}))
        transforms, codes = np.empty((images, 6)), np.empty(images, dtype=np.int32)
        for part, index in zip(parts, indices, strict=True):
            # The last entry is where the code -1 leads.
            ranks = np.array([*map(systems.index, part.systems), -1], dtype=np.int32)
            transforms[index], codes[index] = part.transforms, ranks[part.codes]
        return cls(transforms, codes, systems)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, position: int) -> Georeference | None:
        transform = self.transforms[position].tolist()
        if np.isnan(transform[0]):
            return None
        code = self.codes[position]
        return Georeference(tuple(transform), self.systems[code] if code >= 0 else None)

    @property
    def mirrored(self) -> NDArray[np.bool_]:
        """Which images are mirrored, bool (m,); those of no georeference are not."""
        a, b, _, d, e, _ = self.transforms.T
        return np.asarray(a * e - b * d > 0)

    def at(self, images: slice | NDArray[np.integer[Any]]) -> Georeferences:
        """Return the columns of some images."""
        return Georeferences(self.transforms[images], self.codes[images], self.systems)
