"""`rune-lp rules`: writing rule files; one module for each of its verbs."""

from __future__ import annotations

import click

from rune_lp.cli.group import LazyGroup

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


@click.group(
    "rules",
    cls=LazyGroup,
    package="rune_lp.cli.rules",
    commands={verb: text for verb, (_, text) in VERBS.items()},
    modules={verb: module for verb, (module, _) in VERBS.items()},
    missing="there is no verb {!r} of rules",
    subcommand_metavar="VERB ...",
    epilog="\b\nExample: rune-lp rules test marina.lp",
)
def command() -> None:
    """Write rule files: list, check, format, test and document them, or begin a new one."""
