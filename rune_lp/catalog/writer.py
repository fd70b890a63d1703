"""Writing a catalogue: rows are streamed to disk, and the folder appears when it is whole."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from rune_lp import __version__
from rune_lp.catalog.layout import COLUMNS, INDEX, VERSION, is_catalog
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from rune_lp.scenes.scene import Scene

__all__ = ["CatalogWriter"]


class CatalogWriter:
    """A catalogue being written, one scene in memory at a time.

    It is written beside its place under a hidden name and takes its place on leaving the `with`
    block, so that no reader ever sees half of it. A catalogue that is there already is replaced
    then; anything else that is there is refused. If the block is left by an exception, nothing
    remains and what was there stays.

    Args:
        path: Where the catalogue is to be.
        sources: What the scenes were read from, for the record.

    Raises:
        InputError: Something that is no catalogue is at the path, or it cannot be written.

    >>> from rune_lp.catalog import Catalog
    >>> from rune_lp.scenes import Scene
    >>> path = Path(tempfile.mkdtemp()) / "x.catalog"
    >>> with CatalogWriter(path, ["x.jsonl"]) as writer:
    ...     writer.add(Scene.of("P1", ["ship"], [0.9], [[(0, 0), (4, 0), (4, 2), (0, 2)]]))
    >>> Catalog.open(path).images
    ('P1',)
    """

    def __init__(self, path: Path | str, sources: Sequence[str] = ()) -> None:
        self.path = Path(path).resolve()
        self.sources = tuple(sources)
        self.faults = 0
        self._place = Place(str(path))
        if (self.path.exists() or self.path.is_symlink()) and not _replaceable(self.path):
            raise InputError.of(
                "is not a catalogue, so it is not replaced", self._place, hint="choose another -o"
            )
        self._images: dict[str, dict[str, Any]] = {}
        self._classes: dict[str, int] = {}
        self._counts: list[int] = []
        self._rows = 0
        self._floor = math.inf

    def __enter__(self) -> CatalogWriter:
        with self._writing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            prefix = f".{self.path.name}."
            self._folder = Path(tempfile.mkdtemp(prefix=prefix, dir=self.path.parent))
            self._files: dict[str, IO[bytes]] = {
                name: (self._folder / f"{name}.npy").open("wb") for name in COLUMNS
            }
            self._write_headers()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                with self._writing():
                    self._finish()
        finally:
            for file in self._files.values():
                file.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def __contains__(self, image: str) -> bool:
        return image in self._images

    def __len__(self) -> int:
        return len(self._images)

    def add(self, scene: Scene) -> None:
        """Append a scene.

        Raises:
            ValueError: The catalogue has an image of that name; readers report such a thing.
        """
        if scene.image in self._images:
            raise ValueError(f"an image is written once, but got {scene.image!r} again")
        codes = np.array([self._code(name) for name in scene.class_names], dtype=np.int32)
        coded = codes[scene.class_index] if len(scene) else scene.class_index
        columns = {
            "classes": coded,
            "scores": scene.scores,
            "corners": scene.corners,
            "ids": scene.ids,
        }
        with self._writing():
            for name, column in columns.items():
                self._files[name].write(np.ascontiguousarray(column, COLUMNS[name].dtype).tobytes())
        for code, count in zip(*np.unique(coded, return_counts=True), strict=True):
            self._counts[code] += int(count)
        self._images[scene.image] = {
            "name": scene.image,
            "offset": self._rows,
            "count": len(scene),
            "width": scene.width,
            "height": scene.height,
            "size_known": scene.size_known,
            "gsd": scene.gsd,
            "north": scene.north,
            "path": scene.path,
        }
        self._rows += len(scene)
        self._floor = min(self._floor, scene.scores.min(initial=math.inf))

    def _code(self, name: str) -> int:
        if name not in self._classes:
            self._classes[name] = len(self._classes)
            self._counts.append(0)
        return self._classes[name]

    def _write_headers(self) -> None:
        # numpy pads the header so that the first axis can grow in place: the header written now
        # for no rows and the one written over it at the end have the same length.
        for name, column in COLUMNS.items():
            file = self._files[name]
            file.seek(0)
            shape = (self._rows, *column.shape)
            header = {"descr": column.dtype, "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)

    def _finish(self) -> None:
        self._write_headers()
        for file in self._files.values():
            file.close()
        index = {
            "format": "rune-lp catalog",
            "version": VERSION,
            "generator": f"rune-lp {__version__}",
            "sources": self.sources,
            "rows": self._rows,
            "floor": None if math.isinf(self._floor) else float(self._floor),
            "faults": self.faults,
            "classes": [
                {"name": name, "count": count}
                for name, count in zip(self._classes, self._counts, strict=True)
            ],
            "images": [self._images[name] for name in sorted(self._images)],
        }
        text = json.dumps(index, ensure_ascii=False, allow_nan=False)
        (self._folder / INDEX).write_text(text, encoding="utf-8")
        self._folder.chmod(0o755)
        self._take_place()

    def _take_place(self) -> None:
        # A folder cannot be renamed onto a full one, so the old one steps aside first.
        aside = self._folder.with_name(f"{self._folder.name}.old")
        if replaced := self.path.exists():
            self.path.rename(aside)
        try:
            self._folder.rename(self.path)
        except OSError:
            if replaced:
                aside.rename(self.path)
            raise
        if replaced:
            shutil.rmtree(aside, ignore_errors=True)

    @contextlib.contextmanager
    def _writing(self) -> Any:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError.of(f"cannot be written: {reason}", self._place) from error


def _replaceable(path: Path) -> bool:
    return path.is_dir() and (is_catalog(path) or next(path.iterdir(), None) is None)
