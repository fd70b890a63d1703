"""Proves an answer: what each part of the question rests on in an image, as a graph of nodes.

It reads the same model as the flat reasons and says it in the same words; the reasons are among the
nodes. What is denied of all objects is proved by the closed world: the nodes below say what each
object that might be an exception has instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from clingo import Function
from clingo import Number as SymbolNumber

from rune_lp.explain.proofs.draft import Draft, assembled
from rune_lp.explain.rules.nodes import RuleNodes
from rune_lp.explain.why.reasons import is_literal
from rune_lp.explain.why.truth import counts
from rune_lp.explain.words.phrases import disjuncts
from rune_lp.explain.words.scopes import MOST_NAMED
from rune_lp.geometry.conditions import Measurement
from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables, rename, rename_by_level
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
    Number,
    Or,
    Product,
    Sum,
    Term,
    Truth,
)
from rune_lp.plan.normal import conjunction, negation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rune_lp.asp.answer import Assignment
    from rune_lp.explain.proofs.proof import Proof
    from rune_lp.explain.why.reasons import Explainer
    from rune_lp.geometry.conditions import Sign
    from rune_lp.plan.reach import Guards

__all__ = ["Prover"]

MOST_DENIED = 2 * MOST_NAMED
"""Of the objects of which a literal merely fails so many have a node of their own."""


class Prover:
    """Proves the assignments of one image's answer.

    Args:
        explainer: What gives the flat reasons: it has the model and the words.
    """

    def __init__(self, explainer: Explainer) -> None:
        self.explainer = explainer
        self.model = explainer.model
        self.wording = explainer.wording
        self._known: dict[object, Draft] = {}
        self._rules = RuleNodes(explainer.slots, self._known)

    def proof(self, assignment: Assignment) -> Proof:
        """Return the proof that an assignment satisfies the question."""
        plan = self.explainer.question.plan
        objects = dict(zip(plan.witnesses, assignment.objects, strict=True))
        return assembled(self._node(conjunction(plan.matrix), objects, dict(plan.guards)))

    def _node(self, formula: Formula, objects: Mapping[str, int], guards: Guards) -> Draft:
        """Return the node of a true formula; of one that says the same it is the same node."""
        key = _instance(formula, objects)
        if key not in self._known:
            self._known[key] = self._made(formula, dict(objects), guards)
        return self._known[key]

    def _made(self, formula: Formula, objects: dict[str, int], guards: Guards) -> Draft:
        match formula:
            case Truth():
                return Draft(formula_text(formula), "nothing is asked", "formula", told=False)
            case And(parts):
                nodes = [self._node(part, objects, guards) for part in parts]
                told = [node for node in nodes if node.told]

                def joined() -> str:
                    return "; ".join(node.said for node in told or nodes)

                made = self._draft(formula, objects, joined, "formula", told=bool(told))
                made.parts = nodes
                return made
            case Or(parts):
                true = [part for part in parts if self.model.holds(part, objects, guards)]
                node = self._node(true[0], objects, guards)
                made = self._draft(formula, objects, lambda: node.said, "formula", told=node.told)
                made.parts, made.alternatives = [node], len(true) - 1
                return made
            case Atom() | Not(Atom()):
                return self._literal(formula, objects)
            case Equal(left, right) | Not(Equal(left, right)):
                sentence = self.explainer.equality(formula, objects, (left, right)).sentence
                return self._draft(formula, objects, sentence, "equality", told=False)
            case Compare() if counts(formula):
                return self._counts(formula, objects, guards)
            case Compare():
                made = self._draft(
                    formula, objects, self.wording.compare(formula, objects), "number"
                )
                made.numbers = (self.wording.compared(formula, objects),)
                return made
            case Exists((variable,), body):
                return self._many(formula, 1, variable, body, objects, guards)
            case Counted(_, bound, variable, body):
                return self._many(formula, bound, variable, body, objects, guards)
            case Not(Exists((variable,), body)):
                return self._few(formula, 1, variable, body, objects, guards)
            case Not(Counted(_, bound, variable, body)):
                return self._few(formula, bound, variable, body, objects, guards)
            case _:
                raise TypeError(f"not in existential normal form: {formula}")

    def _draft(
        self,
        formula: Formula,
        objects: Mapping[str, int],
        sentence: str | Callable[[], str],
        kind: str,
        *,
        told: bool = True,
        named: Iterable[int] = (),
    ) -> Draft:
        names = {name: str(object_) for name, object_ in objects.items()}
        text = formula_text(rename(formula, names, lambda name: name))
        free = (objects[name] for name in sorted(free_variables(formula)))
        return Draft(text, sentence, kind, objects=tuple(dict.fromkeys((*free, *named))), told=told)

    def _literal(self, formula: Atom | Not, objects: dict[str, int]) -> Draft:
        atom = cast("Atom", formula.body if isinstance(formula, Not) else formula)
        kind = self.explainer.question.vocabulary.predicates[atom.predicate].kind
        ids = tuple(objects[name] for name in atom.arguments)

        def sentence() -> str:
            return self.explainer.literal(formula, objects).sentence

        told = kind != "class" or atom is not formula
        made = self._draft(formula, objects, sentence, kind, told=told)
        made.objects = tuple(dict.fromkeys(ids))
        if kind == "relation":
            made.numbers = self.wording.measurements(atom.predicate, ids)
        elif kind == "rule" and atom is formula:
            symbol = Function(atom.predicate, [SymbolNumber(object_) for object_ in ids])
            self._rules.awaits(symbol)
            made.expand = lambda draft: self._rules.expand(draft, symbol)
        elif kind == "rule":
            denied = Function(atom.predicate, [SymbolNumber(object_) for object_ in ids])
            made.expand = lambda draft: self._rules.expand_denied(draft, denied)
        return made

    def _many(
        self,
        formula: Formula,
        bound: int,
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> Draft:
        """Return the node of a scope that at least so many objects satisfy: the best of them."""
        inner = self.model.inner(variable, body, guards)
        members = list(self.model.instances(variable, body, objects, inner))
        scope = self.explainer.scope(variable, body, objects, inner)
        kind = "scope" if bound == 1 else "count"
        made = self._draft(
            formula, objects, scope.many(members), kind, named=members[: max(bound, MOST_NAMED)]
        )
        made.alternatives = len(members) - bound
        if bound > 1:
            made.numbers = (_number(scope.noun.plural, len(members), ">=", bound),)

        def expand(draft: Draft) -> None:
            draft.parts = [
                self._node(body, {**objects, variable: member}, inner) for member in members[:bound]
            ]

        made.expand = expand
        return made

    def _few(
        self,
        formula: Formula,
        bound: int,
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> Draft:
        """Return the node of a scope that fewer objects satisfy: they, and why no others do."""
        inner = self.model.inner(variable, body, guards)
        members = list(self.model.instances(variable, body, objects, inner))
        scope = self.explainer.scope(variable, body, objects, inner)
        if bound == 1:
            sentence = scope.each() or scope.none()
        else:
            sentence = f"{'only ' if members else ''}{scope.many(members)}"
        kind = "scope" if bound == 1 else "count"
        made = self._draft(formula, objects, sentence, kind, named=members[:MOST_NAMED])
        if bound > 1:
            made.numbers = (_number(scope.noun.plural, len(members), "<", bound),)
        made.expand = lambda draft: self._closed(draft, members, variable, body, objects, inner)
        return made

    def _closed(
        self,
        draft: Draft,
        members: list[int],
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> None:
        """Find the parts of a node that says which objects, and no others, satisfy a scope."""
        parts = [self._node(body, {**objects, variable: one}, guards) for one in members]
        denied = 0
        for denial, extended in self._denials(set(members), variable, body, objects, guards):
            denied += is_literal(denial)
            if is_literal(denial) and denied > MOST_DENIED:
                draft.left_out += 1
            else:
                parts.append(self._node(denial, extended, guards))
        draft.parts = parts

    def _denials(
        self,
        members: set[int],
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> Iterator[tuple[Formula, dict[str, int]]]:
        """Yield what each object that could satisfy a scope, and does not, has instead.

        What objects are, and that they are the same, needs no node: the detections say it.
        """
        scope = self.explainer.scope(variable, body, objects, guards)
        asked = [denial for part in scope.rest for denial in disjuncts(negation(part))]
        others = [denial for denial in disjuncts(negation(body)) if denial not in asked]
        for object_ in self.model.candidates(guards[variable]):
            if object_ in members:
                continue
            extended = {**objects, variable: object_}
            true = next(
                denial for denial in (*asked, *others) if self.model.holds(denial, extended, guards)
            )
            if not self._plain(true):
                yield true, extended

    def _plain(self, denial: Formula) -> bool:
        """Return whether a denial says only what an object is, or which."""
        match denial:
            case Not(Atom(predicate)):
                return self.explainer.question.vocabulary.predicates[predicate].kind == "class"
            case And(parts):
                return all(map(self._plain, parts))
            case Equal() | Not(Equal()) | Truth():
                return True
            case _:
                return False

    def _counts(self, formula: Compare, objects: dict[str, int], guards: Guards) -> Draft:
        """Return the node of a comparison of counts: a node below for each count."""
        sentence = self.explainer.comparison(formula, objects, guards).sentence
        made = self._draft(formula, objects, sentence, "count")
        made.parts = [self._count(count, objects, guards) for count in _counted(formula)]
        return made

    def _count(self, count: Count, objects: dict[str, int], guards: Guards) -> Draft:
        inner = self.model.inner(count.variable, count.body, guards)
        members = self.model.members(count, objects, guards)
        scope = self.explainer.scope(count.variable, count.body, objects, inner)
        formula = Compare("=", count, Number(Decimal(len(members))))
        key = _instance(formula, objects)
        if key in self._known:
            return self._known[key]
        made = self._known[key] = self._draft(
            formula, objects, scope.many(members), "count", named=members[:MOST_NAMED]
        )
        made.numbers = (_number(scope.noun.plural, len(members), "=", len(members)),)
        made.expand = lambda draft: self._closed(
            draft, members, count.variable, count.body, objects, inner
        )
        return made


def _instance(formula: Formula, objects: Mapping[str, int]) -> Formula:
    """Return a formula with ids for its free variables, and names that are alike for the others."""
    names = {name: str(object_) for name, object_ in objects.items()}
    return rename_by_level(formula, names, lambda _, level: f"_{level}")


def _counted(formula: Compare) -> dict[Count, None]:
    """Return the count terms of a comparison, in their order."""
    found: dict[Count, None] = {}

    def look(term: Term) -> None:
        match term:
            case Count():
                found[term] = None
            case Product(_, inner):
                look(inner)
            case Sum(left, right):
                look(left)
                look(right)
            case _:
                pass

    look(formula.left)
    look(formula.right)
    return found


def _number(quantity: str, value: int, comparison: Sign, bound: int) -> Measurement:
    return Measurement(f"number of {quantity}", value, comparison, bound, None, holds=True)
