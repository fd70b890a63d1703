"""`rune-lp index` as a program: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from rune_lp.catalog import Catalog
from tests.scenes.formats.source_files import BOX, png, write

SCHEMA = Path(__file__).parents[2] / "docs/schema/index-summary.schema.json"

TAKEN = "taken from the extent of their detections; see --images, --image-size"

JSONL = '{"image": "P1", "width": 40, "height": 30, "gsd": 0.3, "objects": []}\n'


PROGRAM = [sys.executable, "-c", "from rune_lp.cli import main; main()", "index"]


def index(folder, *arguments, stdin=""):
    """Run the verb in a folder, and return what came of it."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        check=False,
    )


def test_label_files_become_a_catalogue(tmp_path):
    write(tmp_path / "labels/P1.txt", f"gsd:0.3\n{BOX} ship 0\n{BOX} ship 0\n{BOX} plane 0\n")
    write(tmp_path / "labels/P2.txt", "")
    result = index(tmp_path, "labels", "-o", "x.catalog")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "x.catalog: 2 images, 3 objects, 2 classes",
        "  ship           2",
        "  plane          1",
        "lowest score: 1.000",
        "images without objects: 1",
        f"images of unknown size: 2 ({TAKEN})",
        "images of unknown gsd: 1 (no question in metres can be asked of them; see --gsd)",
        "faults: 0, notices: 0",
    ]
    assert Catalog.open(tmp_path / "x.catalog").images == ("P1", "P2")


def test_faulty_lines_are_named_and_the_rest_is_indexed(tmp_path):
    write(tmp_path / "Task1_ship.txt", f"P1 0.9 {BOX}\nP1 7 {BOX}\nP1 0.2 {BOX}\n")
    result = index(tmp_path, "Task1_ship.txt", "-o", "x.catalog", "--format", "json")
    assert result.returncode == 3
    assert result.stderr.splitlines() == [
        "Task1_ship.txt:2:4: score must be in 0..1, but got '7' (a percentage? divide by 100)"
    ]
    assert json.loads(result.stdout) == {
        "catalog": "x.catalog",
        "images": 1,
        "objects": 2,
        "classes": {"ship": 2},
        "floor": 0.2,
        "images_without_objects": 0,
        "size_unknown": 1,
        "gsd_unknown": 1,
        "faults": 1,
        "notices": 0,
        "added": 1,
        "replaced": 0,
        "removed": 0,
        "sources_unchanged": 0,
    }
    assert Catalog.open(tmp_path / "x.catalog").faults == 1


def test_the_summary_is_valid_by_its_schema(tmp_path):
    result = index(tmp_path, "-", "-o", "x.catalog", "--format", "json", stdin=JSONL)
    summary = json.loads(result.stdout)
    jsonschema.validate(summary, json.loads(SCHEMA.read_text(encoding="utf-8")))
    result = index(tmp_path, "-", "-o", "x.catalog", "--format", "jsonl", stdin=JSONL)
    (line,) = result.stdout.splitlines()
    assert json.loads(line) == summary


def test_strict_makes_nothing(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n0 0 ship\n")
    result = index(tmp_path, "P1.txt", "-o", "x.catalog", "--from", "dota", "--strict")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("rune-lp: P1.txt:2: label must be")
    assert [path.name for path in tmp_path.iterdir()] == ["P1.txt"]


def test_many_faults_alike_are_counted_unless_all_are_asked_for(tmp_path):
    write(tmp_path / "Task1_ship.txt", f"P1 0.9 {BOX}\n" + f"P1 1.5 {BOX}\n" * 332 + "P1 0.9\n")
    few = index(tmp_path, "Task1_ship.txt", "-o", "x.catalog")
    lines = few.stderr.splitlines()
    assert len(lines) == 22
    assert lines[-1] == (
        "Task1_ship.txt: … and 312 more like it: score must be in 0..1 (--all-faults prints them)"
    )
    assert "faults: 333" in few.stdout
    every = index(tmp_path, "Task1_ship.txt", "-o", "x.catalog", "--all-faults")
    assert len(every.stderr.splitlines()) == 333


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "-o", "x"], "rune-lp: nowhere: no such file or folder"),
        (["empty", "-o", "x"], "rune-lp: empty: nothing to index (see the faults above)"),
        (["bad.txt", "-o", "x"], "rune-lp: bad.txt: nothing to index (see the faults above)"),
        (["P1.txt", "-o", "empty.txt"], "rune-lp: empty.txt: is not a catalogue, so it is not rep"),
        (["P1.txt", "-o", "P1.txt/x"], "rune-lp: P1.txt/x: cannot be written: "),
        (["P1.txt", "-o", "x", "--images", "no"], "rune-lp: no: no such folder of pictures"),
        (["P1.txt", "-o", "x", "--image-size", "3"], "must be WIDTHxHEIGHT in pixels, but got '3'"),
        (["P1.txt", "-o", "x", "--image-size", "0x5"], "must be WIDTHxHEIGHT in pixels"),
        (["P1.txt", "-o", "x", "--gsd", "1e-9"], "gsd must be in 0.01..100 m/px, but got '1e-9'"),
        (["P1.txt", "-o", "x", "--from", "voc"], "'voc' is not one of 'dota'"),
        (["P1.txt", "-o", "x", "--all-images"], "--all-images needs --images DIR"),
        (["P1.txt"], "Missing option '-o'"),
        (["-o", "x"], "Missing argument 'SOURCE...'"),
        (["-", "--from", "coco", "-o", "x"], "standard input must be jsonl, but got coco"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_2(tmp_path, arguments, message):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "bad.txt", "Read me\n")
    write(tmp_path / "empty.txt", "")
    (tmp_path / "empty").mkdir()
    result = index(tmp_path, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "x").exists()


def test_standard_input_is_indexed(tmp_path):
    result = index(tmp_path, "-", "-o", "x.catalog", stdin=JSONL)
    assert result.returncode == 0
    assert Catalog.open(tmp_path / "x.catalog").scene("P1").gsd == 0.3


def test_options_give_what_the_source_does_not(tmp_path):
    write(tmp_path / "Task1_ship.txt", f"P1 0.9 {BOX}\n")
    write(tmp_path / "pictures/P1.png", png(40, 30))
    write(tmp_path / "pictures/P2.png", png(50, 20))
    arguments = ["--images", "pictures", "--all-images", "--gsd", "0.5"]
    result = index(tmp_path, "Task1_ship.txt", "-o", "x.catalog", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    catalog = Catalog.open(tmp_path / "x.catalog")
    one, two = catalog.scene("P1"), catalog.scene("P2")
    assert (one.width, one.height, one.size_known, one.gsd) == (40, 30, True, 0.5)
    assert (one.path, len(two), two.width) == ("pictures/P1.png", 0, 50)


def test_yolo_labels_take_their_size_and_names_from_options(tmp_path):
    write(tmp_path / "P1.txt", "1 0.5 0.5 0.2 0.4 0.9\n")
    write(tmp_path / "n.txt", "plane\nship\n")
    arguments = ["--names", "n.txt", "--image-size", "200x100"]
    result = index(tmp_path, "P1.txt", "-o", "x.catalog", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    scene = Catalog.open(tmp_path / "x.catalog").scene("P1")
    assert (scene.labels, scene.width) == (("ship",), 200)


def test_a_catalogue_is_replaced(tmp_path):
    for image in ("P1", "P2"):
        text = JSONL.replace("P1", image)
        assert index(tmp_path, "-", "-o", "x.catalog", stdin=text).returncode == 0
    assert Catalog.open(tmp_path / "x.catalog").images == ("P2",)


def test_what_changed_is_appended(tmp_path):
    for image in ("P1", "P2", "P3"):
        write(tmp_path / f"labels/{image}.txt", f"{BOX} ship 0\n")
    index(tmp_path, "labels", "-o", "x.catalog")
    write(tmp_path / "labels/P1.txt", "")
    write(tmp_path / "labels/P4.txt", f"{BOX} plane 0\n")
    result = index(tmp_path, "labels", "-o", "x.catalog", "--append")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "x.catalog: 4 images, 3 objects, 2 classes"
    assert result.stdout.splitlines()[-2] == (
        "images added: 1, replaced: 1, removed: 0; sources unchanged: 2"
    )


def test_standard_input_is_appended_however_often(tmp_path):
    for image in ("P1", "P2", "P1"):
        result = index(tmp_path, "-", "-o", "x", "--append", stdin=JSONL.replace("P1", image))
        assert result.returncode == 0
    assert Catalog.open(tmp_path / "x").images == ("P1", "P2")


def test_a_file_whose_name_is_no_utf_8_is_indexed(tmp_path):
    odd = os.fsdecode(b"caf\xe9")
    write(tmp_path / f"{odd}.txt", f"{BOX} ship 0\n")
    for _ in range(2):
        result = index(tmp_path, f"{odd}.txt", "-o", "x", "--from", "dota", "--append")
        assert (result.returncode, result.stderr) == (0, "")
    assert Catalog.open(tmp_path / "x").images == (odd,)


def test_an_interruption_keeps_what_was_read_and_says_how_to_go_on(tmp_path):
    process = subprocess.Popen(
        [*PROGRAM, "-", "-o", "x", "--append"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = "".join(JSONL.replace("P1", f"P{number}") for number in range(1000))
    process.stdin.write(lines)
    process.stdin.flush()
    wait_for(tmp_path / "x")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    count = len(Catalog.open(tmp_path / "x"))
    assert count > 500
    assert (process.returncode, out) == (130, "")
    told = [f"rune-lp: {count:,} images in x; --append goes on", "rune-lp: interrupted"]
    assert [line for line in err.splitlines() if line] == told


def wait_for(path):
    for _ in range(1000):
        if path.exists():
            return
        time.sleep(0.01)
    raise TimeoutError(path)


def test_help_has_an_example(tmp_path):
    result = index(tmp_path, "--help")
    assert result.returncode == 0
    assert "Example: rune-lp index " in result.stdout


@pytest.fixture
def indexed(tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    assert index(tmp_path, "P1.txt", "-o", "x.catalog").returncode == 0
    return tmp_path


def test_a_catalogue_that_is_whole_is_said_to_be(indexed):
    before = {file: file.stat().st_mtime_ns for file in (indexed / "x.catalog").iterdir()}
    result = index(indexed, "--verify", "x.catalog")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "x.catalog: 1 image, 1 object, as they were written\n"
    result = index(indexed, "--verify", "x.catalog", "--format", "jsonl")
    assert json.loads(result.stdout) == {"catalog": "x.catalog", "images": 1, "objects": 1}
    assert {file: file.stat().st_mtime_ns for file in (indexed / "x.catalog").iterdir()} == before


def test_a_catalogue_that_changed_on_the_disk_is_named(indexed):
    (segment,) = (indexed / "x.catalog").glob("segment-*")
    written = bytearray(segment.read_bytes())
    written[-1] ^= 1
    segment.write_bytes(written)
    result = index(indexed, "--verify", "x.catalog")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"rune-lp: x.catalog/{segment.name}: is damaged: ")


@pytest.mark.parametrize(
    "arguments",
    [["x.catalog", "y.catalog"], ["x.catalog", "-o", "y.catalog"], ["x.catalog", "--append"]],
    ids=" ".join,
)
def test_verifying_is_for_one_catalogue_alone(indexed, arguments):
    result = index(indexed, "--verify", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("rune-lp: --verify is for one catalogue, and makes none")
