"""`rune-lp evaluate`: how good something is, measured; one module for each kind of thing."""

from __future__ import annotations

import difflib
import importlib

import click

__all__ = ["command"]

THINGS = {
    "detections": "Mean average precision of oriented boxes, and precision and recall.",
}
"""What can be evaluated, with its one-line help; the module of that name holds its `command`."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(THINGS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in THINGS:
            near = difflib.get_close_matches(cmd_name, THINGS, n=1)
            meant = f"did you mean {near[0]}?" if near else f"there are: {', '.join(THINGS)}"
            raise click.UsageError(f"{cmd_name!r} cannot be evaluated, {meant}", ctx)
        module = importlib.import_module(f"rune_lp.cli.evaluate.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Things"):
            formatter.write_dl(list(THINGS.items()))


@click.group(
    "evaluate",
    cls=_LazyGroup,
    subcommand_metavar="THING ...",
    epilog="\b\nExample: rune-lp evaluate detections val.catalog found.catalog",
)
def command() -> None:
    """Measure how good detections are."""
