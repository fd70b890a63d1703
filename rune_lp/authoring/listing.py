"""Every predicate in force: what it is, where it is defined, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.rulefiles.dependencies import dependencies
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.words import described_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.rulefile import RuleFile

__all__ = ["KINDS", "Entry", "Kind", "entries", "rests_on"]

Kind: TypeAlias = Literal["rule", "helper", "relation", "attribute", "class"]

KINDS: tuple[Kind, ...] = ("rule", "helper", "relation", "attribute", "class")
"""A helper has a doc block, too, but an argument that is no object, so only rules can use it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in force.

    Attributes:
        name: It.
        arguments: What its doc block calls its arguments, or x, y and z.
        kind: Where it comes from.
        sorts: What its arguments are; for an attribute, what it is itself comes last.
        path: The file that defines it, or None for what is built in.
        line: The line there.
        gloss: What it means.
        because: The explanation's sentence, or None.
        synonyms: English names besides its own.
        rests_on: The documented predicates and facts that its rules come to, in order of name.
    """

    name: str
    arguments: tuple[str, ...]
    kind: Kind
    sorts: tuple[str, ...]
    path: str | None
    line: int | None
    gloss: str
    because: str | None = None
    synonyms: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The name with its arguments."""
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name


def entries(library: RuleLibrary) -> tuple[Entry, ...]:
    """Return every name in force: those of rules in file order, then what is built in, and classes.

    >>> from rune_lp.rulefiles.library import load_rule_files
    >>> found = {entry.name: entry for entry in entries(load_rule_files())}
    >>> found["near"].written, found["near"].kind, found["distance"].sorts
    ('near(x, y)', 'relation', ('object', 'object', 'length'))
    >>> found["vehicle"].line, found["vehicle"].rests_on
    (7, ('class',))
    """
    return (*_ruled(library), *_built_in(), *_classes(library))


def _ruled(library: RuleLibrary) -> Iterator[Entry]:
    direct = rests_on(library)
    for file in library.files:
        for block in file.doc_blocks:
            predicate = block.predicate
            first = _first_rule(file, (predicate.name, predicate.arity))
            yield Entry(
                predicate.name,
                predicate.arguments,
                "rule" if block.exported else "helper",
                block.sorts,
                file.path,
                file.text.count("\n", 0, first) + 1,
                predicate.gloss,
                predicate.because,
                predicate.synonyms,
                direct[predicate.name, predicate.arity],
            )


def _first_rule(file: RuleFile, signature: Signature) -> int:
    return next(rule.span[0] for rule in file.rules if signature in rule.defines)


def _built_in() -> Iterator[Entry]:
    names = ("x", "y", "z")
    for relation in sorted(RELATIONS.values(), key=lambda each: each.name):
        arguments, sorts = names[: relation.arity], ("object",) * relation.arity
        aliases = relation.aliases
        yield Entry(
            relation.name, arguments, "relation", sorts, None, None, relation.gloss, None, aliases
        )
    for attribute in sorted(ATTRIBUTES.values(), key=lambda each: each.name):
        arguments = names[: attribute.arity]
        sorts = (*("object",) * attribute.arity, attribute.dimension)
        aliases = attribute.aliases
        yield Entry(
            attribute.name,
            arguments,
            "attribute",
            sorts,
            None,
            None,
            attribute.gloss,
            None,
            aliases,
        )


def _classes(library: RuleLibrary) -> Iterator[Entry]:
    hidden = {predicate.name for predicate in library.exports}
    described = set(described_classes(library.class_notes)) - hidden
    for file in library.files:
        for block in file.class_blocks:
            if block.note.name in described:
                described.remove(block.note.name)
                line = file.text.count("\n", 0, block.span[0]) + 1
                gloss = f"a detector's class, {block.note.name.replace('_', ' ')}"
                synonyms = block.note.synonyms
                yield Entry(
                    block.note.name,
                    ("x",),
                    "class",
                    ("object",),
                    file.path,
                    line,
                    gloss,
                    None,
                    synonyms,
                )


def rests_on(library: RuleLibrary) -> dict[Signature, tuple[str, ...]]:
    """Return for each documented predicate the documented ones and the facts that it comes to.

    What stands between, the files' own helpers, is passed through.
    """
    direct: dict[Signature, set[Signature]] = {}
    for one in dependencies(library.statements):
        direct.setdefault(one.head, set()).add(one.literal.signature)
    documented = {
        (block.predicate.name, block.predicate.arity)
        for file in library.files
        for block in file.doc_blocks
    }
    named = documented | FACTS.keys()
    return {
        signature: tuple(sorted({name for name, _ in _through(signature, direct, named)}))
        for signature in documented
    }


def _through(
    signature: Signature, direct: dict[Signature, set[Signature]], named: Iterable[Signature]
) -> set[Signature]:
    found: set[Signature] = set()
    pending, seen = list(direct.get(signature, ())), {signature}
    while pending:
        one = pending.pop()
        if one in seen:
            continue
        seen.add(one)
        if one in named:
            found.add(one)
        else:
            pending += direct.get(one, ())
    return found
