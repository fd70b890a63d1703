"""`rune-lp shell`: a dialogue about one image."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rune_lp.cli.asking import library_of, solver_of
from rune_lp.cli.guarding import time_limit_option
from rune_lp.cli.options import understanding_options
from rune_lp.errors import InputError, NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.shell.dialogue import Dialogue

__all__ = ["command"]

_PROMPT = "rune> "
_REMEMBERED = 1000
"""Lines of history that are kept."""


@click.command("shell", epilog="\b\nExample: rune-lp shell dota.catalog P0706")
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("image", metavar="IMAGE")
@understanding_options
@time_limit_option
def command(
    catalog: Path,
    image: str,
    rule_files: tuple[Path, ...],
    allow_scripts: bool,
    min_score: float,
    profile_file: Path | None,
    distinct_variables: bool,
    solver_name: str,
    time_limit: float | None,
) -> int:
    """Ask IMAGE of CATALOG line by line: English, formulas, Prolog goals; `help` says more.

    Lines are read from standard input. At a terminal there are history and completion.

    Exit status: 0; 2 if standard input is no terminal and a line of it was not understood, 3 if
    one could not be solved.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.geometry.profile import Profile
    from rune_lp.shell.dialogue import Dialogue

    opened = Catalog.open(catalog)
    library = library_of(rule_files, allow_scripts=allow_scripts)
    solver = solver_of(solver_name)
    solver.require()
    dialogue = Dialogue(
        opened.scene(image),
        library,
        library.vocabulary(opened.labels),
        Profile.from_toml(profile_file) if profile_file else Profile(),
        min_score,
        solver,
        time_limit,
        distinct_variables,
    )
    at_terminal = sys.stdin.isatty()
    with _edited(dialogue) if at_terminal else contextlib.nullcontext():
        worst = _talk(dialogue, _prompted() if at_terminal else iter(sys.stdin))
    return 0 if at_terminal else worst


def _talk(dialogue: Dialogue, lines: Iterator[str]) -> int:
    """Answer line by line, and return the exit status that the worst of them deserves."""
    from rune_lp.shell.dialogue import EndedError

    worst = 0
    for line in lines:
        try:
            for said in dialogue.answer(line):
                click.echo(said)
        except EndedError:
            break
        except InputError as error:
            click.echo(f"rune-lp: {error.fault.drawn()}", err=True)
            worst = max(worst, 2)
        except NotSolvedError as error:
            click.echo(f"rune-lp: not solved: {error}", err=True)
            worst = max(worst, 3)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
    return worst


def _prompted() -> Iterator[str]:
    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:
            click.echo()


@contextlib.contextmanager
def _edited(dialogue: Dialogue) -> Iterator[None]:
    """Give the lines that are typed a history, and completion of names."""
    try:
        import readline
    except ImportError:  # not on every system
        yield
        return
    from rune_lp.shell.dialogue import COMMANDS

    vocabulary = dialogue.vocabulary
    commands = (name.partition(" ")[0] for name in COMMANDS)
    words = sorted({*commands, *vocabulary.predicates, *vocabulary.attributes, "exists", "forall"})

    def complete(text: str, state: int) -> str | None:
        found = [word for word in words if word.startswith(text)]
        return found[state] if state < len(found) else None

    history = _history()
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(_REMEMBERED)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)


def _history() -> Path:
    """Return the file that typed lines are remembered in, by the XDG base directories."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "rune-lp" / "history"
