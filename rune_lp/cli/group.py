"""A group of commands, each loaded when it is called, so that help answers at once."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """A group that knows its commands by name and one-line help, and imports what is called."""

    def __init__(
        self,
        *args: Any,
        package: str,
        commands: Mapping[str, str],
        modules: Mapping[str, str] | None = None,
        called: str = "Verbs",
        missing: str = "there is no verb {!r}",
        others: str = "verbs",
        **kwargs: Any,
    ) -> None:
        """Take what a group takes, and its commands.

        Args:
            *args: As for `click.Group`.
            package: Where the commands' modules are; each holds its `command`.
            commands: The one-line help of each command.
            modules: The modules of the commands that are not of their module's name.
            called: What commands are called above their list.
            missing: What is said of a name that none has; it stands where the braces are.
            others: What the names that there are are called then.
            **kwargs: As for `click.Group`.
        """
        super().__init__(*args, **kwargs)
        self._package = package
        self._texts = commands
        self._modules = modules or {}
        self._called = called
        self._missing = missing
        self._others = others

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands' names."""
        return list(self._texts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, its module imported.

        Raises:
            click.UsageError: There is none of that name.
        """
        if cmd_name not in self._texts:
            near = difflib.get_close_matches(cmd_name, self._texts, n=1)
            there = f"{self._others}: {', '.join(self._texts)}"
            meant = f"did you mean {near[0]}?" if near else there
            raise click.UsageError(f"{self._missing.format(cmd_name)}, {meant}", ctx)
        module = importlib.import_module(f"{self._package}.{self._modules.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands and their one-line help."""
        with formatter.section(self._called):
            formatter.write_dl(list(self._texts.items()))
