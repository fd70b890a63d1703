import json
import os

import pytest

from rune_lp.errors import InputError
from rune_lp.scenes.formats import ReadOptions, read_scenes
from tests.scenes.formats.source_files import BOX, png, read, shown, write

JSONL = json.dumps({"image": "P9", "width": 40, "height": 30, "objects": []})


def test_a_folder_is_read_with_all_its_folders_in_a_fixed_order(tmp_path):
    for name in ("b/P3.txt", "P2.txt", "a/P1.txt", "a/.cache/P8.txt", ".P7.txt"):
        write(tmp_path / name, f"{BOX} ship 0\n")
    write(tmp_path / "c.jsonl", JSONL)
    scenes, faults, notices = read(tmp_path)
    assert (list(scenes), faults, notices) == (["P2", "P9", "P1", "P3"], [], [])


def test_what_is_passed_over_is_named(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "README.txt", "Read me\n")
    write(tmp_path / "train.log", "epoch 1\n")
    write(tmp_path / "old.catalog/catalog.json", "{}")
    write(tmp_path / "P1.png", png(40, 30))
    write(tmp_path / "names.txt", "ship\n")
    scenes, faults, notices = read(tmp_path)
    assert (list(scenes), faults) == (["P1"], [])
    assert shown(notices, tmp_path) == [
        "README.txt: is not a file of detections: passed over",
        "old.catalog: is a catalogue already: passed over",
        "train.log: is not a file of detections: passed over",
    ]


def test_a_data_file_that_is_not_understood_is_a_fault(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "P2.txt", "0 0 ship\n")
    scenes, faults, _ = read(tmp_path)
    assert list(scenes) == ["P1"]
    assert shown(faults, tmp_path)[0].startswith("P2.txt: is in no format that is known")


def test_a_format_that_is_given_is_taken_by_the_files_called_so(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "P2.txt", "0 0 ship\n")
    write(tmp_path / "a.csv", "0,0\n")
    scenes, faults, notices = read(tmp_path, options=ReadOptions(format="dota"))
    assert list(scenes) == ["P1"]
    assert [fault.split(",")[0] for fault in shown(faults, tmp_path)] == [
        "P2.txt:1: label must be x1 y1 x2 y2 x3 y3 x4 y4 class difficult",
        "P2.txt: must hold DOTA labels",
    ]
    assert shown(notices, tmp_path) == ["a.csv: is not called as dota files are: passed over"]


def test_an_empty_folder_is_a_fault(tmp_path):
    assert shown(read(tmp_path)[1], tmp_path.parent) == [
        f"{tmp_path.name}: folder has no file of detections"
    ]


def test_a_source_that_does_not_exist_is_refused_before_anything_is_read(tmp_path):
    good = write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    with pytest.raises(InputError, match="nowhere: no such file or folder"):
        next(read_scenes([good, tmp_path / "nowhere"]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_looked_at_before_it_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (fault,) = read(tmp_path / "pipe")[1]
    assert fault.message == "is no regular file, so its format must be said"


def test_a_link_to_nowhere_is_a_fault(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    (tmp_path / "P2.txt").symlink_to("nowhere")
    assert shown(read(tmp_path)[1], tmp_path) == [
        "P2.txt: cannot be read: No such file or directory"
    ]
