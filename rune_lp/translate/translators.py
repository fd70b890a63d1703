"""Translators by name: the grammar, a model in a folder, a server, or whichever understands."""

from __future__ import annotations

__all__ = ["MIN_CONFIDENCE", "translated"]

MIN_CONFIDENCE = 0.5
"""What the model behind `auto` must be sure of, unless told: it was not asked for by name."""


def translated(
    text: str,
    world: World,
    translator: str,
    *,
    number: int = CANDIDATES,
    min_confidence: float | None = None,
    choose: Callable[[Selection], int] | None = None,
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
    if translator != "auto":
        proposer = proposer_of(translator)
        least = 0.0 if min_confidence is None else min_confidence
        return translate_by(
            proposer, text, world, number=number, min_confidence=least, choose=choose
        )
    try:
        return translate(text, world.vocabulary)
    except NotUnderstoodError as refusal:
        model = shipped_model()
        if model is None:
            raise
        least = MIN_CONFIDENCE if min_confidence is None else min_confidence
        try:
            return translate_by(
                model, text, world, number=number, min_confidence=least, choose=choose
            )
        except NotUnderstoodError:
            raise refusal from None
