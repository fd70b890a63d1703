"""A question as it was asked, and how it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rune_lp.translate.readings import selection_json, selection_text

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.translate.selection import Selection

__all__ = ["Asked"]


@dataclass(frozen=True)
class Asked:
    """A question as it was asked.

    Attributes:
        question: What the solver is asked.
        library: The loaded rule files.
        text: The sentence, or None if a formula was given.
        fol: The formula.
        translator: Who made the formula of the sentence, or None.
        confidence: How sure the translator is, or None.
        notes: The readings it took.
        selection: The other readings, where candidates were proposed, or None.
    """

    question: Question
    library: RuleLibrary
    text: str | None
    fol: str
    translator: str | None
    confidence: float | None
    notes: tuple[str, ...]
    selection: Selection | None = None

    def header(self) -> dict[str, Any]:
        """Return the header object of the JSON forms."""
        document = {
            "query": self.text,
            "fol": self.fol,
            "translator": self.translator,
            "confidence": self.confidence,
            "notes": list(self.notes),
            "min_score": self.question.min_score,
        }
        if self.selection is not None:
            document |= selection_json(self.selection)
        return document

    def header_text(self) -> list[str]:
        """Return the lines that show the question before its answers."""
        lines = [f"query:   {' '.join(self.text.split())}"] if self.text is not None else []
        lines.append(f"formula: {self.fol}")
        lines += [f"note:    {note}" for note in self.notes]
        if self.selection is not None:
            lines += selection_text(self.selection)
        return lines
