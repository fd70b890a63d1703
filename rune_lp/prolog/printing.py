"""A question's program for plain SWI-Prolog, with no Python around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.facts import prolog_declarations
from rune_lp.asp.program import SATISFIED
from rune_lp.logic.printing import to_text
from rune_lp.logic.syntax import Sentence
from rune_lp.prolog.clauses import NO_MODEL
from rune_lp.prolog.program import clauses_of

if TYPE_CHECKING:
    from rune_lp.asp.question import Question

__all__ = ["printed"]


def printed(question: Question, *, decomposed: bool = True) -> str:
    """Return the program that, with an image's facts, plain SWI-Prolog answers to the same.

    `show` prints what holds of the image, as clingo does: `satisfied` and, for a set query, its
    answers as terms of `witness`.

    Args:
        question: What is asked.
        decomposed: Whether quantifiers are moved inwards; else one clause joins all witnesses of
            a sentence.
    """
    query, matrix = question.plan.query, question.matrix
    single = isinstance(query, Sentence)
    if single:
        rules = (question.decision if decomposed else question.flat).rules
    else:
        rules = (*matrix.rules, matrix.witness_rule(), f"{SATISFIED} :- {matrix.witness}.")
    program = clauses_of(question.program(*rules))
    shown = [f"show :- once({SATISFIED}), writeln({SATISFIED}), fail."]
    if program.constrained:
        shown.insert(0, f"show :- {NO_MODEL}, !, writeln('the rules have no model').")
    if not single:
        shown.append(f"show :- distinct({matrix.witness}), writeln({matrix.witness}), fail.")
    lines = [
        f"% {to_text(query)}",
        *prolog_declarations(program.facts),
        *program.directives,
        "",
        program.text,
        "",
        *shown,
        "show.",
    ]
    return "\n".join(lines) + "\n"
