"""What the solving verbs share: limits, interrupts that lose nothing, and progress."""

from __future__ import annotations

import math
import signal
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["jobs_option", "memory_limit_option", "progress", "stoppable", "time_limit_option"]

Command = TypeVar("Command", bound=Callable[..., Any])

_TIME_LIMIT = 30.0 if hasattr(signal, "setitimer") else 0.0
"""Seconds for an image unless told; none on systems that cannot end a process in time."""

_LONGEST = 1_000_000
"""Seconds that a limit may be: what every system's timers can hold, and eleven days."""

_REFRESH = 0.1
"""Seconds between two pictures of the progress."""


def _limit(ctx: click.Context, param: click.Parameter, value: float) -> float | None:
    if math.isnan(value):
        raise click.BadParameter(f"nan is not in the range 0<=x<={_LONGEST}.", ctx, param)
    return value or None


def time_limit_option(command: Command) -> Command:
    """Add `--time-limit`, as `time_limit`: seconds, or None without a limit."""
    return click.option(
        "--time-limit",
        metavar="SECONDS",
        type=click.FloatRange(0, _LONGEST),
        callback=_limit,
        default=_TIME_LIMIT,
        show_default=True,
        help="Give an image up after so many seconds; 0 never does.",
    )(command)


def memory_limit_option(default: int | None = None) -> Callable[[Command], Command]:
    """Return the decorator that adds `--memory-limit`, as `memory_limit`: megabytes, or None.

    Args:
        default: The megabytes unless told.
    """
    return click.option(
        "--memory-limit",
        metavar="MB",
        type=click.IntRange(1, 1_000_000_000),
        default=default if sys.platform == "linux" else None,
        show_default=default is not None,
        help="Give an image up that needs more memory than so many megabytes.",
    )


jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Solve with N processes. [default: 1]",
)
"""Adds `--jobs`: a number, or None."""


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether SIGINT or SIGTERM has come.

    The first one only asks to stop, so that it cannot strike where something is lost; a second
    one has its usual effect. A signal that whoever started the program had it ignore stays so.
    """
    asked = False
    usual: dict[signal.Signals, Any] = {}

    def restore() -> None:
        for number, handler in usual.items():
            signal.signal(number, handler)

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        restore()

    for number in (signal.SIGINT, signal.SIGTERM):
        handler = signal.getsignal(number)
        if handler is not None and handler != signal.SIG_IGN:
            usual[number] = handler
            signal.signal(number, ask)
    try:
        yield lambda: asked
    finally:
        restore()


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """Give a function to call for each finished image, which shows rate and time left.

    It is shown on standard error, if that is a terminal.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    began = shown = time.monotonic()
    done = waiting = 0

    def finished() -> None:
        nonlocal shown, done, waiting
        done += 1
        waiting += 1
        now = time.monotonic()
        if now - shown >= _REFRESH or done == total:
            bar.update(waiting, f"{done / max(now - began, 1e-9):,.0f} images/s")
            shown, waiting = now, 0

    with click.progressbar(
        length=total,
        label="solving",
        show_pos=True,
        item_show_func=lambda rate: rate,
        file=sys.stderr,
    ) as bar:
        yield finished
