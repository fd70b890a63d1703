"""The cache on disk: shared, replaceable, and never in the way of an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rune_lp.translate.models.cache import Cache, cache_path, vocabulary_fingerprint
from rune_lp.vocabulary import ClassNote, Predicate, Vocabulary

WRITER = """
import sys
from pathlib import Path
from rune_lp.translate.models.cache import Cache
cache = Cache(Path(sys.argv[1]))
for number in range(40):
    cache.keep(f"{sys.argv[2]}-{number}", [f"formula {number}"])
    assert cache.recall(f"{sys.argv[2]}-{number}") == (f"formula {number}",), cache.fault
assert cache.fault is None, cache.fault
"""


def test_what_is_kept_is_recalled_by_others(tmp_path):
    path = tmp_path / "new" / "folder" / "cache.sqlite"
    Cache(path).keep("key", ["∃x. ship(x)", ""])
    assert Cache(path).recall("key") == ("∃x. ship(x)", "")
    assert Cache(path).recall("other") is None


def test_a_later_answer_takes_the_place_of_an_earlier_one(tmp_path):
    cache = Cache(tmp_path / "cache.sqlite")
    for answer in ("one", "two"):
        cache.keep("key", [answer])
    assert cache.recall("key") == ("two",)


def test_processes_share_it(tmp_path):
    path = tmp_path / "cache.sqlite"
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(name)]) for name in range(4)
    ]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    cache = Cache(path)
    kept = [cache.recall(f"{name}-{number}") for name in range(4) for number in range(40)]
    assert kept == [(f"formula {number}",) for _ in range(4) for number in range(40)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"this is no database, it is a letter to my aunt" * 20, id="another file"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 2000, id="a broken database"),
    ],
)
def test_a_file_that_is_no_cache_is_replaced(tmp_path, content):
    path = tmp_path / "cache.sqlite"
    path.write_bytes(content)
    cache = Cache(path)
    cache.keep("key", ["formula"])
    assert (cache.recall("key"), cache.fault) == (("formula",), None)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache.sqlite")
    cache.keep("key", ["formula"])
    assert cache.recall("key") is None
    assert str(cache.fault).startswith(f"{cache.path}: the cache cannot be used: ")
    assert "--no-cache" in str(cache.fault)


def test_an_entry_of_another_kind_is_asked_again(tmp_path):
    cache = Cache(tmp_path / "cache.sqlite")
    cache.keep("key", ["formula"])
    cache._execute("UPDATE answers SET formulas = ?", ("{",))
    assert (cache.recall("key"), cache.fault) == (None, None)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("/var/cache/mine", "/var/cache/mine/rune_lp/translations.sqlite"),
        ("", "~/.cache/rune_lp/translations.sqlite"),
        ("relative", "~/.cache/rune_lp/translations.sqlite"),
    ],
)
def test_the_place_is_that_of_caches(monkeypatch, told, place):
    monkeypatch.setenv("XDG_CACHE_HOME", told)
    assert cache_path() == Path(place).expanduser()


def test_vocabularies_differ_by_what_a_model_is_told():
    vocabularies = [
        Vocabulary.of(["ship"]),
        Vocabulary.of(["ship", "harbor"]),
        Vocabulary.of(["ship"], [ClassNote("ship", ("boat",))]),
        Vocabulary.of(["ship"], rules=[Predicate("lone", 1, "rule", gloss="alone")]),
        Vocabulary.of(["ship"], rules=[Predicate("lone", 1, "rule", gloss="far from others")]),
        Vocabulary.of(["ship"], rules=[Predicate("lone", 2, "rule", gloss="alone")]),
    ]
    assert len(set(map(vocabulary_fingerprint, vocabularies))) == len(vocabularies)
    assert vocabulary_fingerprint(Vocabulary.of(["harbor", "ship"])) == vocabulary_fingerprint(
        Vocabulary.of(["ship", "harbor"])
    )
