"""Prolog goals over one image, each with only the facts that it can reach."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rune_lp.asp.facts import Subject, facts, rules_subset
from rune_lp.asp.solver import Program
from rune_lp.errors import Fault, InputError, Place
from rune_lp.prolog.session import check_installed
from rune_lp.prolog.solver import PROLOG, loaded
from rune_lp.prolog.terms import string_text
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.prolog_file import examine_prolog_file
from rune_lp.rulefiles.source import Source

if TYPE_CHECKING:
    from rune_lp.asp.facts import Subset
    from rune_lp.geometry.profile import Profile
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import Statement
    from rune_lp.scenes import Scene
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Goal", "goal_answers", "make_goal"]

_HEAD = "goal :- "
_SOURCE = "goal"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal made ready to be asked of any image.

    Attributes:
        text: The goal.
        program: What it calls.
        subset: The facts that it can reach.
    """

    text: str
    program: Program
    subset: Subset


def make_goal(text: str, library: RuleLibrary, vocabulary: Vocabulary) -> Goal:
    """Return the goal that a text spells, with or without `?-` and full stop.

    It may call the facts, the predicates of rule files, classes (`ship(X)` is `class(X, ship)`),
    and what rule files may call of SWI-Prolog.

    Args:
        text: The goal.
        library: The loaded rule files.
        vocabulary: What names mean.

    Raises:
        InputError: It is no goal, or calls what is not there or not allowed.
    """
    check_installed()
    text = text.strip().removeprefix("?-").strip().removesuffix(".").strip()
    called = _read(text)
    classes = {
        (name, arity)
        for name, arity in called.uses - library.signatures
        if arity == 1 and _is_class(name, vocabulary)
    }
    for literal in called.literals():
        if literal.signature not in classes | library.signatures | set(FACTS):
            raise InputError(_unknown(literal.predicate, len(literal.arguments), text, vocabulary))
    closure = library.closure_of(called.uses & library.signatures)
    PROLOG.check(closure, library)
    aliases = [_clause(f"{name}(X) :- class(X, {name}).") for name, _ in sorted(classes)]
    statements = (*closure, *aliases)
    used = called.uses.union(*(statement.uses for statement in statements))
    return Goal(
        text,
        Program((), statements, frozenset(used - library.signatures - classes)),
        rules_subset(library.reach_of((*statements, called))),
    )


def goal_answers(goal: Goal, scene: Scene, profile: Profile, number: int) -> list[str]:
    """Return the first answers of a goal over an image, as lines like `X = 1, Y = 3`.

    Args:
        goal: What is asked.
        scene: The image's objects.
        profile: The parameters of the relations.
        number: How many answers to return at most.

    Raises:
        NotSolvedError: SWI-Prolog gives up.
    """
    ready = loaded(goal.program, facts(Subject(scene), goal.subset, profile))
    ready.answer([])  # refuses what violates a constraint
    found = ready.session.text("bindings", ready.module, string_text(goal.text), str(number))
    return found.splitlines()


def _read(text: str) -> Statement:
    """Return a goal as the clause that would call it."""
    source = Source(_SOURCE, f"{_HEAD}{text}.")
    file, faults = examine_prolog_file(source)
    if faults or len(file.rules) != 1:
        fault = faults[0] if faults else Fault("this is more than one goal", Place(_SOURCE))
        raise InputError(_moved(fault, text))
    return file.rules[0]


def _clause(text: str) -> Statement:
    file, _ = examine_prolog_file(Source(_SOURCE, text))
    return file.rules[0]


def _moved(fault: Fault, text: str) -> Fault:
    """Return a fault of the clause where it is in the goal."""
    place = fault.place
    if place is None or place.column is None:
        return fault
    column = max(1, min(place.column - len(_HEAD), len(text) + 1))
    message = fault.message.replace(" in a rule file", " in a goal")
    shown = replace(place, source=_SOURCE, line=1, column=column)
    hint = fault.hint if fault.message != message or "full stop" not in (fault.hint or "") else None
    return Fault(message, shown, hint, text, min(fault.length, len(text) + 1 - column) or 1)


def _is_class(name: str, vocabulary: Vocabulary) -> bool:
    entry = vocabulary.predicates.get(name)
    return entry is not None and entry.kind == "class"


def _unknown(name: str, arity: int, text: str, vocabulary: Vocabulary) -> Fault:
    near = vocabulary.nearest(name)
    hint = f"did you mean {' or '.join(near)}?" if near else "see: help"
    found = re.search(rf"\b{re.escape(name)}\b", text)
    start = found.start() if found else 0
    place = Place(_SOURCE, 1, start + 1)
    return Fault(f"nothing defines {name}/{arity}", place, hint, text, len(name))
