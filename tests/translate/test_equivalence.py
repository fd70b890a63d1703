"""The judge of the sentence table: it tells a wrong formula from a right one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.syntax import And, Atom, Compare, Counted, Exists, Forall, Implies, Not, Or
from tests.counterexample import counterexample
from tests.translate.words import VOCABULARY, sentences

SWAPPED = {"near": "next_to", "left_of": "above", "ship": "harbor", "plane": "bridge"}


def changes(formula):
    """Yield formulas that differ in one connective, quantifier, bound, name or missing part."""
    match formula:
        case Atom(predicate) if predicate in SWAPPED:
            yield replace(formula, predicate=SWAPPED[predicate])
        case And(parts):
            yield Or(parts)
            yield from (
                And(parts[:i] + parts[i + 1 :]) for i in range(len(parts)) if len(parts) > 2
            )
        case Or(parts):
            yield And(parts)
        case Not(body):
            yield body
        case Exists(variables, body):
            yield Forall(variables, body)
        case Counted(_, bound):
            yield replace(formula, bound=bound + 1)
            yield replace(formula, operator="<=" if formula.operator != "<=" else ">=")
        case Compare(operator):
            yield replace(formula, operator={">": ">=", ">=": ">", "<": "<="}.get(operator, "<"))
        case Implies(left, right):
            yield And((left, right))
    for each in fields(formula):
        value = getattr(formula, each.name)
        if is_dataclass(value):
            yield from (replace(formula, **{each.name: new}) for new in changes(value))
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            for index, part in enumerate(value):
                yield from (
                    replace(formula, **{each.name: (*value[:index], new, *value[index + 1 :])})
                    for new in changes(part)
                )


def test_wrong_formulas_are_told_apart():
    missed, tried = [], 0
    for _, text in sentences()[::6]:
        formula = check(parse_query(text), VOCABULARY).formula
        for wrong in list(changes(formula))[::2]:
            tried += 1
            if counterexample(formula, wrong) is None:
                missed.append((text, wrong))
    # A few changes keep the meaning: "x != y" beside an irreflexive relation may be left out.
    assert tried > 150
    assert len(missed) < 0.08 * tried, missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exists x. ship(x)", "~forall x. ~ship(x)"),
        ("exists>=2 x. ship(x)", "exists x y. ship(x) & ship(y) & x != y"),
        ("exists x y. near(x, y)", "exists y x. near(y, x)"),
        ("exists x y. left_of(x, y)", "exists x y. right_of(y, x)"),
        ("forall x y. far(x, y) -> ~near(x, y)", "true"),
        ("exists x. ship(x) & plane(x)", "false"),
    ],
)
def test_equivalent_formulas_are_not_told_apart(one, other):
    formulas = [check(parse_query(text), VOCABULARY).formula for text in (one, other)]
    assert counterexample(*formulas, samples=600) is None
