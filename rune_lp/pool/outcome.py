"""What is asked of the pool, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Failure", "Item", "Outcome", "Task"]

Value = TypeVar("Value")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Item(Generic[Value]):
    """One thing to work on, and the name by which its failure is told."""

    name: str
    value: Value


Task: TypeAlias = "Sequence[Item[Value]]"
"""A batch: items that one worker is given together."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result.

    Attributes:
        kind: `unsolved`: the work says so itself; `time` and `memory`: a limit was exceeded;
            `death`: its process died of something else; `bug`: the work is at fault; `lost`: those
            who were to work on it are gone.
        message: The same for people, without the item's name.
    """

    kind: Literal["unsolved", "time", "memory", "death", "bug", "lost"]
    message: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What came of an item: its result, or why there is none."""

    name: str
    result: Result | None
    failure: Failure | None = None
