"""SWI-Prolog in this process: one engine, asked one goal at a time.

pyswip has one engine for a process and one open query for an engine. So each goal here is asked
for one answer, which is a text, and closed before the call returns; nothing of it stays behind.
The engine starts when it is first asked, in the worker process that asks.
"""

from __future__ import annotations

import shutil
import threading
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rune_lp.errors import InputError, NotSolvedError
from rune_lp.prolog.terms import quoted

__all__ = ["Session", "check_installed", "session"]

_ENGINE = Path(__file__).with_name("engine.pl")


def check_installed() -> None:
    """Check that pyswip and SWI-Prolog are installed; raises InputError where one is not."""
    if find_spec("pyswip") is None:
        hint = "pip install 'rune-lp[prolog]'"
        raise InputError.of("pyswip is not installed, by which SWI-Prolog is asked", hint=hint)
    if shutil.which("swipl") is None:
        hint = "apt-get install swi-prolog-nox"
        raise InputError.of("SWI-Prolog is not installed", hint=hint)


@cache
def session() -> Session:
    """Return this process's engine, started at the first call.

    Raises:
        NotSolvedError: There is none on this machine.
    """
    return Session()


class Session:
    """The engine of a process. Programs and facts stay in it until others replace them."""

    def __init__(self) -> None:
        try:
            check_installed()
        except InputError as error:
            raise NotSolvedError(str(error)) from None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyswip.prolog import Prolog, PrologError
        self._prolog: Any = Prolog
        self._error: type[Exception] = PrologError
        self._lock = threading.Lock()
        self._asked(f"use_module({quoted(str(_ENGINE))})")

    def call(self, goal: str, *arguments: str) -> None:
        """Call one of the engine's goals for what it does.

        Args:
            goal: The predicate's name.
            *arguments: Its arguments as Prolog text, the last one left out.

        Raises:
            NotSolvedError: The goal fails or raises an error.
        """
        self._said(self._asked(f"rune_engine:{goal}({', '.join(arguments)}, Said)"))

    def text(self, goal: str, *arguments: str) -> str:
        """Return the text that a goal gives in its last but one argument; as `call`."""
        found = self._asked(f"rune_engine:{goal}({', '.join(arguments)}, Text, Said)")
        self._said(found)
        return _text(found["Text"])

    def forget(self, module: str) -> None:
        """Free what a module holds."""
        self._asked(f"rune_engine:forget({module})")

    def _asked(self, goal: str) -> dict[str, Any]:
        try:
            with self._lock:
                found = list(self._prolog.query(goal, maxresult=1))
        except self._error as error:
            # The engine's goals catch their errors: this one could not even be read or called.
            raise NotSolvedError(f"SWI-Prolog: {str(error)[-200:]}") from None
        if not found:
            raise NotSolvedError(f"SWI-Prolog refuses {goal[:60]}")
        answer: dict[str, Any] = found[0]
        return answer

    def _said(self, answer: dict[str, Any]) -> None:
        said = _text(answer["Said"])
        if said:
            raise NotSolvedError(f"SWI-Prolog: {' '.join(said.split())}")


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
