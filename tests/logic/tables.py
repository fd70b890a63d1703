"""Structures written down by hand: what holds of whom, which number is whose, how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A structure over objects 0, 1, …, one for each score.

    `true` has for each predicate the tuples it holds of, `numbers` for each attribute the
    fixed-point values by tuple.
    """

    scores: tuple[float, ...] = ()
    true: dict[str, set[tuple[int, ...]]] = field(default_factory=dict)
    numbers: dict[str, dict[tuple[int, ...], int]] = field(default_factory=dict)
    threshold: float = 0.0

    @property
    def domain(self) -> tuple[int, ...]:
        return tuple(k for k, score in enumerate(self.scores) if score >= self.threshold)

    @property
    def kept(self) -> Table:
        return Table(self.scores, self.true, self.numbers, 0.5)

    def score(self, object_: int) -> float:
        return self.scores[object_]

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        return arguments in self.true.get(predicate, set())

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:  # noqa: ARG002
        return self.numbers[attribute][arguments]
