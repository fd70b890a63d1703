"""English into logic: a sentence becomes exactly one formula, or is refused.

>>> from rune_lp.logic.printing import to_text
>>> from rune_lp.vocabulary import Vocabulary
>>> vocabulary = Vocabulary.of(["ship", "harbor"])
>>> to_text(translate("two ships near a harbor", vocabulary).query)
'exists>=2 x. exists y. ship(x) & harbor(y) & near(x, y)'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import Query, Sentence, SetQuery
from rune_lp.translate.controlled import sentence_formula, set_formula
from rune_lp.translate.refusal import NotUnderstoodError

if TYPE_CHECKING:
    from rune_lp.translate.selection import Selection
    from rune_lp.vocabulary import Vocabulary

__all__ = ["NotUnderstoodError", "Translation", "translate", "translate_set"]


@dataclass(frozen=True, slots=True)
class Translation:
    """What a sentence was translated to.

    Attributes:
        text: The sentence.
        query: Its meaning.
        translator: The translator's name.
        confidence: How sure the translator is, 0..1; controlled English is sure or refuses.
        notes: The readings taken where the sentence left a choice, for people.
        selection: The other readings, and what was not understood, where candidates were proposed.
    """

    text: str
    query: Query
    translator: str
    confidence: float
    notes: tuple[str, ...]
    selection: Selection | None = None


def translate(text: str, vocabulary: Vocabulary) -> Translation:
    """Return the meaning of an English sentence as a question that an image satisfies or not.

    Raises:
        NotUnderstoodError: if any word or construction is not understood; its fault points at the
            words and says what would be.
    """
    formula, notes = sentence_formula(text, vocabulary)
    return Translation(text, Sentence(formula), "controlled", 1.0, notes)


def translate_set(text: str, vocabulary: Vocabulary) -> Translation:
    """Return the meaning of an English request for things: which objects of an image it is about.

    Raises:
        NotUnderstoodError: if any word or construction is not understood, or the request is not
            about things of one description.

    >>> from rune_lp.logic.printing import to_text
    >>> from rune_lp.vocabulary import Vocabulary
    >>> vocabulary = Vocabulary.of(["ship", "harbor"])
    >>> to_text(translate_set("which ships are near a harbor?", vocabulary).query)
    '{x | exists y. ship(x) & harbor(y) & near(x, y)}'
    """
    variable, formula, notes = set_formula(text, vocabulary)
    return Translation(text, SetQuery((variable,), formula), "controlled", 1.0, notes)
