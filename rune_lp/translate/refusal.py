"""The refusal of a sentence that is not understood."""

from __future__ import annotations

from rune_lp.errors import InputError, fault_in_text

__all__ = ["NotUnderstoodError", "refused"]


class NotUnderstoodError(InputError):
    """A sentence has a word or a construction that is not understood; its fault points there."""


def refused(
    message: str, text: str, span: tuple[int, int], hint: str | None = None
) -> NotUnderstoodError:
    """Return the refusal that points at the characters `span` (end excluded) of a text.

    >>> print(refused("'white' is not understood", "a white car", (2, 7)).fault.drawn())
    query:1:3: 'white' is not understood
      a white car
        ^^^^^
    """
    return NotUnderstoodError(fault_in_text(message, text, *span, hint=hint))
