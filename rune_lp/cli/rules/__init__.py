"""`rune-lp rules`: writing rule files; one module for each of its verbs."""

from __future__ import annotations

import difflib
import importlib

import click

__all__ = ["command"]

VERBS = {
    "list": ("listing", "List every predicate in force, and where it is defined."),
    "check": ("checking", "Say what is wrong with rule files, and what looks unmeant."),
    "format": ("formatting", "Lay out rule files as all are; nothing else changes."),
    "test": ("testing", "Run the tests that stand in rule files."),
    "docs": ("documenting", "Make a page of rule files, as Markdown or HTML."),
    "new": ("beginning", "Begin a rule file."),
}
"""Each verb with its module, which holds its `command`, and its one-line help."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            near = difflib.get_close_matches(cmd_name, VERBS, n=1)
            meant = f"did you mean {near[0]}?" if near else f"verbs: {', '.join(VERBS)}"
            raise click.UsageError(f"there is no verb {cmd_name!r} of rules, {meant}", ctx)
        module = importlib.import_module(f"rune_lp.cli.rules.{VERBS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])


@click.group(
    "rules",
    cls=_LazyGroup,
    subcommand_metavar="VERB ...",
    epilog="\b\nExample: rune-lp rules test marina.lp",
)
def command() -> None:
    """Write rule files: list, check, format, test and document them, or begin a new one."""
