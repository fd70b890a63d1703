"""The command line: one module per verb, loaded when its verb is called.

`rune-lp --help` imports click and nothing else, so that it answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from rune_lp import __version__
from rune_lp.cli.group import LazyGroup
from rune_lp.errors import InputError, RuneError

__all__ = ["cli", "main"]

VERBS = {
    "detect": "Find the objects in images, and make a catalogue of them.",
    "index": "Turn label or result files into a catalogue.",
    "segment": "Give the objects of a catalogue masks, from the images' pixels.",
    "facts": "Print an image's ground facts.",
    "translate": "Turn English into first-order logic or ASP.",
    "equivalent": "Say whether two formulas ask the same, or show an image that tells them apart.",
    "search": "Rank the images that satisfy a question, with their satisfying assignments.",
    "explain": "Say why one image satisfies a question, or why not, with the numbers.",
    "rules": "Write rule files: list, check, format, test and document them.",
    "serve": "Ask a catalogue questions in a browser, on a page of this machine.",
    "shell": "Ask one image line by line: English, formulas, Prolog goals, facts, why.",
    "evaluate": "Measure how good detections are: oriented mean average precision.",
    "bench": "Time rune-lp and its rivals on the same questions and images.",
    "train": "Train a translator or a detector of your own.",
    "doctor": "Say what this machine has, lacks, and how to get it.",
}
"""Each verb and its one-line help; the module of the same name holds its `command`."""

INTERRUPTED = 130
"""The exit code of shells for a program that was interrupted: 128 + SIGINT."""

INTERNAL = 70
"""The exit code for a fault of the program itself: EX_SOFTWARE of sysexits.h."""


class _Verbs(LazyGroup):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader has seen enough, as `head` does. What is still buffered goes nowhere, so
            # that nothing is said of it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


@click.group(
    cls=_Verbs,
    package="rune_lp.cli",
    commands=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="VERB ...",
    epilog='\b\nExample: rune-lp search dota.catalog "a harbor with at least two ships near it"',
)
@click.version_option(__version__, prog_name="rune-lp")
@click.option("--debug", is_flag=True, help="Show the traceback of an error; after a VERB, too.")
def cli(debug: bool) -> None:
    """Ask aerial images complicated questions; get ranked images with proofs.

    See rune-lp VERB --help for a verb's options.
    """


def main() -> None:
    """Run the command line and exit: 0 matches, 1 none, 2 bad input, 3 partly done."""
    _open_streams()
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    try:
        result = cli.main(arguments, prog_name="rune-lp", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("rune-lp: interrupted", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:
        if debug:
            raise
        message, code = _told(error)
        click.echo(f"rune-lp: {message}", err=True)
        sys.exit(code)
    sys.exit(result if isinstance(result, int) else 0)


def _open_streams() -> None:
    """Make the standard streams such that nothing that is printed can fail by its characters."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started the program
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or a file that cannot show a character gets its number.
            stream.reconfigure(errors="backslashreplace")


def _told(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the exit code."""
    match error:
        case click.ClickException():
            context = getattr(error, "ctx", None)
            hint = f" (see {context.command_path} --help)" if context else ""
            return f"{error.format_message().rstrip('.')}{hint}", 2
        case InputError():
            return error.fault.drawn(), 2
        case RuneError():
            return str(error), 3
        case OSError(filename=str(name), strerror=str(why)):
            return f"{name}: {why}", 2
        case _:
            described = f"{type(error).__name__}: {error}"
            return (
                f"internal error: {described} (please report it, with what --debug shows)",
                INTERNAL,
            )
