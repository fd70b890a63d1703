"""Doc blocks: what a rule file says of the predicates it exports, and of classes.

    %! marina(H): "a harbour with at least five ships moored beside it"
    %! args: H: object
    %! synonyms: marina, yacht harbour
    %! because: "{H} has {N} ships next to it"
    marina(H) :- class(H, harbor), N = #count { S : class(S, ship), next_to(S, H) }, N >= 5.

    %! class plane
    %! synonyms: airplane, aeroplane

    %! extends vehicle(V)

A block is a run of `%!` lines without a gap; its first line says what it is about.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rune_lp.errors import InputError
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.quantities import DIMENSIONS
from rune_lp.vocabulary import RESERVED, ClassNote, Predicate, predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.errors import Fault
    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.source import Source

__all__ = ["SORTS", "ClassBlock", "DocBlock", "ExtendsBlock", "read_blocks", "slots"]

_PREDICATE = re.compile(r"([A-Za-z_]\w*)\s*\(([^()]*)\)\s*(?::\s*(.*))?")
_EXTENDS = re.compile(r"extends\s+(-?[a-z_]\w*)\s*(?:\(([^()]*)\))?")
_CLASS = re.compile(r"class\s+([^:]*)")
_KEY = re.compile(r"(\w+)\s*:\s*(.*)")
_QUOTED = re.compile(r'"([^"]*)"')
_VARIABLE = re.compile(r"_*[A-Z]\w*")
_SLOT = re.compile(r"\{([^{}]*)\}")
_DOC_KEYS = ("args", "synonyms", "because")
_CLASS_KEYS = ("synonyms",)

SORTS = ("object", "class", *DIMENSIONS)
"""What an argument can be: an object, a class, or a number of a dimension, in its fixed point."""


@dataclass(frozen=True, slots=True)
class DocBlock:
    """The doc block of a predicate.

    Attributes:
        predicate: What it says.
        span: Where its first line is.
        key_spans: Where its keys are.
        sorts: The sort of each argument.
    """

    predicate: Predicate
    span: Span
    key_spans: Mapping[str, Span]
    sorts: tuple[str, ...]

    @property
    def exported(self) -> bool:
        """Whether formulas may use it: all its arguments are objects."""
        return set(self.sorts) == {"object"}

    def span_of(self, key: str) -> Span:
        """Return where the line of a key is, or the first line where the block has no such key."""
        return self.key_spans.get(key, self.span)


@dataclass(frozen=True, slots=True)
class ClassBlock:
    """What a rule file notes of a class, and where."""

    note: ClassNote
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendsBlock:
    """That a file adds rules to a predicate of another file, and where it says so."""

    signature: Signature
    span: Span


Block: TypeAlias = DocBlock | ClassBlock | ExtendsBlock


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a block: its text after `%!`, and where that is."""

    text: str
    span: Span


def slots(because: str) -> tuple[str, ...]:
    """Return the variables that an explanation's sentence has slots for.

    >>> slots("{H} has {N} ships next to it")
    ('H', 'N')
    """
    return tuple(_SLOT.findall(because))


def read_blocks(
    source: Source, lines: Iterable[Span]
) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    r"""Return the blocks that the `%!` comments of a file make up, and the faults of others.

    A fault is a line that is no doc line, a key that is unknown, repeated or badly written, or a
    name that a formula could not use.

    Args:
        source: The file.
        lines: Where each `%!` comment stands, in the file's order.

    >>> from rune_lp.rulefiles.source import Source
    >>> source = Source("a.lp", "%! class plane\n%! synonyms: airplane, jet\n")
    >>> (block,), faults = read_blocks(source, [(0, 14), (15, 41)])
    >>> block.note, faults
    (ClassNote(name='plane', synonyms=('airplane', 'jet')), ())
    """
    blocks: list[list[_Entry]] = []
    faults: list[Fault] = []
    last_end = None
    for start, end in lines:
        line_start = source.text.rfind("\n", 0, start) + 1
        if source.text[line_start:start].strip():
            message, hint = "a doc line must stand on a line of its own", "write a comment with %"
            faults.append(source.fault(message, (start, end), hint, code="R030"))
            continue
        text = source.text[start + 2 : end]
        entry_start = start + 2 + len(text) - len(text.lstrip())
        entry = _Entry(text.strip(), (entry_start, max(entry_start + len(text.strip()), start + 2)))
        if any(opening.fullmatch(entry.text) for opening in (_CLASS, _EXTENDS, _PREDICATE)):
            blocks.append([entry])
        elif last_end is None or source.text[last_end:start].strip(" \t") != "\n":
            message = f"this doc line belongs to no block, but got {entry.text!r}"
            hint = 'begin the block with %! name(X): "what it means", or %! class name'
            faults.append(source.fault(message, (start, end), hint, code="R030"))
            continue
        else:
            blocks[-1].append(entry)
        last_end = end
    read: list[Block] = []
    for entries in blocks:
        try:
            read.append(_block(source, *entries))
        except InputError as error:
            faults.append(error.fault)
    return tuple(read), tuple(faults)


def _block(source: Source, opening: _Entry, *entries: _Entry) -> Block:
    if match := _EXTENDS.fullmatch(opening.text):
        _values(source, entries, ())
        extended = [part for part in (match[2] or "").split(",") if part.strip()]
        return ExtendsBlock((match[1], len(extended)), opening.span)
    if match := _CLASS.fullmatch(opening.text):
        values = _values(source, entries, _CLASS_KEYS)
        name = _name(source, opening, match[1].strip())
        return ClassBlock(ClassNote(name, _synonyms(source, values)), opening.span)
    match = _PREDICATE.fullmatch(opening.text)
    name, arguments, gloss = match.groups() if match else ("", "", None)
    values = _values(source, entries, _DOC_KEYS)
    variables = _arguments(source, opening, arguments)
    sorts = ("object",) * len(variables)
    if "args" in values:
        sorts = _sorts(source, values["args"], variables)
    for key in {"synonyms", "because"} & values.keys():
        if set(sorts) != {"object"}:
            message = f"{key} is for predicates of objects, which formulas may use"
            raise source.error(message, values[key].span, "leave it out", code="R030")
    because = values.get("because")
    predicate = Predicate(
        _name(source, opening, name),
        len(variables),
        "rule",
        synonyms=_synonyms(source, values),
        gloss=_quoted(source, _Entry(gloss or "", opening.span), f"{name}({arguments})"),
        because=_quoted(source, because, "because") if because else None,
        arguments=variables,
    )
    spans = {key: entry.span for key, entry in values.items()}
    return DocBlock(predicate, opening.span, spans, sorts)


def _values(source: Source, entries: Iterable[_Entry], keys: tuple[str, ...]) -> dict[str, _Entry]:
    values: dict[str, _Entry] = {}
    for entry in entries:
        match = _KEY.fullmatch(entry.text)
        key = match[1] if match else entry.text.partition(" ")[0]
        if match is None or key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            known = f"known here: {', '.join(keys)}" if keys else "there is none in this block"
            hint = f"did you mean {near[0]}:" if near else known
            raise source.error(f"unknown doc key {key!r}", entry.span, hint, code="R030")
        if key in values:
            raise source.error(
                f"{key!r} is given twice in this block", entry.span, "keep one", code="R030"
            )
        values[key] = _Entry(match[2], entry.span)
    return values


def _name(source: Source, opening: _Entry, name: str) -> str:
    if name != (legal := predicate_name(name)):
        message = f"{name!r} cannot be a predicate's name in a formula"
        taken = name in (*RESERVED, *RELATIONS, *ATTRIBUTES)
        hint = "the name is taken: choose another" if taken else f"call it {legal}"
        raise source.error(message, opening.span, hint, code="R036")
    return name


def _arguments(source: Source, opening: _Entry, arguments: str) -> tuple[str, ...]:
    variables = tuple(part.strip() for part in arguments.split(","))
    if not all(_VARIABLE.fullmatch(variable) for variable in variables):
        message = f"a doc block's arguments must be variables, but got ({arguments})"
        raise source.error(
            message, opening.span, "write one or more, as in near_group(X, Y)", code="R030"
        )
    if len(set(variables)) < len(variables):
        message = f"a doc block's arguments must differ, but got ({arguments})"
        raise source.error(message, opening.span, "give each a name of its own", code="R030")
    return variables


def _sorts(source: Source, entry: _Entry, variables: tuple[str, ...]) -> tuple[str, ...]:
    pairs = [tuple(word.strip() for word in part.split(":")) for part in entry.text.split(",")]
    names = tuple(pair[0] for pair in pairs)
    sorts = tuple(pair[-1] for pair in pairs)
    if names != variables or not all(len(pair) == 2 for pair in pairs):
        wanted = ", ".join(f"{variable}: object" for variable in variables)
        message = f"args must give each argument's type in order, but got {entry.text!r}"
        raise source.error(message, entry.span, f"write {wanted}", code="R030")
    for sort in sorts:
        if sort not in SORTS:
            message = f"unknown type {sort!r} of an argument"
            near = difflib.get_close_matches(sort, SORTS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(SORTS)}"
            raise source.error(message, entry.span, hint, code="R030")
    return sorts


def _quoted(source: Source, entry: _Entry, key: str) -> str:
    match = _QUOTED.fullmatch(entry.text)
    if match is None or not match[1].strip():
        message = f"{key} needs a text in double quotes"
        raise source.error(message, entry.span, f'write {key}: "what it means"', code="R030")
    return match[1].strip()


def _synonyms(source: Source, values: dict[str, _Entry]) -> tuple[str, ...]:
    entry = values.get("synonyms")
    if entry is None:
        return ()
    words = tuple(" ".join(word.split()) for word in entry.text.split(","))
    if not all(words):
        message = "a synonym is missing beside a comma"
        raise source.error(
            message, entry.span, "write them as in: airplane, aeroplane", code="R030"
        )
    return tuple(dict.fromkeys(words))
