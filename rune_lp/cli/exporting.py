"""`--fiftyone FILE` and `--label-studio FILE`: answers as other programs' data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rune_lp.asking import Asked
    from rune_lp.asking.reporting import Shown
    from rune_lp.explain.pictures.album import Album
    from rune_lp.scenes import Scene

__all__ = ["EXPORT_OPTIONS", "Exports"]

EXPORT_OPTIONS = (
    click.option(
        "--fiftyone",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the answers as a dataset of FiftyOne, with the pictures of --images.",
    ),
    click.option(
        "--label-studio",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the answers as tasks of Label Studio, and beside them the labelling "
        "interface, FILE with .xml.",
    ),
)


@dataclass(frozen=True, slots=True)
class Exports:
    """What is written for other programs.

    Attributes:
        fiftyone: The dataset, or None.
        label_studio: The tasks, or None.
        images: The folder of the pictures, which tasks name them in; None if it is not known.
    """

    fiftyone: Path | None
    label_studio: Path | None
    images: Path | None

    @property
    def wanted(self) -> list[Path]:
        """The files."""
        return [path for path in (self.fiftyone, self.label_studio) if path is not None]

    def write(self, asked: Asked, answers: Sequence[Shown], album: Album) -> bool:
        """Write what is wanted, name the images that have no place there, and return if all have.

        Args:
            asked: What was asked.
            answers: What is shown.
            album: The pictures.
        """
        complete = True
        if self.fiftyone is not None:
            complete &= _write_fiftyone(self.fiftyone, asked, answers, album)
        if self.label_studio is not None:
            complete &= self._write_label_studio(self.label_studio, answers, album)
        return complete

    def _write_label_studio(self, path: Path, answers: Sequence[Shown], album: Album) -> bool:
        from rune_lp.explain.exports.label_studio import interface_xml, task

        found = _Found(path, album)
        tasks = list(
            found.each(
                answers,
                lambda result, scene, picture: task(result, scene, self._within(picture)),
            )
        )
        used = {name for _, scene in answers if scene is not None for name in scene.class_names}
        _write_json(path, tasks)
        interface = path.with_suffix(".xml")
        interface.write_text(f"{interface_xml(sorted(used))}\n", encoding="utf-8")
        return found.complete

    def _within(self, picture: Path) -> Path:
        """Return a picture's path below the folder of pictures, if it is there."""
        if self.images is not None and picture.is_relative_to(self.images):
            return picture.relative_to(self.images)
        return picture


def _write_fiftyone(path: Path, asked: Asked, answers: Sequence[Shown], album: Album) -> bool:
    from rune_lp.explain.exports.fiftyone import dataset, sample

    min_score = asked.question.min_score
    found = _Found(path, album)
    samples = found.each(
        answers, lambda result, scene, picture: sample(result, scene, picture, min_score)
    )
    _write_json(path, dataset(samples, path.stem, asked.header()))
    return found.complete


@dataclass(slots=True)
class _Found:
    """Which images have a place in a file."""

    path: Path
    album: Album
    complete: bool = True

    def each(
        self, answers: Iterable[Shown], make: Callable[[Any, Scene, Path], dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        """Yield what is made of each image that was solved, and name those that it cannot be of."""
        for result, scene in answers:
            if scene is None:
                continue
            try:
                picture = self.album.path(scene)
                if picture is None or not picture.is_file():
                    hint = "give --images DIR, the folder of the pictures"
                    raise InputError.of("the image has no picture", Place(scene.image), hint=hint)
                yield make(result, scene, picture)
            except InputError as error:
                click.echo(f"rune-lp: not in {self.path}: {error.fault}", err=True)
                self.complete = False


def _write_json(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
