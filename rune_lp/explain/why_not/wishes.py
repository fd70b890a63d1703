"""Which changes can help a sentence to be true: what it names, and with which sign.

Under an even number of negations more objects and more facts help, under an odd number fewer do.
What is counted in a comparison, or in a rule's aggregate, may help either way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from rune_lp.asp.facts import rules_subset
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import Classes, Guards, guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import BodyLiteral

__all__ = ["Domains", "Wishes", "wishes_of"]

Domains: TypeAlias = tuple[Classes, ...]
"""The classes of each argument."""

_FEW = 4
"""Objects that may be missing where nothing says how many: of what is counted and compared."""

_MOST = 40
"""Objects of one kind that may be missing at most."""

_NUMBER = re.compile(r"=\s*(\d{1,3})\s*\.")
"""The value of a `#const` that may be a number of objects."""

_EITHER = frozenset({True, False})


@dataclass
class Wishes:
    """What would help, each thing as far as the sentence, or a rule it needs, speaks of it.

    Attributes:
        relations: For relations over classes, which truth values of their atoms would help.
        numbers: The comparisons of attributes, the guards of their variables, and which truth.
        more: The classes of which more objects would help, and how many at most.
        fewer: The classes of which fewer objects would help.
        atoms: The rule-defined predicates that are no matter of relations and classes alone; as
            wholes more of their atoms would help.
    """

    relations: dict[tuple[str, Domains], set[bool]] = field(default_factory=dict)
    numbers: list[tuple[Compare, Guards, bool]] = field(default_factory=list)
    more: dict[Classes, int] = field(default_factory=dict)
    fewer: set[Classes] = field(default_factory=set)
    atoms: dict[str, Domains] = field(default_factory=dict)

    def want(self, relation: str, domains: Domains, *, holds: bool) -> None:
        """Note that atoms of a relation would help if they were true, or false."""
        self.relations.setdefault((relation, domains), set()).add(holds)

    def want_more(self, classes: Classes, number: int) -> None:
        """Note that so many further objects of some classes would help."""
        self.more[classes] = min(_MOST, self.more.get(classes, 0) + number)


def wishes_of(question: Question, library: RuleLibrary) -> Wishes:
    """Return what would help a question's sentence to be true.

    >>> from rune_lp.asp.question import make_question
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> library, vocabulary = RuleLibrary(()), Vocabulary.of(["ship", "plane"])
    >>> query = parse_query("forall x. plane(x) -> exists y. ship(y) & near(x, y)")
    >>> wishes = wishes_of(make_question(query, vocabulary, library), library)
    >>> [(name, signs) for (name, _), signs in wishes.relations.items()]
    [('near', {True})]
    >>> [*map(sorted, wishes.more)], [*map(sorted, wishes.fewer)]
    ([['ship']], [['plane']])
    """
    walk = _Walk(question, library)
    walk.formula(question.plan.decision, {}, holds=True)
    walk.rules()
    return walk.wishes


class _Walk:
    def __init__(self, question: Question, library: RuleLibrary) -> None:
        self.question = question
        self.library = library
        self.wishes = Wishes()
        self.calls: dict[tuple[str, Domains], set[bool]] = {}

    def formula(self, formula: Formula, guards: Guards, *, holds: bool) -> None:
        """Note what would help a formula in existential normal form to be true, or false."""
        match formula:
            case And(parts) | Or(parts):
                for part in parts:
                    self.formula(part, guards, holds=holds)
            case Not(body):
                self.formula(body, guards, holds=not holds)
            case Atom(predicate, arguments):
                domains = tuple(guards[name] for name in arguments)
                kind = self.question.vocabulary.predicates[predicate].kind
                if kind == "relation":
                    self.wishes.want(predicate, domains, holds=holds)
                elif kind == "rule":
                    self.calls.setdefault((predicate, domains), set()).add(holds)
            case Exists(variables, body):
                for name in variables:
                    self._quantified(name, body, 1, holds=holds)
                inner = {name: self._guard(name, body) for name in variables}
                self.formula(body, {**guards, **inner}, holds=holds)
            case Counted(_, bound, variable, body):
                self._quantified(variable, body, bound, holds=holds)
                self.formula(body, {**guards, variable: self._guard(variable, body)}, holds=holds)
            case Compare():
                self._compare(formula, guards, holds=holds)
            case Truth() | Equal():
                pass
            case _:
                raise TypeError(f"not in existential normal form: {formula}")

    def _guard(self, variable: str, body: Formula) -> Classes:
        return guard(variable, body, self.question.vocabulary, self.library)

    def _quantified(self, variable: str, body: Formula, number: int, *, holds: bool) -> None:
        classes = self._guard(variable, body)
        if not holds:
            self.wishes.fewer.add(classes)
        else:
            self.wishes.want_more(classes, number)

    def _compare(self, compare: Compare, guards: Guards, *, holds: bool) -> None:
        form = linear(compare, measure_of(compare, ATTRIBUTES).dimension)
        counts = [leaf for _, leaf in form.coefficients if isinstance(leaf, Count)]
        if not counts:
            self.wishes.numbers.append((compare, guards, holds))
        for count in counts:
            number = max(_FEW, abs(form.bound) + 1)
            for sign in (True, False):
                self._quantified(count.variable, count.body, number, holds=sign)
                inner = {**guards, count.variable: self._guard(count.variable, count.body)}
                self.formula(count.body, inner, holds=sign)

    def rules(self) -> None:
        """Note what would help the rules that the formula needs."""
        signs = self._signs()
        reach = rules_subset(self.library.reach(self.calls))
        for need in reach.relations:
            for holds in signs.get((need.name, len(need.domains)), ()):
                self.wishes.want(need.name, need.domains, holds=holds)
                if not holds:
                    self.wishes.fewer.update(need.domains)
        objects = signs.get(("class", 2), frozenset()) | signs.get(("object", 1), frozenset())
        if self.calls and reach.objects != frozenset():
            if True in objects:
                self.wishes.want_more(reach.objects, self._largest())
            if False in objects:
                self.wishes.fewer.add(reach.objects)
        for name, signature in self.opaque.items():
            wanted = signs.get(signature, frozenset())
            domains = tuple(self.library.guards(name))
            if True in wanted and len(domains) <= 2:
                self.wishes.atoms[name] = domains
                for classes in domains:
                    self.wishes.want_more(classes, self._largest())
            if False in wanted:
                self.wishes.fewer.add(reach.objects)

    @cached_property
    def opaque(self) -> dict[str, Signature]:
        """The exported predicates that rest on numbers, whose part in them nothing here can tell.

        What they use of other exported predicates is theirs.
        """
        exported = {(entry.name, entry.arity) for entry in self.library.exports}
        return {
            name: key for name, arity in exported if self._measures(key := (name, arity), exported)
        }

    def _measures(self, signature: Signature, exported: set[Signature]) -> bool:
        seen, waiting = {signature}, [signature]
        while waiting:
            one = waiting.pop()
            for rule in self.question.rules:
                if one not in rule.defines:
                    continue
                for name, arity in rule.uses:
                    if name in ATTRIBUTES or name == "center":
                        return True
                    if (name, arity) not in seen | exported:
                        seen.add((name, arity))
                        waiting.append((name, arity))
        return False

    def _largest(self) -> int:
        """Return how many objects the rules may want, by the constants in them."""
        constants = (one.text for one in self.question.rules if one.kind == "const")
        found = (_NUMBER.search(text) for text in constants)
        return max([_FEW, *(int(match[1]) for match in found if match)])

    def _signs(self) -> dict[Signature, frozenset[bool]]:
        """Return for each predicate of the rules which truth values of its atoms would help."""
        arities = {entry.name: entry.arity for entry in self.library.exports}
        signs: dict[Signature, frozenset[bool]] = {}
        for (name, _), wanted in self.calls.items():
            key = (name, arities[name])
            signs[key] = signs.get(key, frozenset()) | wanted
        opaque = set(self.opaque.values())
        rules = [
            one for one in self.question.rules if one.kind == "rule" and not one.defines & opaque
        ]
        grown = True
        while grown:
            grown = False
            for rule in rules:
                own = frozenset[bool]().union(
                    *(signs.get(one, frozenset()) for one in rule.defines)
                )
                for literal in rule.literals() if own else ():
                    old = signs.get(literal.signature, frozenset())
                    new = old | _through(literal, own)
                    grown |= new != old
                    signs[literal.signature] = new
        return signs


def _through(literal: BodyLiteral, signs: Iterable[bool]) -> frozenset[bool]:
    match literal.through:
        case "fact":
            return frozenset(signs)
        case "negation":
            return frozenset(not sign for sign in signs)
        case _:
            return _EITHER
