"""The formula in a language model's reply, whatever else it says around it."""

from __future__ import annotations

import re

from rune_lp.errors import InputError
from rune_lp.logic.parse import parse_query

__all__ = ["formula_in"]

_LONGEST = 4000
"""Characters of a reply's end that are looked at; no formula of a question is as long."""


def formula_in(reply: str) -> str:
    r"""Return the last line of a reply that is a formula, or what comes nearest to one.

    Thoughts in `<think>` and a line's label, backticks and final full stop are passed over.

    >>> formula_in("<think>two?</think>Sure!\n```\nFormula: exists>=2 x. ship(x).\n```")
    'exists>=2 x. ship(x)'
    >>> formula_in("I cannot say.")
    'I cannot say'
    """
    answer = reply.rpartition("</think>")[2][-_LONGEST:]
    lines = [_bare(line) for line in answer.splitlines()]
    lines = [line for line in lines if line]
    parsing = (line for line in reversed(lines) if _parses(line))
    return next(parsing, lines[-1] if lines else "")


def _bare(line: str) -> str:
    line = re.sub(r"^\s*[-*>]\s+", "", line)
    line = re.sub(r"^\W*(?:formula|answer)\W*:(?:\*\*)?", "", line, flags=re.IGNORECASE)
    return line.strip().strip("`$").strip().removesuffix(".").removesuffix(";").strip()


def _parses(line: str) -> bool:
    try:
        parse_query(line)
    except InputError:
        return False
    return True
