"""Who takes part: the contestants by name, what each of them is, and what it needs installed."""

from __future__ import annotations

import importlib
import shutil
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rune_lp.bench.contestants.contestant import Contestant

__all__ = ["ENTRANTS", "OURS", "VERIFIED", "Entrant"]

OURS = "rune-lp"
"""The entrant that the others are compared with."""


VERIFIED = "rune-lp --verify"
"""The same, clingo deciding as well."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contestant that may take part.

    Attributes:
        name: What it is called in tables.
        what: How it answers, in a phrase.
        place: Its module in `contestants`, and its class.
        distribution: The distribution that it needs, and the module that this brings, or None.
        program: The program that it needs, or None.
    """

    name: str
    what: str
    place: tuple[str, str]
    distribution: tuple[str, str] | None = None
    program: str | None = None

    @property
    def missing(self) -> str | None:
        """What it lacks on this machine, and how to get it; None if it can take part."""
        if self.distribution is not None and find_spec(self.distribution[1]) is None:
            return f"{self.distribution[0]} is not installed (pip install 'rune-lp[bench]')"
        if self.program is not None and shutil.which(self.program) is None:
            return f"{self.program} is not installed"
        return None

    @property
    def version(self) -> str | None:
        """The version of the distribution it stands on; None if it is not installed."""
        try:
            return metadata.version(self.distribution[0]) if self.distribution else None
        except metadata.PackageNotFoundError:
            return None

    def load(self) -> type[Contestant]:
        """Return the contestant's class."""
        module, name = self.place
        found = importlib.import_module(f"rune_lp.bench.contestants.{module}")
        loaded: type[Contestant] = getattr(found, name)
        return loaded


ENTRANTS: dict[str, Entrant] = {
    entrant.name: entrant
    for entrant in (
        Entrant(OURS, "an opened catalogue searched, answers alone", ("rune", "Rune")),
        Entrant(
            VERIFIED,
            "the same, and clingo decides every image that may match, too",
            ("rune", "RuneVerified"),
        ),
        Entrant(
            "numpy",
            "hand-vectorised over columns: the limit",
            ("numpy_limit", "NumpyLimit"),
            ("numpy", "numpy"),
        ),
        Entrant(
            "duckdb",
            "hand-written SQL over a database file",
            ("duckdb_sql", "DuckdbSql"),
            ("duckdb", "duckdb"),
        ),
        Entrant(
            "swi-prolog",
            "a plain program, all facts of the named relations, image by image",
            ("swi_prolog", "SwiProlog"),
            program="swipl",
        ),
        Entrant(
            "clingo",
            "a flat program, all facts of the named relations, a control for each image",
            ("plain_clingo", "PlainClingo"),
            ("clingo", "clingo"),
        ),
        Entrant(
            "clingo-all",
            "the same program, all facts of every relation of two objects",
            ("plain_clingo", "ClingoOnEverything"),
            ("clingo", "clingo"),
        ),
        Entrant(
            "problog",
            "SWI-Prolog's program over facts of probability 1, image by image",
            ("problog_plain", "ProblogPlain"),
            ("problog", "problog"),
        ),
        Entrant(
            "ltntorch",
            "the formula grounded in full as tensors, image by image",
            ("ltn_torch", "LtnTorch"),
            ("LTNtorch", "ltn"),
        ),
    )
}
"""The entrants by name, in the order of tables."""
