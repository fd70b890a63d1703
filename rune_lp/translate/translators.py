"""Translators by name: the grammar, a model in a folder, a server, or whichever understands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.errors import InputError
from rune_lp.translate import Translation, translate
from rune_lp.translate.models import Cache, cache_path, open_model
from rune_lp.translate.proposed import CANDIDATES, translate_by
from rune_lp.translate.refusal import NotUnderstoodError
from rune_lp.translate.shipped.proposer import MODEL, SmallModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.equivalence.world import World
    from rune_lp.translate.models import ModelProposer
    from rune_lp.translate.selection import Selection

__all__ = ["MIN_CONFIDENCE", "language_model", "translated"]

MIN_CONFIDENCE = 0.6
"""What the model behind `auto` must be sure of, unless told."""


_READABLE = re.compile(r"[\w\s.,;:!?'’\"“”()%&/+*<>=≤≥°²–—-]*")
"""What a sentence is written in; the model that ships would pass over other characters."""


def translated(
    text: str,
    world: World,
    translator: str,
    *,
    number: int = CANDIDATES,
    min_confidence: float | None = None,
    choose: Callable[[Selection], int] | None = None,
    cached: bool = True,
) -> Translation:
    """Return the meaning of a sentence, by the translator of a name.

    Args:
        text: The sentence.
        world: What names mean.
        translator: `controlled`, `hf:DIR`, `openai:URL`, or `auto`: controlled English, and where
            it does not understand the sentence the model that ships.
        number: How many candidates a model is asked for.
        min_confidence: What a model must be sure of at least; `MIN_CONFIDENCE` with `auto` and
            0 with others, unless told.
        choose: Lets a person choose among readings; see `translate_by`.
        cached: Whether a model's answers are kept on disk, and looked up there.

    Raises:
        NotUnderstoodError: The sentence is not understood. With `auto` the fault is the grammar's,
            which says what would be.
        InputError: There is no such translator, or it cannot be asked.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship", "harbor"]))
    >>> translated("a ship near a harbor", world, "auto").translator
    'controlled'
    """
    if translator == "controlled":
        return translate(text, world.vocabulary)
    if translator == "auto":
        least = MIN_CONFIDENCE if min_confidence is None else min_confidence
        return _by_whichever_understands(text, world, number, least, choose)
    proposer = language_model(translator, cached=cached)
    least = min_confidence or 0.0
    found = translate_by(proposer, text, world, number=number, min_confidence=least, choose=choose)
    if proposer.fault is None:
        return found
    return replace(found, notes=(*found.notes, f"answers are not kept: {proposer.fault}"))


def language_model(translator: str, *, cached: bool = True) -> ModelProposer:
    """Return the language model that a translator's name stands for.

    Args:
        translator: `hf:DIR` or `openai:URL`.
        cached: Whether its answers are kept on disk, and looked up there.

    Raises:
        InputError: It names none, or there is none.

    >>> language_model("chatgpt")
    Traceback (most recent call last):
        ...
    rune_lp.errors.InputError: 'chatgpt' is no language model (say hf:DIR or openai:URL)
    """
    if not translator.startswith(("hf:", "openai:")):
        message = f"{translator!r} is no language model"
        raise InputError.of(message, hint="say hf:DIR or openai:URL")
    return open_model(translator, cache=Cache(cache_path()) if cached else None)


def _by_whichever_understands(
    text: str,
    world: World,
    number: int,
    min_confidence: float,
    choose: Callable[[Selection], int] | None,
) -> Translation:
    try:
        return translate(text, world.vocabulary)
    except NotUnderstoodError as refusal:
        if not MODEL.is_dir() or not _READABLE.fullmatch(text):
            raise
        try:
            return translate_by(
                SmallModel(),
                text,
                world,
                number=number,
                min_confidence=min_confidence,
                choose=choose,
            )
        except InputError:
            # What the grammar says is the better help: where it stopped, and what would do.
            raise refusal from None
