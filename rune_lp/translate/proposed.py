"""Translation by a proposer: of its candidates, repaired, the reading of most weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate import Translation
from rune_lp.translate.refusal import refused
from rune_lp.translate.repair import ROUNDS, repaired
from rune_lp.translate.selection import select

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.equivalence.world import World
    from rune_lp.translate.candidate import Proposer
    from rune_lp.translate.selection import Selection

__all__ = ["CANDIDATES", "translate_by"]

CANDIDATES = 10
"""How many candidates are asked for unless told: as many as RUNE looks at."""


def translate_by(
    proposer: Proposer,
    text: str,
    world: World,
    *,
    number: int = CANDIDATES,
    rounds: int = ROUNDS,
    min_confidence: float = 0.0,
    choose: Callable[[Selection], int] | None = None,
) -> Translation:
    """Return what most of a proposer's candidates for a sentence mean.

    Args:
        proposer: Who proposes.
        text: The sentence.
        world: What names mean.
        number: How many candidates to ask for.
        rounds: How often a faulty candidate is sent back.
        min_confidence: The least share of the weight that the chosen reading must have, 0..1.
        choose: Lets a person choose, by the place of a reading in `Selection.readings`; asked only
            where there are several, and right whatever the confidence.

    Raises:
        NotUnderstoodError: Nothing was proposed that is a formula of the vocabulary, or the
            confidence is too low.
        InputError: The proposer cannot be asked.
    """
    candidates = proposer.propose(text, world.vocabulary, number)
    kept, dropped = repaired(text, candidates, proposer, world, rounds=rounds)
    whole = (0, len(text))
    if not kept:
        wrong = f": {dropped[0].fault.message}" if dropped else ""
        message = f"none of {len(dropped)} formulas by {proposer.name} is one here{wrong}"
        raise refused(message, text, whole, "say it in other words")
    selection = select(kept, world, dropped=dropped)
    asked = choose is not None and bool(selection.runners_up)
    if choose is not None and asked:
        chosen = choose(selection)
        if chosen:
            selection = select(kept, world, dropped=dropped, chosen=chosen)
    share = selection.chosen.share
    if share < min_confidence and not asked:
        message = f"the confidence {share:.2f} is below {min_confidence:.2f}"
        raise refused(message, text, whole, _advice(selection))
    notes = selection.chosen.notes
    if selection.warning is not None:
        notes = (*notes, selection.warning)
    return Translation(
        text, selection.chosen.query, proposer.name, min(1.0, share), notes, selection
    )


def _advice(selection: Selection) -> str:
    if selection.runners_up:
        return f"say it more plainly: {selection.runners_up[0].sentence}"
    return "say it more plainly"
