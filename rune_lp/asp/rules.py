"""The answer sets of rules by themselves, over the facts of one image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.facts import facts
from rune_lp.asp.solve import answer_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clingo import Symbol

    from rune_lp.asp.facts import Subject, Subset
    from rune_lp.geometry.profile import Profile
    from rune_lp.rulefiles.statements import Statement

__all__ = ["rule_answer_sets"]


def rule_answer_sets(
    statements: Sequence[Statement], subject: Subject, subset: Subset, profile: Profile
) -> list[frozenset[Symbol]]:
    """Return all atoms of the first two answer sets that rules have in an image.

    Args:
        statements: The rules, with all that they rest on.
        subject: The image's objects.
        subset: The facts that they can touch.
        profile: The parameters of the relations.

    Raises:
        NotSolvedError: A number is asked for that the image does not have, or clingo complains.

    >>> from rune_lp.asp.facts import Subject, rules_subset
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.rulefiles.library import load_rule_files
    >>> from rune_lp.scenes import Scene
    >>> library = load_rule_files()
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> subject = Subject(Scene.of("P1", ["tennis-court"], [0.9], [box]))
    >>> rules = library.closure(["court"])
    >>> subset = rules_subset(library.reach_of(rules))
    >>> (atoms,) = rule_answer_sets(rules, subject, subset, Profile())
    >>> sorted(map(str, atoms))
    ['class(0,tennis_court)', 'court(0)', 'object(0)']
    """
    uses = {signature for statement in statements for signature in statement.uses}
    missing = sorted(uses - {signature for each in statements for signature in each.defines})
    defined = (f"#defined {name}/{arity}." for name, arity in missing)
    texts = (statement.text for statement in statements)
    return answer_sets([*defined, *texts, *facts(subject, subset, profile)])
