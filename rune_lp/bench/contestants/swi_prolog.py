"""SWI-Prolog: a plain program, and the facts of one image after another, in one process."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.contestants.horn import PROGRAMS
from rune_lp.bench.contestants.plain import NAMED, plain_facts
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["SwiProlog"]

_SERVER = Path(__file__).with_name("server.pl")

_FACTS = {"class": 2, "near": 2, "next_to": 2, "left_of": 2, "side": 2, "distance": 3}


class SwiProlog(Contestant):
    """One SWI-Prolog process that is told an image, asked, and made to forget it."""

    def __init__(self, data: Path) -> None:
        self.catalog = Catalog.open(data / "catalog")
        self.process = subprocess.Popen(  # noqa: S603 - the user's own swipl
            ["swipl", "--stack-limit=4g", str(_SERVER)],  # noqa: S607
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.helpers = (self.process.pid,)
        names = ", ".join(f"{name}/{arity}" for name, arity in _FACTS.items())
        self._tell(f"declare([{names}]).")

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true.

        Raises:
            NotSolvedError: The process ended.
        """
        named = ("class", *NAMED[case.name])
        forget = ", ".join(f"{name}/{_FACTS[name]}" for name in named)
        self._tell(PROGRAMS[case.name])
        found = []
        for place, scene in enumerate(self.catalog.scenes()):
            started(place)
            self._tell("\n".join([*plain_facts(scene, NAMED[case.name]), "ask."]))
            if self._answer() == "yes":
                found.append(scene.image)
            self._tell(f"forget([{forget}]).")
        return sorted(found)

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()

    def _tell(self, text: str) -> None:
        told = cast("IO[str]", self.process.stdin)
        try:
            told.write(f"{text}\n")
            told.flush()
        except BrokenPipeError:
            raise NotSolvedError("SWI-Prolog ended before its time") from None

    def _answer(self) -> str:
        line = cast("IO[str]", self.process.stdout).readline().strip()
        if line not in ("yes", "no"):
            raise NotSolvedError(f"SWI-Prolog says: {line or 'nothing more'}")
        return line
