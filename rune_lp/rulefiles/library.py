"""A rule library: the rule files loaded for a session, read as one program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place
from rune_lp.rulefiles.allowed import INCLUDE_HINT
from rune_lp.rulefiles.check import class_faults, hiding_faults, library_faults
from rune_lp.rulefiles.guards import kinds_of
from rune_lp.rulefiles.kept import kept_rule_file
from rune_lp.rulefiles.prolog_file import examine_prolog_file
from rune_lp.rulefiles.reach import reach_of
from rune_lp.rulefiles.rulefile import RuleFile, examine_rule_file
from rune_lp.rulefiles.sorts import sorts_of
from rune_lp.rulefiles.source import Source
from rune_lp.rulefiles.words import ambiguities, described_classes, settled
from rune_lp.vocabulary import Vocabulary, predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.guards import Guard, Guards, Kinds
    from rune_lp.rulefiles.reach import Reach
    from rune_lp.rulefiles.sorts import Signatures
    from rune_lp.rulefiles.statements import Statement
    from rune_lp.vocabulary import ClassNote, Predicate

__all__ = ["RuleLibrary", "examine_rule_files", "load_rule_files", "rule_paths", "rules_directory"]


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
    >>> "small_vehicle" in library.reach([("vehicle", (None,))]).classes
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
    def _kinds(self) -> Kinds:
        return kinds_of(self.statements)

    @property
    def all_guards(self) -> Guards:
        """The guards of the arguments of every predicate that some rule defines."""
        return self._kinds.guards

    @cached_property
    def sorts(self) -> Signatures:
        """The sorts of the arguments of every predicate, the facts' among them."""
        documented = {
            (block.predicate.name, block.predicate.arity): block.sorts
            for file in self.files
            for block in file.doc_blocks
        }
        return sorts_of(self.statements, documented)

    @property
    def described(self) -> set[str]:
        """The predicate names of the classes that there are where there is no catalogue."""
        return {predicate_name(label) for label in described_classes(self.class_notes)}

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
        for fault in hiding_faults(self.files, self.all_guards, classes):
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
        return self.closure_of(
            (entry.name, entry.arity) for entry in self.exports if entry.name in asked
        )

    def closure_of(self, signatures: Iterable[Signature]) -> tuple[Statement, ...]:
        """Return the statements that define predicates, exported or not; see `closure`."""
        wanted = set(signatures)
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

    def guards(self, predicate: str) -> tuple[Guard, ...]:
        """Return the classes that each argument of an exported predicate can have, None for any.

        Raises:
            KeyError: No file exports the name.
        """
        arities = {entry.name: entry.arity for entry in self.exports}
        return self.all_guards[predicate, arities[predicate]]

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

    def named(self, paths: Iterable[str | Path]) -> tuple[RuleFile, ...]:
        """Return the files at the given paths, or in the folders there, in their order here."""
        wanted = {Path(path).resolve() for path in paths}
        return tuple(
            file
            for file in self.files
            if wanted & {Path(file.path).resolve(), Path(file.path).resolve().parent}
        )

    def file_of(self, statement: Statement) -> RuleFile:
        """Return the file that one of the statements stands in.

        Raises:
            ValueError: The statement is of no file of this library.
        """
        for file in self.files:
            if any(rule is statement for rule in file.rules):
                return file
        raise ValueError("the statement is of no file of this library")

    def reach(self, calls: Iterable[tuple[str, tuple[Guard, ...]]]) -> Reach:
        """Return which facts the rules of exported predicates can touch, asked so.

        Args:
            calls: Predicates, each with the classes that each of its arguments is asked about.

        >>> library = load_rule_files()
        >>> calls = [("isolated", (frozenset({"ship"}),))]
        >>> [(read.name, read.domains[0]) for read in library.reach(calls).relations]
        [('near', frozenset({'ship'}))]
        """
        asked = [((name, len(domains)), domains) for name, domains in calls]
        statements = self.closure(name for (name, _), _ in asked)
        return reach_of(statements, asked, self._kinds)

    def location(self, statement: Statement) -> Place:
        """Return where one of the statements stands; shipped files are in the folder `rules`."""
        file = self.file_of(statement)
        line = file.text.count("\n", 0, statement.span[0]) + 1
        path = Path(file.path)
        shipped = path.parent == rules_directory()
        return Place(f"rules/{path.name}" if shipped else file.path, line)

    def place_of(self, statement: Statement) -> str:
        """Return the file and line of one of the statements, as in `marina.lp:5`."""
        place = self.location(statement)
        return f"{Path(place.source).name}:{place.line}"

    def reach_of(self, statements: Iterable[Statement]) -> Reach:
        """Return which facts some of the statements can touch, whatever is asked."""
        return reach_of(tuple(statements), None, self._kinds)


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
        allow_scripts: Whether the files at `paths` may hold `#script` and `@functions`, and
            `#include` files outside their folder, and so run code and read files. An included
            file is read like the others, before the file that includes it.

    Raises:
        InputError: The first fault of the files, with its place.
    """
    library, faults = examine_rule_files(paths, shipped=shipped, allow_scripts=allow_scripts)
    for fault in faults:
        raise InputError(fault)
    return library


def examine_rule_files(
    paths: Iterable[str | Path] = (), *, shipped: bool = True, allow_scripts: bool = False
) -> tuple[RuleLibrary, tuple[Fault, ...]]:
    """Return what can be read of rule files, and all their faults; see `load_rule_files`."""
    loading = _Loading({}, [])
    if shipped:
        loading.load([rules_directory()], allow_scripts=False)
    loading.load(map(Path, paths), allow_scripts=allow_scripts)
    library = RuleLibrary(tuple(loading.files.values()))
    # A predicate whose rule cannot be read would seem to be undefined.
    return library, tuple(loading.faults or library_faults(library.files))


def rule_paths(path: Path) -> list[Path]:
    """Return the rule file at a path, or those of the folder there, by name.

    Raises:
        InputError: The folder has none.
    """
    found = sorted(path.glob("*.lp")) if path.is_dir() else [path]
    if not found:
        hint = "name a file, or a folder of .lp files"
        place = Place(str(path))
        raise InputError(Fault("no rule files in this folder", place, hint, code="R007"))
    return found


@dataclass(frozen=True)
class _Loading:
    """The files that are read so far, by their resolved paths, and their faults."""

    files: dict[Path, RuleFile]
    faults: list[Fault]

    def load(self, paths: Iterable[Path], *, allow_scripts: bool) -> None:
        """Read the files at some paths, or in the folders there."""
        for path in paths:
            try:
                files = rule_paths(path)
            except InputError as error:
                self.faults.append(error.fault)
                continue
            for file in files:
                try:
                    self._read(file, allow_scripts=allow_scripts, root=file.parent.resolve())
                except InputError as error:
                    self.faults.append(error.fault)

    def _read(
        self, path: Path, *, allow_scripts: bool, root: Path, within: tuple[Path, ...] = ()
    ) -> None:
        resolved = path.resolve()
        if resolved in self.files or resolved in within:
            return
        source = Source.read(path)
        if path.suffix == ".pl":
            self.files[resolved], faults = examine_prolog_file(source, allow_scripts=allow_scripts)
            self.faults.extend(faults)
            return
        for name, span in source.includes():
            self._refuse(source, name, span, allow_scripts=allow_scripts, root=root)
            inner = (*within, resolved)
            included = path.parent / str(name)
            self._read(included, allow_scripts=allow_scripts, root=root, within=inner)
        whole = source.without_includes()
        if root == rules_directory().resolve():
            self.files[resolved], faults = kept_rule_file(whole)
        else:
            self.files[resolved], faults = examine_rule_file(whole, allow_scripts=allow_scripts)
        self.faults.extend(faults)

    def _refuse(
        self, source: Source, name: str | None, span: Span, *, allow_scripts: bool, root: Path
    ) -> None:
        """Raise InputError for an `#include` that may not be read; links are followed first."""
        if name is None:
            message = "#include is not allowed for what is no file"
            raise source.error(message, span, 'write #include "file.lp".', code="R005")
        path = (Path(source.path).parent / name).resolve()
        if not (allow_scripts or path.is_relative_to(root)):
            message = "#include is not allowed for files outside the rule file's folder"
            raise source.error(message, span, INCLUDE_HINT, code="R005")
