"""Shipped rule files as they were read last time, kept in the user's cache.

Reading the library takes a tenth of a second, which every question would wait for. So what was
read of each shipped file has a copy in `$XDG_CACHE_HOME/rune_lp` (`~/.cache/rune_lp`), with a key:
a hash of its text and of the code that reads it. A copy with another key, or that cannot be read,
is written anew; where none can be written, the file is read each time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import clingo

from rune_lp.rulefiles.rulefile import RuleFile, examine_rule_file

if TYPE_CHECKING:
    from rune_lp.errors import Fault
    from rune_lp.rulefiles.source import Source

__all__ = ["kept_rule_file"]


def kept_rule_file(source: Source) -> tuple[RuleFile, tuple[Fault, ...]]:
    """Return what `examine_rule_file` does of a file, from the copy where there is one.

    A file with faults has no copy.

    >>> from rune_lp.rulefiles.library import rules_directory
    >>> from rune_lp.rulefiles.source import Source
    >>> source = Source.read(rules_directory() / "superclasses.lp")
    >>> kept_rule_file(source) == examine_rule_file(source)
    True
    """
    copy = _copy_of(Path(source.path))
    key = _hash(f"{_reader()}\n{source.path}\n{source.text}")
    file = None if copy is None else _read(copy, key)
    if file is not None:
        return file, ()
    file, faults = examine_rule_file(source)
    if copy is not None and not faults:
        _write(copy, (key, file))
    return file, faults


def _copy_of(path: Path) -> Path | None:
    """Return where the copy of a file is; None where there is no place for it."""
    try:
        cache_folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    checkout = _hash(str(path.parent.resolve()))[:8]
    return cache_folder / "rune_lp" / f"{path.stem}-{checkout}.pickle"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _reader() -> str:
    """Return what tells the code that reads rule files from any other version of it."""
    package = Path(__file__).parents[1]
    code = [*package.glob("*.py"), *package.glob("rulefiles/*.py"), *package.glob("geometry/*.py")]
    states = ((path.name, path.stat()) for path in sorted(code))
    return repr(
        [sys.version, clingo.__version__, *((name, s.st_mtime_ns, s.st_size) for name, s in states)]
    )


def _read(copy: Path, key: str) -> RuleFile | None:
    # Whatever a file that is no such copy makes of unpickling, it is as good as none.
    with suppress(Exception):
        # It is as trustworthy as whatever else the user's own folder makes programs do.
        found, file = pickle.loads(copy.read_bytes())  # noqa: S301
        if found == key and isinstance(file, RuleFile):
            return file
    return None


def _write(copy: Path, content: tuple[str, RuleFile]) -> None:
    unfinished = copy.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.write_bytes(pickle.dumps(content))
        unfinished.replace(copy)
