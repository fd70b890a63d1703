"""The cache: what a language model answered once, on disk, for this and other processes."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rune_lp.errors import Fault, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.vocabulary import Vocabulary

__all__ = ["Cache", "cache_path", "fingerprint", "vocabulary_fingerprint"]

_WAIT = 30.0
"""Seconds to wait for other processes that write."""

_KEPT = 100_000
"""Answers that are kept, the newest: about 100 MB at most."""

_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, formulas TEXT NOT NULL)"


def cache_path() -> Path:
    """Return where the cache is: in `XDG_CACHE_HOME`, or else in `~/.cache`."""
    told = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative paths ignored.
    home = Path(told) if Path(told).is_absolute() else Path("~/.cache").expanduser()
    return home / "rune_lp" / "translations.sqlite"


def fingerprint(*parts: Any) -> str:
    """Return a short name for some JSON values, which others do not have.

    >>> fingerprint("a ship", {"seed": 0}) == fingerprint("a ship", {"seed": 0})
    True
    >>> fingerprint("a", "b") == fingerprint("ab")
    False
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def vocabulary_fingerprint(vocabulary: Vocabulary) -> str:
    """Return a short name for all that a model is told of a vocabulary."""
    return fingerprint(
        [
            (entry.name, entry.arity, entry.kind, entry.synonyms, entry.gloss)
            for _, entry in sorted(vocabulary.predicates.items())
        ],
        [(entry.name, entry.arity, entry.gloss) for entry in vocabulary.attributes.values()],
    )


class Cache:
    """Formulas by key, in a file of SQLite that many processes may use at once.

    An answer is never lost to the cache: what cannot be read is asked again, what cannot be written
    is not kept, and `fault` says so. A file that is no cache is replaced.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     cache = Cache(Path(folder) / "cache.sqlite")
    ...     cache.keep("key", ["exists x. ship(x)"])
    ...     cache.recall("key"), cache.recall("another")
    (('exists x. ship(x)',), None)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fault: Fault | None = None

    def recall(self, key: str) -> tuple[str, ...] | None:
        """Return the formulas kept under a key, or None."""
        rows = self._run("SELECT formulas FROM answers WHERE key = ?", (key,))
        try:
            return tuple(map(str, json.loads(rows[0][0]))) if rows else None
        except (TypeError, ValueError):
            return None

    def keep(self, key: str, formulas: Sequence[str]) -> None:
        """Keep formulas under a key, in place of others, and forget the oldest beyond 100,000."""
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, json.dumps(list(formulas))))
        newest = "SELECT max(rowid) FROM answers"
        self._run(f"DELETE FROM answers WHERE rowid <= ({newest}) - ?", (_KEPT,))  # noqa: S608

    def _run(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            try:
                return self._execute(statement, values)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self.path.unlink(missing_ok=True)
                return self._execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            hint = "translations are not kept; --no-cache does without"
            self.fault = Fault(f"the cache cannot be used: {error}", Place(str(self.path)), hint)
            return []

    def _execute(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A connection for each statement: processes may fork between two.
        with closing(sqlite3.connect(self.path, timeout=_WAIT)) as connection, connection:
            connection.execute(_TABLE)
            return connection.execute(statement, values).fetchall()
