"""Changes in words: what would have to be otherwise, and what is the case now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rune_lp.explain.words.wording import SIGNS, Wording, unit_text
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS, evidence
from rune_lp.quantities import DIMENSIONS, shown
from rune_lp.structure import SceneStructure
from rune_lp.translate.phrases import Noun, listed, relation_verb, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.changes import Change
    from rune_lp.explain.why_not.edits import Edit, Space
    from rune_lp.geometry.conditions import Measurement

__all__ = ["EditWords"]

_MOST = 5
"""Changes that a sentence tells one by one, and objects that one of them names."""

_TURNED = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}


@dataclass(frozen=True)
class EditWords:
    """Puts the changes of one image into words.

    Attributes:
        question: What was asked.
        space: What was looked at.
    """

    question: Question
    space: Space

    @cached_property
    def _wording(self) -> Wording:
        subject, profile = self.space.subject, self.question.profile
        structure = SceneStructure(subject.scene, profile)
        return Wording(subject, self.question.vocabulary, profile, structure)

    def sentence(self, change: Change) -> str:
        """Return a change in one sentence: what if, with what, without what."""
        found: dict[str, list[str]] = {"if": [], "with": [], "without": []}
        for word, said in self._said(change.edits):
            found[word].append(said)
        parts = [f"{word} {_some(said)}" for word, said in found.items() if said]
        return " and ".join(parts)

    def edits_json(self, change: Change) -> list[dict[str, Any]]:
        """Return the edits of a change; what is said of an added object is part of its edit."""
        return [
            {
                "kind": edit.kind,
                "text": self._text(edit, change.edits),
                "objects": self._objects(edit, change.edits),
                "sentence": " ".join(next(iter(self._said(self._with_details(edit, change))))),
            }
            for edit in change.edits
            if not self.space.is_detail(edit)
        ]

    def _with_details(self, edit: Edit, change: Change) -> list[Edit]:
        return [edit, *(self._details(edit, change.edits) if edit.kind == "add" else ())]

    def _details(self, added: Edit, edits: Iterable[Edit]) -> list[Edit]:
        """Return what is said of an added object."""
        (object_,) = added.objects
        return [edit for edit in edits if edit.kind != "add" and object_ in edit.objects]

    def _objects(self, edit: Edit, edits: Iterable[Edit]) -> list[int]:
        every = [edit, *(self._details(edit, edits) if edit.kind == "add" else ())]
        found = dict.fromkeys(one for each in every for one in each.objects)
        return [one for one in found if one not in self.space.added]

    def _text(self, edit: Edit, edits: Iterable[Edit]) -> str:
        """Return the ground facts that an edit makes true; ids of added objects follow `new`."""

        def atom(one: Edit) -> str:
            first = min(self.space.added, default=0)
            ids = (
                f"new{each - first + 1}" if each in self.space.added else str(each)
                for each in one.objects
            )
            if one.kind == "number":
                return f"{_plain(one.name)}({', '.join(ids)}) = {_value(one, one.value or 0)}"
            return (
                f"{'' if one.holds and one.kind != 'remove' else '~'}{one.name}({', '.join(ids)})"
            )

        details = self._details(edit, edits) if edit.kind == "add" else []
        return " & ".join(map(atom, [edit, *details]))

    def _said(self, edits: Sequence[Edit]) -> Iterator[tuple[str, str]]:
        """Yield what the edits say, each after the word that brings it in."""
        for edit in edits:
            match edit.kind:
                case "relation" if not self.space.is_detail(edit):
                    yield "if", self._relation(edit)
                case "number" if not self.space.is_detail(edit):
                    yield "if", self._number(edit)
                case "score":
                    yield "if", self._below(edit)
                case "remove":
                    yield "without", self._wording.named(edit.objects[0])
        additions = [edit for edit in edits if edit.kind == "add"]
        alike: dict[tuple[str, str], int] = {}
        for edit in additions:
            key = (self._noun_of(edit.name), self._described(edit, edits))
            alike[key] = alike.get(key, 0) + 1
        for (noun, described), number in alike.items():
            name = Noun(noun)
            more = f"one more {noun}" if number == 1 else f"{number:,} more {name.plural}"
            yield "with", f"{more}{described}"

    def _noun_of(self, name: str) -> str:
        entry = self.question.vocabulary.predicates.get(name)
        return spoken(entry.labels[0] if entry and entry.labels else name, name)

    def _below(self, edit: Edit) -> str:
        (object_,) = edit.objects
        score = self._wording.structure.score(object_)
        threshold = self.question.min_score
        told = f"{score:.2f}" if f"{score:.2f}" != f"{threshold:.2f}" else f"{score:.4f}"
        return (
            f"{self._wording.named(object_)} counted (detected at {told}, below the threshold "
            f"{threshold:g})"
        )

    def _relation(self, edit: Edit) -> str:
        names = tuple(map(self._wording.named, edit.objects))
        if edit.name not in RELATIONS:
            return f"{edit.name}({', '.join(names)}) held (a rule, taken as a whole)"
        rows = (int(self.space.subject.scene.ids.searchsorted(one)) for one in edit.objects)
        found = evidence(edit.name, self.space.subject.boxes, self.question.profile, *rows)
        if len(found) == 1 and found[0].quantity == "gap" and len(names) == 2:
            gap = found[0]
            sign = gap.comparison if edit.holds else _TURNED[gap.comparison]
            said = f"{names[0]} were {SIGNS.get(sign, sign)} {_amount(gap, gap.bound)} from"
            return f"{said} {names[1]} (now {_amount(gap, gap.value)})"
        verb = relation_verb(edit.name, names[1:])
        not_ = "" if edit.holds else "not "
        if verb.one.startswith("is "):
            said = f"{names[0]} were {not_}{verb.one.removeprefix('is ')}"
        else:
            said = f"{names[0]} were {not_}to {verb.many}"
        telling = [one for one in found if one.holds is not edit.holds and one.unit is not None]
        now = ", ".join(_now(one, names) for one in telling[:2])
        return f"{said} (now {now})" if now else said

    def _number(self, edit: Edit) -> str:
        name = _plain(edit.name)
        unit = _unit_of(edit.name)
        old = self._wording.structure.measures(name, edit.objects, unit)
        new = _value(edit, edit.value or 0)
        names = [self._wording.named(one) for one in edit.objects]
        if name == "distance":
            return f"{names[0]} were {new} from {names[1]} (now {_value(edit, old)})"
        return (
            f"the {name.replace('_', ' ')} of {listed(names)} were {new} (now {_value(edit, old)})"
        )

    def _described(self, added: Edit, edits: Iterable[Edit]) -> str:
        """Return what is said of an added object, after its noun."""
        (object_,) = added.objects
        related: dict[str, list[str]] = {}
        said: list[str] = []
        held: list[str] = []
        for edit in self._details(added, edits):
            others = [one for one in edit.objects if one != object_]
            called = [self._other(one, added.name) for one in others]
            name = edit.name
            if edit.kind == "number":
                value, attribute = _value(edit, edit.value or 0), _plain(name)
                if attribute == "distance":
                    said.append(f"{value} from {called[0]}")
                else:
                    towards = f" to {called[0]}" if called else ""
                    said.append(f"of {attribute.replace('_', ' ')} {value}{towards}")
            elif name not in RELATIONS:
                names = ["it" if one == object_ else called[0] for one in edit.objects]
                held.append(f"{name}({', '.join(names)})")
            else:
                if others and edit.objects[1] == object_:
                    name = RELATIONS[name].converse or name
                related.setdefault(name, []).extend(called)
        for name, others_ in related.items():
            verb = relation_verb(name, (_some(others_),) if others_ else ()).one
            said.append(verb.removeprefix("is ") if others_ else f"that {verb}")
        if held:
            verb = "holds" if len(held) == 1 else "hold"
            said.append(f"for which {_some(held)} {verb} (a rule, taken as a whole)")
        return f" {listed(said)}" if said else ""

    def _other(self, object_: int, name: str) -> str:
        """Return what an object is called beside an added one of some class."""
        if object_ not in self.space.added:
            return self._wording.named(object_)
        called = self._noun_of(self.space.added[object_])
        return f"another new {called}" if self.space.added[object_] == name else f"a new {called}"


def _some(said: Sequence[str]) -> str:
    """Return some phrases as a list, and how many more there are."""
    distinct = list(dict.fromkeys(said))
    left = len(distinct) - _MOST
    return listed([*distinct[:_MOST], f"{left:,} more"] if left > 0 else distinct)


def _plain(fact: str) -> str:
    return fact if fact in ATTRIBUTES else fact.rpartition("_")[0]


def _unit_of(fact: str) -> str | None:
    return None if fact in ATTRIBUTES else fact.rpartition("_")[2]


def _value(edit: Edit, value: int) -> str:
    dimension = DIMENSIONS[ATTRIBUTES[_plain(edit.name)].dimension]
    unit = _unit_of(edit.name) or dimension.default_unit
    return f"{shown(value, dimension)}{unit_text(unit)}"


def _amount(entry: Measurement, value: float) -> str:
    return f"{value}{unit_text(entry.unit)}"


def _now(entry: Measurement, names: Sequence[str]) -> str:
    quantity = " ".join(
        dict(zip("xyz", names, strict=False)).get(word, word) for word in entry.quantity.split(" ")
    )
    sign = entry.comparison if not entry.holds else _TURNED[entry.comparison]
    bound = f"{SIGNS.get(sign, sign)} {_amount(entry, entry.bound)}"
    return f"{quantity} {_amount(entry, entry.value)}, it must be {bound}"
