"""Libraries that only some parts need, and the extras that bring them."""

from __future__ import annotations

import importlib.util

from rune_lp.errors import InputError

__all__ = ["require"]


def require(module: str, *, extra: str) -> None:
    """Check that an optional library is installed.

    Args:
        module: The name it is imported by.
        extra: The extra of this package that brings it.

    Raises:
        InputError: It is not.

    >>> require("json", extra="sample")
    >>> require("no_such_library", extra="sample")
    Traceback (most recent call last):
        ...
    rune_lp.errors.InputError: no_such_library is not installed (pip install 'rune-lp[sample]')
    """
    if importlib.util.find_spec(module) is None:
        hint = f"pip install 'rune-lp[{extra}]'"
        raise InputError.of(f"{module} is not installed", hint=hint)
