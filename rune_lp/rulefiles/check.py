"""What is wrong with rule files that clingo would let pass, or report without a place."""

from __future__ import annotations

import difflib
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from clingo import Control

from rune_lp.geometry.relations import RELATIONS
from rune_lp.rulefiles.facts import FACT_ARITY, FACTS
from rune_lp.rulefiles.rulefile import message_fault
from rune_lp.rulefiles.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clingo import MessageCode

    from rune_lp.errors import Fault
    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.guards import Guards
    from rune_lp.rulefiles.rulefile import RuleFile
    from rune_lp.rulefiles.statements import BodyLiteral

__all__ = ["class_faults", "hiding_faults", "library_faults"]

_ALIASES = {alias: relation.name for relation in RELATIONS.values() for alias in relation.aliases}


def library_faults(files: Sequence[RuleFile]) -> Iterator[Fault]:
    """Yield the faults of rule files that are to be used together."""
    yield from _twice_defined(files)
    yield from _extends_nothing(files)
    yield from _twice_documented(files)
    yield from _twice_constant(files)
    yield from _undefined(files)
    for file in files:
        yield from _remarks(file)


def class_faults(files: Sequence[RuleFile], classes: set[str]) -> Iterator[Fault]:
    """Yield the classes that rules name and nothing knows, and constants that replace a class.

    Args:
        files: The rule files.
        classes: The predicate names of the catalogue's classes.
    """
    known = classes | {note.name for file in files for note in file.class_notes}
    for file in files:
        for rule in file.rules:
            if rule.kind == "const" and rule.declares in known:
                message = f"#const {rule.declares} would replace the class {rule.declares}"
                hint = "give the constant another name"
                yield file.source.fault(message, rule.span, hint, code="R019")
    constants = {rule.declares for file in files for rule in file.rules if rule.kind == "const"}
    for file in files:
        for literal in (literal for rule in file.rules for literal in rule.literals()):
            if literal.signature == ("class", 2) and isinstance(literal.arguments[1], frozenset):
                for name in sorted(literal.arguments[1]):
                    if name in constants:
                        message = f"{name} is a #const, and no class"
                        hint = "write the class itself"
                        yield file.source.fault(message, literal.span, hint, code="R013")
                    elif name not in known:
                        yield _unknown_class(file, literal.span, name, known)


def hiding_faults(files: Sequence[RuleFile], guards: Guards, classes: set[str]) -> Iterator[Fault]:
    """Yield the exported predicates that hide a class of the same name without containing it.

    Args:
        files: The rule files.
        guards: The classes that the predicates' arguments can have.
        classes: The predicate names of the catalogue's classes.
    """
    for file in files:
        for block in file.doc_blocks:
            name, arity = block.predicate.name, block.predicate.arity
            guard = guards[name, arity][0]
            if name in classes and (arity > 1 or (guard is not None and name not in guard)):
                message = f"{name} hides the class {name}, which it does not contain"
                hint = f"add class(X, {name}) to it, or give it another name"
                yield file.source.fault(message, block.span, hint, code="R017")


def _unknown_class(file: RuleFile, span: Span, name: str, known: set[str]) -> Fault:
    near = difflib.get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    hint += f"A class that no catalogue has yet is described by: %! class {name}"
    return file.source.fault(f"unknown class {name!r}", span, hint, code="R012")


def _twice_defined(files: Sequence[RuleFile]) -> Iterator[Fault]:
    first: dict[Signature, RuleFile] = {}
    for file in files:
        for rule in file.rules:
            for head in rule.heads():
                # What a rule for -p derives, no rule for p may derive.
                name, arity = head.signature
                signature = (name.removeprefix("-"), arity)
                other = first.setdefault(signature, file)
                if other is not file and signature not in file.extends:
                    message = f"{_shown(signature)} is already defined in {other.path}"
                    written = head.written.removeprefix("-")
                    hint = f"rename one, or say %! extends {written}, to add to it"
                    yield file.source.fault(message, head.span, hint, code="R018")


def _extends_nothing(files: Sequence[RuleFile]) -> Iterator[Fault]:
    for file in files:
        others = {signature for other in files if other is not file for signature in other.defines}
        for block in file.extensions:
            if block.signature not in others:
                message = f"no other file defines {_shown(block.signature)}, to add to it"
                hint = "check its name and its number of arguments, and name the file, too"
                yield file.source.fault(message, block.span, hint, code="R018")


def _twice_documented(files: Sequence[RuleFile]) -> Iterator[Fault]:
    names: dict[str, str] = {}
    words: dict[str, str] = {}
    for file in files:
        for block in file.doc_blocks:
            name, hint = block.predicate.name, "keep one"
            if name in names:
                message = f"{name} already has a doc block in {names[name]}"
                yield file.source.fault(message, block.span, hint, code="R035")
            names[name] = file.path
    for file in files:
        for block in file.doc_blocks:
            name = block.predicate.name
            for word in block.predicate.synonyms:
                other = words.setdefault(plain(word), name)
                if other != name:
                    message = f"{word!r} is already a synonym of {other}"
                    hint = "a word has one meaning: keep it for one of them"
                    yield file.source.fault(message, block.span_of("synonyms"), hint, code="R034")


def _twice_constant(files: Sequence[RuleFile]) -> Iterator[Fault]:
    first: dict[object, RuleFile] = {}
    for file in files:
        for rule in file.rules:
            if rule.kind == "const":
                if rule.declares in first:
                    message = f"#const {rule.declares} is already in {first[rule.declares].path}"
                    hint = "give one of them another name"
                    yield file.source.fault(message, rule.span, hint, code="R019")
                first[rule.declares] = file


def _undefined(files: Sequence[RuleFile]) -> Iterator[Fault]:
    defined = {signature for file in files for signature in file.defines}
    declared = {rule.declares for file in files for rule in file.rules if rule.kind == "defined"}
    classes = {note.name for file in files for note in file.class_notes}
    known = defined | set(FACTS) | declared
    for file in files:
        for rule in file.rules:
            for literal in rule.literals():
                if literal.signature not in known:
                    message = f"no rule and no fact defines {_shown(literal.signature)}"
                    hint = _meant(literal, defined, classes)
                    code = "R011" if " takes " in hint else "R010"
                    yield file.source.fault(message, literal.span, hint, code=code)


def _meant(literal: BodyLiteral, defined: set[Signature], classes: set[str]) -> str:
    name, arity = literal.signature
    arities = dict((*defined, *FACT_ARITY.items()))
    if name in arities:
        return f"{name} takes {arities[name]}, but got {arity}"
    if name in classes and arity == 1:
        return f"for the class write class(X, {name})"
    near = [_ALIASES[name]] if name in _ALIASES else []
    near = near or difflib.get_close_matches(name, sorted({*arities, *classes}), n=3)
    return f"did you mean {' or '.join(near)}?" if near else "define it, or name the file that does"


def _remarks(file: RuleFile) -> Iterator[Fault]:
    """Yield what clingo says of a file's rules: unsafe variables, clashing constants, odd terms.

    Grounding no part of a program makes clingo check its rules and do nothing else. An image whose
    program it remarks upon is not solved, so every remark is a fault.
    """
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    if any(rule.kind == "clause" for rule in file.rules):
        return
    scripts = [rule.span for rule in file.rules if rule.kind == "script"]
    control = Control(logger=log)
    # What makes clingo stop it has said before.
    with suppress(RuntimeError):
        control.add("base", [], file.source.without(scripts).text)
        control.ground([])
    for said in messages:
        fault = message_fault(file.source, said)
        if names := re.findall(r"note: ('\w+') is unsafe", said):
            message = f"nothing in the rule's body says what {' and '.join(names)} can be"
            hint = "bind it by a positive literal, such as object(X)"
            yield replace(fault, message=message, hint=hint, code="R020")
        elif "constant" in fault.message:
            yield replace(fault, hint="give one of them another name", code="R019")
        else:
            term = said.partition("\n")[2].strip()
            message = f"{fault.message}{': ' if term else ''}{term}"
            hint = "images that come to this are not solved: write it in another way"
            yield replace(fault, message=message, hint=hint, code="R027")


def _shown(signature: Signature) -> str:
    return f"{signature[0]}/{signature[1]}"
