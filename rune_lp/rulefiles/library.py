"""A rule library: the rule files loaded for a session, read as one program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.rulefiles.allowed import SCRIPT_HINT
from rune_lp.rulefiles.check import class_faults, hiding_faults, library_faults
from rune_lp.rulefiles.reach import Guard, Guards, Reach, guards_of, reach_of
from rune_lp.rulefiles.rulefile import RuleFile, read_rule_file
from rune_lp.rulefiles.source import Source
from rune_lp.rulefiles.words import ambiguities, described_classes, settled
from rune_lp.vocabulary import Vocabulary, predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.errors import Fault
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import Statement
    from rune_lp.vocabulary import ClassNote, Predicate

__all__ = ["RuleLibrary", "load_rule_files", "rules_directory"]


_SUPERCLASS = re.compile(
    r"(?P<name>\w+)\(\s*(?P<variable>[A-Z]\w*)\s*\)\s*:-\s*class\(\s*(?P=variable)\s*,\s*"
    r"(?:\((?P<pool>[a-z0-9_;\s]+)\)|(?P<one>[a-z]\w*))\s*\)\s*\."
)
"""A rule that is true of the objects of some classes and nothing else."""


@dataclass(frozen=True)
class RuleLibrary:
    """The rule files of a session, in the order they were loaded.

    >>> library = load_rule_files()
    >>> [statement.kind for statement in library.closure(["vehicle"])]
    ['rule']
    >>> "small_vehicle" in library.reach(["vehicle"]).classes
    True
    """

    files: tuple[RuleFile, ...]

    @property
    def exports(self) -> tuple[Predicate, ...]:
        """The predicates that formulas may use, in file order."""
        return tuple(predicate for file in self.files for predicate in file.exports)

    @property
    def class_notes(self) -> tuple[ClassNote, ...]:
        """What the files say of classes, in file order; a class may be noted more than once."""
        return tuple(note for file in self.files for note in file.class_notes)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in file order."""
        return tuple(statement for file in self.files for statement in file.rules)

    @cached_property
    def signatures(self) -> frozenset[Signature]:
        """Every predicate that some rule defines, exported or not."""
        return frozenset(signature for file in self.files for signature in file.defines)

    @cached_property
    def _guards(self) -> Guards:
        return guards_of(self.statements)

    def vocabulary(self, labels: Iterable[str] | None = None) -> Vocabulary:
        """Return the vocabulary of a catalogue's labels under these rules.

        A rule's name hides a class of that name. A word that is some predicate's name is nobody
        else's synonym; a synonym of a class is none of a rule; and a synonym that two classes
        claim is that of the class noted first (`ambiguities` reports it).

        Args:
            labels: The catalogue's labels; None where there is no catalogue, and the classes are
                those that the files note, save those that an earlier note has as a synonym.

        Raises:
            InputError: A rule names a class that neither the catalogue has nor a note describes,
                a `#const` would replace a class, or a rule hides a class that it leaves out.
        """
        known = tuple(described_classes(self.class_notes) if labels is None else labels)
        classes = {predicate_name(label) for label in known}
        for fault in class_faults(self.files, classes):
            raise InputError(fault)
        for fault in hiding_faults(self.files, self._guards, classes):
            raise InputError(fault)
        notes, rules = settled(known, self.class_notes, self.exports)
        return Vocabulary.of(known, notes, rules)

    def ambiguities(self, labels: Iterable[str]) -> tuple[Fault, ...]:
        """Return the words that two classes of a catalogue claim; the first noted one has it."""
        return tuple(ambiguities(self.files, labels))

    def closure(self, names: Iterable[str]) -> tuple[Statement, ...]:
        """Return the statements that define the named predicates, transitively, in file order.

        Names that no file exports (classes, relations) need none. A constraint is among them if
        it reads a predicate that is, or if it reads nothing but facts, for then it says which
        images there can be. A `#const` is if its constant occurs.
        """
        asked = set(names)
        wanted = {(entry.name, entry.arity) for entry in self.exports if entry.name in asked}
        taken: set[int] = set()
        constants: set[str] = set()
        statements = self.statements
        grown = True
        while grown:
            grown = False
            for index, statement in enumerate(statements):
                if index not in taken and self._belongs(statement, wanted, constants):
                    taken.add(index)
                    constants |= statement.constants
                    for name, arity in statement.defines | statement.uses:
                        wanted |= {(name, arity), (_opposite(name), arity)} & self.signatures
                    grown = True
        calls = any(statements[index].calls for index in taken)
        return tuple(
            statement
            for index, statement in enumerate(statements)
            if index in taken or (statement.kind == "script" and calls)
        )

    def _belongs(self, statement: Statement, wanted: set[Signature], constants: set[str]) -> bool:
        match statement.kind:
            case "rule" | "clause":
                return not wanted.isdisjoint(statement.defines)
            case "constraint":
                derived = statement.uses & self.signatures
                return not derived or not wanted.isdisjoint(derived)
            case "const":
                return statement.declares in constants
            case _:
                return False

    def file_of(self, statement: Statement) -> RuleFile:
        """Return the file that a statement of the library stands in.

        Raises:
            StopIteration: It is no statement of the library.
        """
        return next(file for file in self.files if any(rule is statement for rule in file.rules))

    def guards(self, predicate: str) -> tuple[Guard, ...]:
        """Return the classes that each argument of an exported predicate can have, None for any.

        Raises:
            KeyError: No file exports the name.
        """
        arities = {entry.name: entry.arity for entry in self.exports}
        return self._guards[predicate, arities[predicate]]

    def superclass(self, name: str) -> frozenset[str] | None:
        """Return the classes that an exported predicate takes in, if it is no more than that.

        None unless all its rules are of the form `name(X) :- class(X, (ship; boat)).`, with no
        constraint that could tell images apart.

        >>> sorted(load_rule_files().superclass("court"))
        ['basketball_court', 'basketballcourt', 'court', 'tennis_court', 'tenniscourt']
        """
        classes: set[str] = set()
        for statement in self.closure([name]):
            found = statement.kind == "rule" and _SUPERCLASS.fullmatch(statement.text)
            if not found or found["name"] != name:
                return None
            classes.update(re.split(r"[\s;]+", (found["pool"] or found["one"]).strip()))
        return frozenset(classes)

    def reach(self, names: Iterable[str]) -> Reach:
        """Return which facts the rules of the named predicates can touch."""
        return reach_of(self.closure(names), self._guards)


def _opposite(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def rules_directory() -> Path:
    """Return the folder of the shipped rule files: beside the package, or in the checkout.

    >>> (rules_directory() / "classes.lp").is_file()
    True
    """
    package = Path(__file__).parents[1]
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


def load_rule_files(
    paths: Iterable[str | Path] = (), *, shipped: bool = True, allow_scripts: bool = False
) -> RuleLibrary:
    """Return the library of the shipped rule files, followed by those at the given paths.

    Args:
        paths: Rule files, or folders, whose `.lp` files are read in the order of their names. A
            file that is named twice is read once.
        shipped: Whether the shipped files are read first.
        allow_scripts: Whether the files at `paths` may hold `#script`, `@functions` and
            `#include`, and so run code and read files. An included file is read like the others,
            before the file that includes it.

    Raises:
        InputError: The first fault of the files, with its place.
    """
    files: dict[Path, RuleFile] = {}
    for path in _rule_paths([rules_directory()] if shipped else []):
        _load(path, files, allow_scripts=False)
    for path in _rule_paths(Path(path) for path in paths):
        _load(path, files, allow_scripts=allow_scripts)
    library = RuleLibrary(tuple(files.values()))
    for fault in library_faults(library.files):
        raise InputError(fault)
    return library


def _rule_paths(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(path.glob("*.lp"))
        if not found:
            hint = "name a file, or a folder of .lp files"
            raise InputError.of("no rule files in this folder", Place(str(path)), hint=hint)
        yield from found


def _load(
    path: Path, files: dict[Path, RuleFile], *, allow_scripts: bool, within: tuple[Path, ...] = ()
) -> None:
    resolved = path.resolve()
    if resolved in files or resolved in within:
        return
    if path.suffix == ".pl":
        hint = "write the rules as a clingo program, .lp"
        raise InputError.of("Prolog rule files cannot be read", Place(str(path)), hint=hint)
    source = Source.read(path)
    for name, span in source.includes():
        if name is None or not allow_scripts:
            raise source.error("#include is not allowed in a rule file", span, SCRIPT_HINT)
        inner = (*within, resolved)
        _load(path.parent / name, files, allow_scripts=allow_scripts, within=inner)
    files[resolved] = read_rule_file(source.without_includes(), allow_scripts=allow_scripts)
