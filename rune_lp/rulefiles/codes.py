"""The codes of what can be wrong with a rule file; `docs/rule-checks.md` has examples of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rune_lp.errors import Fault

__all__ = ["CODES", "Code", "severity"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: its code, its name, whether files with it are refused, and what it is."""

    code: str
    name: str
    severity: Literal["error", "warning"]
    gloss: str


CODES: dict[str, Code] = {
    code: Code(code, name, "warning" if mark == "W" else "error", gloss)
    for code, mark, name, gloss in (
        ("R001", "E", "syntax", "clingo cannot parse this"),
        ("R002", "E", "text", "a character or an open string that clingo would stumble over"),
        ("R003", "E", "decimal", "a decimal, where there are integers only"),
        ("R004", "E", "script", "code that runs: #script or an @function"),
        ("R005", "E", "include", "an #include of a file outside the folder"),
        ("R006", "E", "directive", "a statement that alters what is solved or shown"),
        ("R007", "E", "unreadable", "a file that cannot be read"),
        ("R008", "E", "integer", "an integer that clingo cannot hold"),
        ("R010", "E", "undefined", "a predicate that no rule and no fact defines"),
        ("R011", "E", "arity", "a predicate with another number of arguments"),
        ("R012", "E", "unknown-class", "a class that nothing knows"),
        ("R013", "E", "class-term", "a class that is no plain name"),
        ("R014", "W", "unused-predicate", "a helper that nothing uses"),
        ("R015", "W", "unused-constant", "a #const that nothing uses"),
        ("R016", "E", "shadowed-fact", "a rule for a relation, an attribute or another fact"),
        ("R017", "E", "hidden-class", "a predicate that hides a class it does not contain"),
        ("R018", "E", "defined-elsewhere", "a rule for another file's predicate"),
        ("R019", "E", "constant-clash", "a #const that is taken by a class or another file"),
        ("R020", "E", "unsafe", "a variable that no positive literal binds"),
        ("R021", "E", "sort", "a variable that stands for things of different kinds"),
        ("R022", "W", "singleton", "a variable that occurs once"),
        ("R023", "W", "repeated-rule", "the same rule twice"),
        ("R024", "W", "unstratified", "a predicate that depends on its own negation"),
        ("R025", "W", "counting-recursion", "a predicate that depends on a count of itself"),
        ("R026", "W", "choice", "a choice, which alone leaves several stable models"),
        ("R027", "E", "clingo-remark", "something that clingo remarks upon, and would not solve"),
        ("R030", "E", "doc-line", "a doc line that cannot be understood"),
        ("R031", "E", "doc-without-rule", "a doc block that no rule follows"),
        ("R032", "E", "doc-arity", "a doc block with another number of arguments"),
        ("R033", "E", "doc-slot", "a slot that has no one value"),
        ("R034", "E", "synonym-clash", "a synonym of two predicates"),
        ("R035", "E", "documented-twice", "two doc blocks of one predicate"),
        ("R036", "E", "illegal-name", "a name that formulas could not use"),
        ("R040", "E", "test-line", "a test that cannot be understood"),
        ("R041", "E", "no-model", "a scene that the rules contradict"),
        ("R042", "E", "several-models", "a scene that the rules leave undecided"),
        ("R043", "E", "test-failed", "a test that fails (rules test)"),
        ("R044", "E", "unsolved", "a scene that cannot be solved for another reason"),
    )
}
"""Every code, in order."""


def severity(fault: Fault) -> Literal["error", "warning"]:
    """Return how bad a fault is; one without a code is an error.

    >>> from rune_lp.errors import Fault
    >>> severity(Fault("a variable that occurs once", code="R022"))
    'warning'
    """
    return CODES[fault.code].severity if fault.code else "error"
