"""What can come of comparing two formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rune_lp.scenes import Scene

__all__ = ["Different", "Equivalent", "NotDecided", "Verdict"]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """No image of up to `bound` objects tells the formulas apart; None if none at all does.

    >>> Equivalent(4).images, Equivalent(None).images
    ('every image of up to 4 objects', 'every image')
    """

    bound: int | None

    @property
    def images(self) -> str:
        """The images on which they agree, in words."""
        return "every image" if self.bound is None else f"every image of up to {self.bound} objects"


@dataclass(frozen=True, slots=True)
class Different:
    """An image tells the formulas apart.

    Attributes:
        scene: The image.
        first: Whether the first formula is true of it, or of the objects of `answer`.
        second: Whether the second is; never as the first.
        answer: The ids of the objects that are an answer to one set query alone, in the order of
            the answer variables; empty for sentences.
    """

    scene: Scene
    first: bool
    second: bool
    answer: tuple[int, ...] = ()

    def turned(self) -> Different:
        """Return the same of the second formula and the first."""
        return Different(self.scene, self.second, self.first, self.answer)


@dataclass(frozen=True, slots=True)
class NotDecided:
    """It is not known whether an image tells the formulas apart, and why not."""

    reason: str


Verdict: TypeAlias = Equivalent | Different | NotDecided
