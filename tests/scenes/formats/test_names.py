import pytest

from rune_lp.errors import InputError
from rune_lp.scenes.formats.names import read_names

EXPECTED = {0: "plane", 1: "large vehicle"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("names.txt", "plane\nlarge vehicle\n\n"),
        ("classes.txt", "\ufeffplane\r\nlarge vehicle\r\n"),
        ("data.yaml", "names: [plane, 'large vehicle']\n"),
        ("data.yaml", "names:\n  [plane,\n   large vehicle]\n"),
        ("data.yaml", 'train: a\nnames: ["plane",\n  "large vehicle",\n]\nnc: 2\n'),
        ("data.yaml", "names: {0: plane, 1: large vehicle}\n"),
        ("data.yaml", "names:\n- plane\n- large vehicle\nnc: 2\n"),
        (
            "data.yaml",
            "nc: 2\n# of DOTA\nnames:\n  - plane # civil\n\n  - 'large vehicle'\ntest: b\n",
        ),
        ("data.yml", "names:\n  1: large vehicle\n  0: plane\n"),
        ("data.yaml", "'names':\n  0: plane\n  1: large vehicle\n"),
    ],
)
def test_names_in_all_their_forms(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text.encode())
    assert read_names(path) == EXPECTED


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("names.txt", "", "names file has no names"),
        ("names.txt", "plane\n\nship\n", "class 1 has no name"),
        ("coco.json", "{}", "names file must be text, but got JSON"),
        ("data.yaml", "nc: 3\n", "names file has no names"),
        ("data.yaml", "names: [plane\n", "names file has no names"),
        ("data.yaml", "names:\n  0:\n", "class 0 has no name"),
    ],
)
def test_a_names_file_without_names_is_refused(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        read_names(path)
    assert caught.value.fault.hint == "one class a line, or a YOLO data.yaml with names:"


def test_a_names_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_names(tmp_path / "names.txt")
