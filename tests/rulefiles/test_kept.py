"""Copies of shipped rule files: nothing tells them from the files but the time they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rune_lp.rulefiles import kept
from rune_lp.rulefiles.kept import kept_rule_file
from rune_lp.rulefiles.library import load_rule_files, rules_directory
from rune_lp.rulefiles.rulefile import examine_rule_file
from rune_lp.rulefiles.source import Source

if TYPE_CHECKING:
    from pathlib import Path

RULE = "p(X) :- object(X).\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the copies, which is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "rune_lp"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were read for want of a copy."""
    texts: list[str] = []

    def examine(source: Source):
        texts.append(source.text)
        return examine_rule_file(source)

    monkeypatch.setattr(kept, "examine_rule_file", examine)
    return texts


def test_a_file_is_read_once(readings, folder) -> None:
    first = kept_rule_file(Source("a.lp", RULE))
    assert kept_rule_file(Source("a.lp", RULE)) == first == examine_rule_file(Source("a.lp", RULE))
    assert readings == [RULE]
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "source",
    [Source("a.lp", RULE + "q."), Source("b.lp", RULE), Source("b/a.lp", RULE)],
    ids=["another text", "another name", "another folder"],
)
def test_a_copy_is_of_one_file_and_text(readings, source) -> None:
    kept_rule_file(Source("a.lp", RULE))
    assert kept_rule_file(source) == examine_rule_file(source)
    assert len(readings) == 2


def test_a_changed_file_has_its_copy_replaced(readings, folder) -> None:
    for text in (RULE, RULE + "q.", RULE):
        kept_rule_file(Source("a.lp", text))
    assert len(readings) == 3
    assert len(list(folder.iterdir())) == 1


def test_changed_code_reads_anew(readings, monkeypatch) -> None:
    kept_rule_file(Source("a.lp", RULE))
    monkeypatch.setattr(kept, "_reader", lambda: "other code")
    kept_rule_file(Source("a.lp", RULE))
    assert len(readings) == 2


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x04K\x07."], ids=repr)
def test_a_broken_copy_is_replaced(readings, folder, content) -> None:
    kept_rule_file(Source("a.lp", RULE))
    (copy,) = folder.iterdir()
    copy.write_bytes(content)
    for _ in range(2):
        assert kept_rule_file(Source("a.lp", RULE)) == examine_rule_file(Source("a.lp", RULE))
    assert len(readings) == 2


def test_where_nothing_can_be_written_files_are_read_each_time(readings, folder) -> None:
    folder.parent.joinpath("rune_lp").write_text("in the way")
    for _ in range(2):
        assert kept_rule_file(Source("a.lp", RULE)) == examine_rule_file(Source("a.lp", RULE))
    assert len(readings) == 2


def test_where_there_is_no_home_files_are_read_each_time(readings, monkeypatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(kept.Path, "home", _nowhere)
    for _ in range(2):
        kept_rule_file(Source("a.lp", RULE))
    assert len(readings) == 2


def _nowhere() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_file_with_faults_has_no_copy(folder) -> None:
    _, faults = kept_rule_file(Source("a.lp", "#show p/1."))
    assert [fault.code for fault in faults] == ["R006"]
    assert not folder.exists()


def test_the_shipped_library_is_the_same_from_its_copies(readings) -> None:
    fresh = load_rule_files()
    assert len(readings) == len(list(rules_directory().glob("*.lp")))
    assert load_rule_files() == fresh
    assert len(readings) == len(fresh.files)
