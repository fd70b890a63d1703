"""The facts that rules read of related pairs only, of pairs that an edit may relate.

`near(X, Y), distance(X, Y, D)` needs no distance of pairs that are not near. It does if they may
come to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.attributes import measure
from rune_lp.geometry.relations import holds
from rune_lp.plan.reach import fact_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.edits import Space

__all__ = ["bounded_facts"]


def bounded_facts(space: Space, question: Question) -> Iterator[str]:
    """Yield the facts of pairs that edits may relate and that a question reads of related ones."""
    subset, subject = question.subset, space.subject
    ids = subject.scene.ids
    related: dict[str, set[tuple[int, int]]] = {}
    for edit in space.edits:
        if edit.kind == "relation" and edit.holds and len(edit.objects) == 2:
            for name, (one, other) in edit.tuples:
                if not {one, other} & space.added.keys():
                    related.setdefault(name, set()).add((one, other))

    def rows_of(among: str | None) -> tuple[list[tuple[int, int]], NDArray[np.intp]]:
        pairs = sorted(related.get(among or "", ()))
        return pairs, np.searchsorted(ids, np.array(pairs, dtype=np.intp).reshape(-1, 2))

    for relation in subset.relations:
        if relation.among is not None:
            pairs, rows = rows_of(relation.among)
            true = holds(relation.name, subject.boxes, question.profile, *rows.T)
            for place in np.flatnonzero(true).tolist():
                yield f"{relation.name}({pairs[place][0]},{pairs[place][1]})."
    for number in subset.numbers:
        if number.among is not None:
            pairs, rows = rows_of(number.among)
            name = fact_name(number.name, number.unit)
            values = measure(number.name, subject.boxes, number.unit, *rows.T)
            for (one, other), value in zip(pairs, values.tolist(), strict=True):
                yield f"{name}({one},{other},{value})."
