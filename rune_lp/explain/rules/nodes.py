"""The nodes of a proof below a rule-defined atom: the rule that fires, literal by literal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clingo import SymbolType
from clingo.ast import AggregateFunction, ASTType, Sign

from rune_lp.explain.proofs.draft import Draft
from rune_lp.explain.rules.firing import Firing
from rune_lp.explain.rules.lacking import Lack, Lacking
from rune_lp.explain.rules.rewriting import is_atom, is_positive
from rune_lp.explain.rules.rule_wording import RuleWording
from rune_lp.explain.rules.world import signature_of
from rune_lp.explain.words.naming import Binding
from rune_lp.explain.words.scopes import MOST_NAMED
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.conditions import Measurement
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.printing import formula_text
from rune_lp.logic.syntax import Atom, Not
from rune_lp.quantities import DIMENSIONS
from rune_lp.rulefiles.facts import FACTS
from rune_lp.translate.phrases import listed

if TYPE_CHECKING:
    from clingo import Symbol

    from rune_lp.explain.rules.firing import Member
    from rune_lp.explain.rules.slots import Slots
    from rune_lp.explain.words.naming import Naming

__all__ = ["RuleNodes"]


class RuleNodes:
    """Makes the nodes of atoms and literals that rules rest on.

    Args:
        slots: What finds the instances of the rules, and puts their values into words.
        known: The nodes that there are, by what they say; new ones join them.
    """

    def __init__(self, slots: Slots, known: dict[object, Draft]) -> None:
        self.slots = slots
        self.wording = slots.wording
        self.words = RuleWording(slots)
        self.known = known
        self._waiting: dict[Symbol, None] = {}
        self._lacking: Lacking | None = None

    @property
    def naming(self) -> Naming:
        """How atoms and values are written."""
        return self.slots.naming

    def awaits(self, atom: Symbol) -> None:
        """Note that an atom will be expanded; all that wait are looked for at once."""
        self._waiting[atom] = None

    def firing(self, atom: Symbol) -> Firing | None:
        """Return the instance of a rule that derives an atom; None if no rule of clingo's does."""
        firings = self.slots.firings
        if firings is None:
            return None
        waiting, self._waiting = {**self._waiting, atom: None}, {}
        firings.ask(waiting)
        return firings.best(atom)

    def expand(self, draft: Draft, atom: Symbol) -> None:
        """Find the rule that derives a node's atom, and the nodes of its body."""
        firing = self.firing(atom)
        if firing is None or self.slots.firings is None:
            return
        draft.place = self.slots.library.location(firing.statement)
        draft.alternatives = self.slots.firings.others(atom)
        draft.parts = [self._literal(firing, place) for place in range(len(firing.literals))]

    def atom(self, atom: Symbol) -> Draft:
        """Return the node of a ground atom that holds."""
        key = _as_formula(atom)
        if key not in self.known:
            self.known[key] = self._made(atom, key)
        return self.known[key]

    def _made(self, atom: Symbol, key: Atom) -> Draft:
        name, arity = signature_of(atom)
        text = f"{key.predicate}({', '.join(key.arguments)})" if arity else key.predicate
        objects = self.words.objects(atom)
        if name in RELATIONS and arity == RELATIONS[name].arity:
            sentence = self.wording.relation(name, objects, holds=True)
            numbers = self.wording.measurements(name, objects)
            return Draft(text, sentence, "relation", objects=objects, numbers=numbers)
        if (name, arity) == ("class", 2):
            noun = self.wording.phrases.class_noun([key.predicate])
            sentence = f"{self.wording.named(objects[0])} is {noun.an}"
            return Draft(text, sentence, "class", objects=objects, told=False)
        if (name, arity) == ("object", 1):
            sentence = f"{self.wording.named(objects[0])} is detected"
            return Draft(text, sentence, "class", objects=objects, told=False)
        if (name, arity) == ("center", 3) or (name in ATTRIBUTES and arity):
            return self._measured(atom, text, objects)
        self.awaits(atom)
        entry = self.wording.vocabulary.predicates.get(name)
        exported = (
            entry is not None
            and (entry.kind, entry.arity) == ("rule", arity)
            and all(map(self.naming.known, atom.arguments))
        )

        def sentence_of() -> str:
            if exported:
                return self.wording.atom(name, objects, holds=True)
            return self.words.plainly(atom)

        made = Draft(text, sentence_of, "rule", objects=objects)
        made.expand = lambda draft: self.expand(draft, atom)
        return made

    def _measured(self, atom: Symbol, text: str, objects: tuple[int, ...]) -> Draft:
        whose = listed([self.wording.named(object_) for object_ in objects])
        *_, value = atom.arguments
        if atom.name == "center":
            at = [self.wording.measured(one.number, "length") for one in atom.arguments[1:]]
            sentence = f"the center of {whose} is at ({', '.join(at)})"
            return Draft(text, sentence, "number", objects=objects, told=False)
        quantity = f"{atom.name.replace('_', ' ')}{f' of {whose}' if whose else ''}"
        dimension = DIMENSIONS[ATTRIBUTES[atom.name].dimension]
        amount = value.number / dimension.steps
        number = Measurement(quantity, amount, "=", amount, dimension.default_unit, holds=True)
        said = f"the {quantity} is {self.wording.measured(value.number, dimension.name)}"
        return Draft(text, said, "number", objects=objects, numbers=(number,), told=False)

    def _literal(self, firing: Firing, place: int) -> Draft:
        """Return the node of one literal of a rule that fires."""
        literal, term = firing.literals[place], firing.terms[place]
        if is_positive(literal):
            return self.atom(term)
        if literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.SymbolicAtom:
            if literal.sign == Sign.Negation and term.type == SymbolType.Function:
                return self._denied(term)
            return self._written(firing, place, "formula")
        if literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.BodyAggregate:
            return self._gathered(firing, place)
        if literal.ast_type == ASTType.ConditionalLiteral:
            made = self._written(firing, place, "formula")
            made.parts = self._inside(firing, place)
            return made
        if term.type == SymbolType.Function and len(term.arguments) == 2:
            return self._compared(firing, place)
        return self._written(firing, place, "number")

    def _written(self, firing: Firing, place: int, kind: str) -> Draft:
        """Return the node of a literal that is shown as it is written, with its values."""
        binding = Binding(firing.values, self.words.sorts(firing))
        literal = firing.literals[place]
        used = frozenset(re.findall(r"\b[A-Z]\w*", str(literal)))
        text = self.naming.literal(str(literal), used, binding)
        if text not in self.known:
            self.known[text] = Draft(text, text, kind)
        return self.known[text]

    def _inside(self, firing: Firing, place: int) -> list[Draft]:
        """Return the nodes of what an aggregate or a conditional literal takes in."""
        members: dict[tuple[Symbol, ...], Member] = {}
        for member in firing.members:
            if member.literal == place:
                members.setdefault(member.terms or member.atoms, member)
        return [self.atom(atom) for member in members.values() for atom in member.atoms]

    def _compared(self, firing: Firing, place: int) -> Draft:
        """Return the node of a comparison: its two sides with what they stand for."""
        made = self._written(firing, place, "number")
        if firing.literals[place].sign != Sign.Negation:
            made.sentence, made.numbers = self.words.comparison(firing, place, holds=True)
        return made

    def _gathered(self, firing: Firing, place: int) -> Draft:
        """Return the node of an aggregate: what it takes in, and what that comes to."""
        made = self._written(firing, place, "count")
        literal = firing.literals[place]
        sorts = self.words.sorts(firing)
        members = list(dict.fromkeys(one.terms for one in firing.members if one.literal == place))
        value = _gathered(literal.atom.function, members)
        sort = None
        if literal.atom.function != AggregateFunction.Count and literal.atom.elements:
            sort = sorts.get(str(literal.atom.elements[0].terms[0]))
        element_terms = literal.atom.elements[0].terms if literal.atom.elements else ()
        kinds = [sorts.get(str(term)) for term in element_terms]
        names = [
            " and ".join(map(self.words.value, terms, [*kinds, *(None for _ in terms)]))
            for terms in members[:MOST_NAMED]
        ]
        if len(members) > MOST_NAMED:
            names.append(f"{len(members) - MOST_NAMED:,} more")
        said = "empty" if value is None else self.words.amount(value, sort)
        quantity = self.words.quantity(firing, literal)
        made.sentence = f"the {quantity} is {said}{f': {listed(names)}' if names else ''}"
        made.numbers = self.words.bounds(firing, place, quantity, value, sort)
        made.objects = tuple(
            dict.fromkeys(
                term.number
                for terms in members
                for term, kind in zip(terms, kinds, strict=False)
                if kind == "object" and self.naming.known(term)
            )
        )
        made.parts = self._inside(firing, place)
        return made

    def _denied(self, atom: Symbol) -> Draft:
        """Return the node of an atom that does not hold, of its negation that is."""
        key = Not(_as_formula(atom))
        if key in self.known:
            return self.known[key]
        name, arity = signature_of(atom)
        arguments = ", ".join(key.body.arguments) if isinstance(key.body, Atom) else ""
        text = f"~{_as_formula(atom).predicate}{f'({arguments})' if arguments else ''}"
        objects = self.words.objects(atom)
        numbers: tuple[Measurement, ...] = ()
        entry = self.wording.vocabulary.predicates.get(name)
        kind = "rule"
        if name in RELATIONS and arity == RELATIONS[name].arity:
            kind = "relation"
            if len(atom.arguments) == len([1 for one in atom.arguments if self.naming.known(one)]):
                ids = tuple(one.number for one in atom.arguments)
                sentence = self.wording.relation(name, ids, holds=False)
                numbers = self.wording.measurements(name, ids)
            else:
                sentence = self.words.nothing(atom)
        elif (name, arity) == ("class", 2) and objects:
            kind = "class"
            label = atom.arguments[1]
            noun = self.wording.phrases.class_noun([str(label)])
            said = "of another class" if label.type == SymbolType.String else f"not {noun.an}"
            sentence = f"{self.wording.named(objects[0])} is {said}"
        elif entry is not None and entry.kind == "rule" and len(objects) == entry.arity:
            sentence = self.wording.atom(name, objects, holds=False)
        else:
            sentence = self.words.plainly(atom, holds=False)
        made = self.known[key] = Draft(text, sentence, kind, objects=objects, numbers=numbers)
        derived = self.slots.firings is not None and (name, arity) in self.slots.firings.derived
        if derived and all(one.type != SymbolType.String for one in atom.arguments):
            made.expand = lambda draft: self.expand_denied(draft, atom)
        return made

    def expand_denied(self, draft: Draft, atom: Symbol) -> None:
        """Find what each rule lacks that might have derived a node's atom.

        What the rules themselves rest on there has no nodes, so that nothing goes in a circle.
        """
        if self._lacking is None and self.slots.firings is not None:
            self._lacking = Lacking(self.slots.firings)
        if self._lacking is not None:
            draft.parts = [self._lack(lack) for lack in self._lacking.of([atom]).get(atom, ())]

    def _lack(self, lack: Lack) -> Draft:
        literals = (*(literal for literal, _ in lack.held), lack.failing)
        terms = (*(term for _, term in lack.held), lack.term)
        firing = Firing(lack.statement, literals, lack.term, lack.values, terms, (), ())
        parts = [self._bare(firing, place) for place in range(len(lack.held))]
        failing = self._failing(firing)
        used = frozenset(lack.values)
        binding = Binding(lack.values, self.words.sorts(firing))
        text = self.naming.literal(" ".join(lack.statement.text.split()), used, binding)
        return Draft(
            text,
            f"this rule does not fire: {failing.said}",
            "rule",
            holds=False,
            place=self.slots.library.location(lack.statement),
            left_out=lack.others,
            parts=[*parts, failing],
        )

    def _bare(self, firing: Firing, place: int) -> Draft:
        """Return the node of a literal that holds, without anything below it."""
        literal, term = firing.literals[place], firing.terms[place]
        if is_positive(literal):
            return self._bare_atom(term)
        written = self._written(firing, place, "formula")
        return Draft(written.text, written.sentence, "formula")

    def _failing(self, firing: Firing) -> Draft:
        """Return the node of the last literal, which does not hold."""
        place = len(firing.literals) - 1
        literal, term = firing.literals[place], firing.terms[place]
        if is_atom(literal) and term.type == SymbolType.Function:
            if literal.sign == Sign.Negation:
                return self._bare_atom(term)
            denied = self._denied(term)
            return Draft(
                denied.text,
                denied.said,
                denied.kind,
                objects=denied.objects,
                numbers=denied.numbers,
            )
        text = self._written(firing, place, "number").text
        made = Draft(text, f"not {text}", "number", holds=False)
        if term.type == SymbolType.Function and len(term.arguments) == 2:
            made.sentence, made.numbers = self.words.comparison(firing, place, holds=False)
        return made

    def _bare_atom(self, atom: Symbol) -> Draft:
        known = all(one.type != SymbolType.String for one in atom.arguments)
        if known and signature_of(atom) in FACTS:
            return self.atom(atom)
        sentence = self.words.worded(atom) if known else self.words.plainly(atom)
        return Draft(
            formula_text(_as_formula(atom)), sentence, "rule", objects=self.words.objects(atom)
        )


def _as_formula(atom: Symbol) -> Atom:
    """Return an atom of a rule as an atom of formulas, ids being its variables."""
    name, arity = signature_of(atom)
    if (name, arity) == ("class", 2) and atom.arguments[1].type == SymbolType.Function:
        return Atom(str(atom.arguments[1]), (str(atom.arguments[0]),))
    arguments = (
        one.string if one.type == SymbolType.String else str(one) for one in atom.arguments
    )
    return Atom(name, tuple(arguments))


def _gathered(function: int, members: list[tuple[Symbol, ...]]) -> int | None:
    """Return what an aggregate comes to; None for the least or greatest of nothing."""
    if function == AggregateFunction.Count:
        return len(members)
    weights = [terms[0].number for terms in members if terms[0].type == SymbolType.Number]
    if function in (AggregateFunction.Min, AggregateFunction.Max):
        pick = min if function == AggregateFunction.Min else max
        return pick(weights, default=None)
    return sum(max(0, one) if function == AggregateFunction.SumPlus else one for one in weights)
