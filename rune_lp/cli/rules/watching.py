"""`--watch`: a verb of rules done again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["watch_option", "watched"]

Command = TypeVar("Command", bound=Callable[..., Any])

PAUSE = 0.3
"""Seconds between two looks at the files."""


def watch_option(command: Command) -> Command:
    """Add `--watch`."""
    return click.option(
        "--watch", is_flag=True, help="Do it again whenever a file changes, until interrupted."
    )(command)


def watched(watch: bool, paths: Iterable[Path], run: Callable[[], int]) -> int:
    """Run once, or again whenever one of the files changes; return the exit status.

    Args:
        watch: Whether to go on.
        paths: Files, or folders of them; without any, the shipped ones.
        run: What to do.
    """
    from rune_lp.rulefiles.library import rules_directory

    paths = tuple(paths) or (rules_directory(),)
    while True:
        seen = _state(paths)
        status = run()
        if not watch:
            return status
        while _state(paths) == seen:
            time.sleep(PAUSE)
        click.clear()


def _state(paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return when each file was changed, and its size."""
    from rune_lp.rulefiles.library import folder_files

    state = {}
    for path in paths:
        for file in folder_files(path) if path.is_dir() else [path]:
            try:
                found = file.stat()
            except OSError:
                continue
            state[file] = (found.st_mtime_ns, found.st_size)
    return state
