"""The command line: one module per verb, loaded when its verb is called.

`rune-lp --help` imports click and nothing else, so that it answers at once.
"""

from __future__ import annotations

import importlib
import sys

import click

from rune_lp import __version__
from rune_lp.errors import InputError, RuneError

__all__ = ["cli", "main"]

VERBS = {
    "index": "Turn label or result files into a catalogue.",
    "facts": "Print an image's ground facts.",
    "translate": "Turn English into first-order logic or ASP.",
    "search": "Rank the images that satisfy a question, with their satisfying assignments.",
    "explain": "Say why one image satisfies a question, with the numbers.",
    "doctor": "Say what this machine has, lacks, and how to get it.",
}
"""Each verb and its one-line help; the module of the same name holds its `command`."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"rune_lp.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='Example: rune-lp search dota.catalog "a harbor with at least two ships near it"',
)
@click.version_option(__version__, prog_name="rune-lp")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Ask aerial images complicated questions; get ranked images with proofs."""


def main() -> None:
    """Run the command line and exit: 0 matches, 1 none, 2 bad input, 3 partly done."""
    debug = "--debug" in sys.argv[1:]
    try:
        result = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except InputError as error:
        if debug:
            raise
        click.echo(f"rune-lp: {error.fault.drawn()}", err=True)
        sys.exit(2)
    except RuneError as error:
        if debug:
            raise
        click.echo(f"rune-lp: {error}", err=True)
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(result if isinstance(result, int) else 0)
