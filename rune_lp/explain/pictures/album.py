"""The pictures of images: where they are, how they are put into a file, and which cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import InputError
from rune_lp.explain.pictures.picture import embedded, size_fault
from rune_lp.scenes.formats import find_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.errors import Fault
    from rune_lp.explain.pictures.picture import Embedded
    from rune_lp.scenes import Scene

__all__ = ["Album"]


class Album:
    """Finds the pictures of images, and keeps count of what became of them.

    Attributes:
        doubled: The pictures that are not used because another has the same name.
        faults: The pictures that cannot be used, and why.
        shown: How many were embedded.
        smaller: How many of these were made smaller.
        plans: How many images have no picture that can be used.

    >>> from rune_lp.scenes import Scene
    >>> album = Album()
    >>> album.embedded(Scene.of("P1", [], [], [])), album.remarks()
    (None, ['1 image has no picture: its boxes are drawn on a plan.'])
    """

    def __init__(
        self, folder: Path | None = None, *, long_side: int = 1600, quality: int = 80
    ) -> None:
        """Look for pictures in a folder, and else where the catalogue says that they are.

        Args:
            folder: The folder, as `index --images` takes it, or None.
            long_side: The pixels of a picture's longer side at most; 0 for any.
            quality: That of the JPEGs.

        Raises:
            InputError: There is no such folder, or it has no picture.
        """
        self.long_side = long_side
        self.quality = quality
        self.doubled: tuple[Fault, ...] = ()
        self.faults: dict[Path, str] = {}
        self.shown = self.smaller = self.plans = 0
        self._found: Mapping[str, Path] = {}
        if folder is not None:
            self._found, self.doubled = find_pictures(folder)

    def path(self, scene: Scene) -> Path | None:
        """Return where an image's picture is; None if there is none, or none that can be used."""
        path = self._found.get(scene.image)
        if path is None and scene.path is not None:
            path = Path(scene.path)
        return None if path in self.faults else path

    def refuse(self, path: Path, why: str) -> None:
        """Note that a picture cannot be used."""
        self.faults[path] = why

    def embedded(self, scene: Scene) -> Embedded | None:
        """Return an image's picture, or None if there is none, or none that can be used."""
        picture = self._embedded(scene)
        if picture is None:
            self.plans += 1
        else:
            self.shown += 1
            self.smaller += picture.size != picture.original
        return picture

    def _embedded(self, scene: Scene) -> Embedded | None:
        path = self.path(scene)
        if path is None:
            return None
        try:
            picture = embedded(path, long_side=self.long_side, quality=self.quality)
        except InputError as error:
            self.refuse(path, error.fault.message)
            return None
        if (fault := size_fault(picture.original, scene)) is not None:
            self.refuse(path, fault)
            return None
        return picture

    def note(self, scene: Scene, picture: Embedded | None) -> str | None:
        """Return what there is to say about an image's picture, or None."""
        if picture is None:
            path = self._found.get(scene.image) or (Path(scene.path) if scene.path else None)
            why = "" if path is None else f" ({path}: {self.faults[path]})"
            return f"There is no picture{why}: the boxes are drawn on a plan."
        if picture.size == picture.original:
            return None
        sizes = [f"{width} × {height} px" for width, height in (picture.size, picture.original)]
        return f"The picture is made smaller: {sizes[0]} of {sizes[1]}."

    def remarks(self) -> list[str]:
        """Return what there is to say about all that were asked for."""
        said = []
        if self.smaller:
            of = f"{self.smaller:,} of {self.shown:,} picture{'' if self.shown == 1 else 's'}"
            said.append(
                f"{of} made smaller, to {self.long_side:,} px; boxes and numbers are those of "
                "the whole images."
            )
        if self.plans == 1:
            said.append("1 image has no picture: its boxes are drawn on a plan.")
        elif self.plans:
            said.append(f"{self.plans:,} images have no picture: their boxes are drawn on plans.")
        return said
