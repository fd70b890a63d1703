"""Why not, as a whole: what holds of a question, what fails, and the least changes; as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rune_lp.errors import NotSolvedError
from rune_lp.explain.proofs.proof import number_json
from rune_lp.explain.why.report import object_json
from rune_lp.explain.why_not.changes import least_changes
from rune_lp.explain.why_not.contradiction import contradictions
from rune_lp.explain.why_not.edit_words import EditWords
from rune_lp.explain.why_not.failing import Failing, Teller, filled
from rune_lp.explain.why_not.held import held_part
from rune_lp.plan.normal import conjunction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.changes import Changes
    from rune_lp.explain.why_not.held import Held
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["Refutation", "changed", "failed_rules", "held_and_failing"]


@dataclass(frozen=True)
class Refutation:
    """Why an image does not match.

    Attributes:
        held: The part that holds, as JSON has it, or None.
        failing: What fails.
        changes: The least changes, as JSON has them.
        minimal: Whether no cheaper change was proved not to exist.
        fault: `rules` if the rules contradict themselves; no detection is to blame then.
    """

    held: Mapping[str, Any] | None = None
    failing: tuple[Failing, ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    minimal: bool = False
    fault: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the keys of `why_not` that it has; see docs/schema/search.schema.json."""
        return {
            "held": self.held,
            "failing": [_failing_json(one) for one in self.failing],
            "changes": list(self.changes),
            "minimal": self.minimal,
            "fault": self.fault,
        }

    def lines(self, told: str, *, changes: bool = True) -> list[str]:
        """Return the lines that tell it to a person.

        Args:
            told: What has been said before, which need not be said again.
            changes: Whether changes were looked for.
        """
        lines = []
        if self.held is not None and self.held["sentences"]:
            lines.append(f"  holds: {'; '.join(self.held['sentences'])}")
        if lines or self.fault:
            # Where nothing holds, what fails is the whole question.
            failing = (one.sentence for one in self.failing if one.sentence not in told)
            lines += [f"  fails: {sentence}" for sentence in failing]
        for place, change in enumerate(self.changes):
            word = "or" if place else "would match"
            lines.append(f"  {word} {change['sentence']} (cost {change['cost']:.2f})")
        if self.changes and not self.minimal:
            lines.append("  (a cheaper change may exist)")
        elif changes and not self.changes and self.fault is None:
            none = "none of the changes that are looked at would do"
            lines.append(f"  ({none if self.minimal else 'no change was found in time'})")
        return [f"     {line}" for line in lines]


def held_and_failing(question: Question, scene: Scene, library: RuleLibrary) -> Refutation:
    """Return the part of a question that an image satisfies, and what fails.

    Raises:
        NotSolvedError: The rules decide nothing here.
    """
    held = held_part(question, scene)
    teller = Teller(question, scene, library)
    return Refutation(_held_json(held, teller, scene), tuple(teller.failing(held)))


def changed(question: Question, scene: Scene, library: RuleLibrary) -> Refutation:
    """Return the least changes that make an image match.

    Raises:
        NotSolvedError: The rules decide nothing here, or are not clingo's.
    """
    found = least_changes(question, scene, library)
    return Refutation(changes=_changes_json(question, found), minimal=found.minimal)


def failed_rules(question: Question, scene: Scene, library: RuleLibrary) -> Refutation:
    """Return which constraints of rules that contradict themselves are violated in an image."""
    try:
        failing = tuple(contradictions(question, scene, library))
    except NotSolvedError:
        failing = ()
    return Refutation(failing=failing, fault="rules")


def _held_json(held: Held, teller: Teller, scene: Scene) -> dict[str, Any] | None:
    if not held.held:
        return None
    return {
        "fol": filled(conjunction(held.held), held.objects),
        "bindings": {name: object_json(scene, one) for name, one in held.objects.items()},
        "sentences": teller.holding(held),
    }


def _failing_json(one: Failing) -> dict[str, Any]:
    return {
        "fol": one.fol,
        "sentence": one.sentence,
        "objects": list(one.objects),
        "numbers": [number_json(number) for number in one.numbers],
    }


def _changes_json(question: Question, changes: Changes) -> tuple[dict[str, Any], ...]:
    words = EditWords(question, changes.space)
    return tuple(
        {
            "cost": change.cost / 100,
            "sentence": words.sentence(change),
            "edits": words.edits_json(change),
        }
        for change in changes.found
    )
