"""ProbLog: the clauses that SWI-Prolog gets, over facts of probability 1, image by image.

With the detections' scores as probabilities the answers would be probabilities and not a set of
images, and cost more; what is measured is the least that ProbLog needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from problog import get_evaluatable
from problog.program import PrologString

from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.contestants.horn import PROGRAMS
from rune_lp.bench.contestants.plain import NAMED, plain_facts
from rune_lp.catalog import Catalog

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["ProblogPlain"]


class ProblogPlain(Contestant):
    """ProbLog on all facts of the relations that a case names."""

    def __init__(self, data: Path) -> None:
        self.catalog = Catalog.open(data / "catalog")

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true."""
        named = NAMED[case.name]
        # A predicate without a clause is an error to ProbLog; `none` is no object.
        known = ["class(none,none).", *(_unlike_any(name) for name in named)]
        program = [PROGRAMS[case.name], *known, "query(satisfied)."]
        found = []
        for place, scene in enumerate(self.catalog.scenes()):
            started(place)
            text = "\n".join([*program, *plain_facts(scene, named)])
            answers = get_evaluatable().create_from(PrologString(text)).evaluate()
            if any(probability > 0.5 for probability in answers.values()):
                found.append(scene.image)
        return sorted(found)


def _unlike_any(name: str) -> str:
    return {"side": "side(none,0).", "distance": "distance(none,none,100000)."}.get(
        name, f"{name}(none,none)."
    )
