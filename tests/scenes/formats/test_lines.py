import io
from types import SimpleNamespace

import pytest

from rune_lp.errors import Fault, InputError
from rune_lp.scenes.formats.lines import STDIN, read_lines, read_text


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"one\ntwo", ["one", "two"]),
        (b"one\r\ntwo\r\n", ["one", "two"]),
        (b"one\rtwo\r", ["one", "two"]),
        (b"\xef\xbb\xbfone\n", ["one"]),
        (b"\xef\xbb\xbf", [""]),
        ("größe 船\n".encode(), ["größe 船"]),
        (b"one\x0btwo\x0cthree\xc2\x85four\n", ["one\x0btwo\x0cthree\x85four"]),
    ],
    ids=["empty", "blank", "unix", "windows", "mac", "bom", "only bom", "unicode", "separators"],
)
def test_lines_of_any_system(tmp_path, content, texts):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    lines = list(read_lines(path))
    assert [line.text for line in lines] == texts
    assert [line.number for line in lines] == list(range(1, len(texts) + 1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\0b\n" * 3, "a.txt: holds NUL bytes: not a text file"),
        ("one".encode("utf-16"), "a.txt: is UTF-16 text (save it as UTF-8: iconv"),
        (b"\xfe\xff\0o", "a.txt: is UTF-16 text"),
    ],
    ids=["binary", "utf-16", "utf-16-be"],
)
def test_a_file_that_is_no_text_is_one_fault(tmp_path, content, message):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    (fault,) = read_lines(path)
    assert isinstance(fault, Fault)
    assert str(fault).replace(f"{tmp_path}/", "").startswith(message)
    with pytest.raises(InputError, match=r"NUL|UTF-16"):
        read_text(path)


def test_a_line_that_is_no_text_leaves_the_others(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\nb\xe4d\n" + b"x" * 20_000 + b"\nN\0L\nfive\n")
    one, latin, long, nul, five = read_lines(path)
    assert (one.text, len(long.text), five.text, five.number) == ("one", 20_000, "five", 5)
    assert str(latin.place).endswith("a.txt:2:2")
    assert latin.message == "must be UTF-8 text, but got byte 0xe4"
    assert str(nul.place).endswith("a.txt:4:2")
    with pytest.raises(InputError, match=r"a\.txt:2: must be UTF-8 text, but got byte 0xe4"):
        read_text(path)


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    (fault,) = read_lines(tmp_path / "a.txt")
    assert fault.message == "cannot be read: No such file or directory"


def test_standard_input_is_read_like_a_file(monkeypatch):
    stream = SimpleNamespace(buffer=io.BytesIO(b"\xef\xbb\xbfone\r\ntwo"))
    monkeypatch.setattr("sys.stdin", stream)
    assert [str(line.place) for line in read_lines(STDIN)] == ["-:1", "-:2"]
