import os

import pytest

from rune_lp.catalog.sourcelog import (
    SourceLog,
    SourceRecord,
    Stamp,
    append_records,
    read_log,
    stamp_of,
)
from rune_lp.errors import InputError

STAMP = Stamp("1", "2")


def test_records_that_count_are_read_back(tmp_path):
    path = tmp_path / "log"
    first, second = SourceRecord(3, "a\udce9", STAMP, 7), SourceRecord(4, "b")
    size = append_records(path, 0, [first])
    append_records(path, size, [SourceRecord(9, "was never part of it")])
    size = append_records(path, size, [second])
    log = read_log(path, size)
    assert log.latest == {"a\udce9": first, "b": second}
    assert log.names == {3: "a\udce9", 4: "b"}


def test_numbers_a_source_had_are_no_more_when_it_is_finished():
    log = SourceLog()
    for number in (1, 2, 3):
        log.add(SourceRecord(number, "a"))
    log.add(SourceRecord(4, "b"))
    assert log.finished(SourceRecord(3, "a", STAMP)) == {1, 2}
    assert log.finished(SourceRecord(3, "a", STAMP)) == set()
    assert log.finished(SourceRecord(5, "a", STAMP)) == {3}


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b"{\n", b'{"stamp": 7}\n'], ids=repr)
def test_a_damaged_log_is_refused(tmp_path, content):
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"log: is damaged.*make it anew with rune-lp index"):
        read_log(path, 10)


def test_a_log_that_is_gone_is_refused(tmp_path):
    with pytest.raises(InputError, match="log: is missing"):
        read_log(tmp_path / "log", 10)


def test_a_file_that_looks_as_before_is_not_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before = stamp_of([path], "context")
    forged = Stamp(before.status, "not read")
    assert stamp_of([path], "context", forged) == forged


def test_a_file_that_was_touched_has_its_content(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before = stamp_of([path], "context")
    os.utime(path, ns=(1, 1))
    after = stamp_of([path], "context", before)
    assert after.status != before.status
    assert after.content == before.content


@pytest.mark.parametrize("change", ["content", "context", "another file"])
def test_what_decides_what_is_read_is_in_the_stamp(tmp_path, change):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"one")
    other.write_bytes(b"")
    before = stamp_of([path], "context")
    if change == "content":
        path.write_bytes(b"two")
    files = [path, other] if change == "another file" else [path]
    after = stamp_of(files, "other" if change == "context" else "context", before)
    assert after.content != before.content
