"""The values of rules' variables in one image, for the slots of their explanations' sentences."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clingo import Function, Number, SymbolType

from rune_lp.asp.facts import rules_subset
from rune_lp.asp.rules import rule_answer_sets
from rune_lp.explain.derivation import Deriver
from rune_lp.explain.naming import Naming
from rune_lp.explain.world import World

if TYPE_CHECKING:
    from clingo import Symbol

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.question import Question
    from rune_lp.explain.wording import Wording
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.sorts import Sort
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Slots"]


class Slots:
    """Finds the values that a rule's variables have where it derives an atom.

    Args:
        question: The question whose rules are meant.
        subject: The image's kept detections.
        library: The loaded rule files.
        wording: How objects and numbers are put into words.
    """

    def __init__(
        self, question: Question, subject: Subject, library: RuleLibrary, wording: Wording
    ) -> None:
        self.question = question
        self.subject = subject
        self.library = library
        self.wording = wording

    def values(self, predicate: str, objects: tuple[int, ...]) -> dict[str, str]:
        """Return the variables of the first rule that derives an atom, with their values.

        There are none where a rule is written in Prolog, which clingo cannot derive it by.
        """
        if any(rule.kind == "clause" for rule in self._rules):
            return {}
        atom = Function(predicate, [Number(object_) for object_ in objects])
        binding = self._deriver.binding(atom)
        if binding is None:
            return {}
        return {
            name: self._text(value, binding.sorts.get(name))
            for name, value in binding.values.items()
        }

    def _text(self, value: Symbol, sort: Sort | None) -> str:
        if value.type != SymbolType.Number:
            return str(value).replace("_", " ")
        if sort == "object":
            return self.wording.named(value.number)
        return self.wording.measured(value.number, sort)

    @property
    def _rules(self) -> tuple[Statement, ...]:
        return self.question.rules

    @cached_property
    def _deriver(self) -> Deriver:
        """The one answer set of the question's rules, which was found to exist."""
        library, rules = self.library, self._rules
        subset = rules_subset(library.reach_of(rules))
        (atoms, *_) = rule_answer_sets(rules, self.subject, subset, self.question.profile)
        given = [rule.text for rule in rules if rule.kind in ("const", "script")]
        naming = Naming(self.wording, library.sorts)
        return Deriver(World(atoms, given), rules, naming, library.place_of)
