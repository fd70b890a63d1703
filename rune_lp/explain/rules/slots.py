"""The values of rules' variables in one image, for the slots of their explanations' sentences."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clingo import Function, Number, SymbolType

from rune_lp.asp.facts import facts, rules_subset
from rune_lp.explain.rules.firing import Firings
from rune_lp.explain.words.naming import Naming
from rune_lp.rulefiles.sorts import sorts_in

if TYPE_CHECKING:
    from clingo import Symbol

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.question import Question
    from rune_lp.explain.words.wording import Wording
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.sorts import Sort

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
        """Return the variables of the rule that derives an atom best, with their values.

        There are none where a rule is written in Prolog, which clingo cannot derive it by.
        """
        if self.firings is None:
            return {}
        atom = Function(predicate, [Number(object_) for object_ in objects])
        self.firings.ask([atom])
        firing = self.firings.best(atom)
        if firing is None:
            return {}
        sorts = sorts_in(firing.statement, self.library.sorts)
        return {name: self._text(value, sorts.get(name)) for name, value in firing.values.items()}

    def _text(self, value: Symbol, sort: Sort | None) -> str:
        if value.type != SymbolType.Number:
            return str(value).replace("_", " ")
        if sort == "object":
            return self.wording.named(value.number)
        return self.wording.measured(value.number, sort)

    @cached_property
    def naming(self) -> Naming:
        """How atoms and values of the rules are written."""
        return Naming(self.wording, self.library.sorts)

    @cached_property
    def firings(self) -> Firings | None:
        """The instances of the question's rules; None where one of them is written in Prolog."""
        question, rules = self.question, self.question.rules
        if any(rule.kind == "clause" for rule in rules):
            return None
        calls = {*question.plan.literals.calls, *question.plan.scopes.calls}
        reach = self.library.reach((call.name, call.domains) for call in calls)
        defined = {signature for rule in rules for signature in rule.defines}
        used = {signature for rule in rules for signature in rule.uses}
        scene = self.subject.scene
        scores = dict(zip(scene.ids.tolist(), scene.scores.tolist(), strict=True))
        return Firings(
            rules,
            facts(self.subject, rules_subset(reach), question.profile),
            sorted(used - defined),
            lambda object_: scores.get(object_, 1.0),
        )
