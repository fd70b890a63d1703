"""What is served: a catalogue, how it is asked, its pictures, and what a question may take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rune_lp.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.asking import Asked, Asker
    from rune_lp.catalog import Catalog
    from rune_lp.explain.pictures.album import Album
    from rune_lp.serve.requests import Question

__all__ = ["Service"]


@dataclass(frozen=True)
class Service:
    """What is served.

    Attributes:
        catalog: The images.
        asker: How questions are understood.
        album: The pictures of its images.
        jobs: How many processes work on one question.
        time_limit: Seconds for each step of a question and each image, or None.
        memory_limit: Megabytes for the same, or None.
    """

    catalog: Catalog
    asker: Asker
    album: Album
    jobs: int = 1
    time_limit: float | None = None
    memory_limit: int | None = None

    def asked(self, question: Question) -> Asked:
        """Return a question as it is understood.

        Raises:
            InputError: It is not understood.
        """
        asker = self.asker
        if question.min_score is not None:
            asker = replace(asker, world=replace(asker.world, min_score=question.min_score))
        if question.fol is not None:
            return asker.formula(question.fol)
        if question.text is not None:
            return asker.sentence(question.text)
        raise InputError.of("there is no question")

    def picture(self, image: str) -> Path | None:
        """Return where an image's picture is; None if there is no such image, or no picture."""
        if image not in self.catalog:
            return None
        path = self.album.path(self.catalog.scene(image))
        return path if path is not None and path.is_file() else None
