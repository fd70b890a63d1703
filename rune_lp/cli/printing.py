"""What the verbs print: JSON for programs, lightly coloured text for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

__all__ = ["format_option", "print_json", "print_lines", "print_result"]

Command = TypeVar("Command", bound=Callable[..., Any])


def format_option(help_text: str, *others: str) -> Callable[[Command], Command]:
    """Return the decorator that adds `--format` to a verb, as `output_format`.

    Args:
        help_text: What the formats are for.
        *others: Formats beyond text and JSON.
    """
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json", "jsonl", *others]),
        default="text",
        show_default=True,
        help=help_text,
    )


def print_json(document: Mapping[str, Any], *, indent: int | None = None) -> None:
    """Print a JSON object, on one line unless it is indented."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=indent))


def print_lines(lines: Iterable[str]) -> None:
    """Print the lines that show a question, their labels coloured."""
    for line in lines:
        label, colon, rest = line.partition(":")
        click.echo(f"{_styled(label + colon, fg='cyan')}{rest}")


def print_result(lines: Iterable[str]) -> None:
    """Print the lines that show a result, the first of them in bold."""
    for number, line in enumerate(lines):
        click.echo(line if number else _styled(line, bold=True))


def _styled(text: str, **style: Any) -> str:
    """Return text in colour where it goes to a terminal whose user did not set NO_COLOR."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, **style) if coloured else text
