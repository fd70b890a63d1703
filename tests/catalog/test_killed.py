"""A catalogue whose writer is killed at any moment opens with every finished image."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from rune_lp.catalog import Catalog
from rune_lp.scenes.formats import read_scenes
from tests.scenes.formats.source_files import write

IMAGES = 400

INDEX = """
import rune_lp.catalog.store, rune_lp.catalog.writer
rune_lp.catalog.writer.COMMITTED = 0.01
rune_lp.catalog.writer.SHARE = 0.0
rune_lp.catalog.store.SEALED = 200
from rune_lp.cli import main
main()
"""


def indexing(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", INDEX, "index", "labels", "many.jsonl", "-o", "x", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def found(folder):
    if not (folder / "x/catalog.json").exists():
        return {}
    return {scene.image: scene for scene in Catalog.open(folder / "x").scenes()}


def wait_for_commits(process, manifest, count):
    """Wait until a manifest has been replaced so many times, or the process has ended."""
    seen = state = manifest.stat().st_ino if manifest.exists() else None
    while count and process.poll() is None:
        time.sleep(0.001)
        state = manifest.stat().st_ino if manifest.exists() else None
        count -= state != seen
        seen = state


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_no_finished_image_is_lost_however_often_the_writer_is_killed(tmp_path):
    for number in range(IMAGES):
        line = f"{number} 0 {number + 4} 0 {number + 4} 2 {number} 2 ship 0\n"
        write(tmp_path / f"labels/P{number * 37 % IMAGES:03d}.txt", line * (number % 5))
    many = [f'{{"image": "Q{number:03d}", "objects": []}}' for number in range(IMAGES)]
    write(tmp_path / "many.jsonl", "\n".join(many))
    expected = {
        scene.image: scene for scene in read_scenes([tmp_path / "labels", tmp_path / "many.jsonl"])
    }
    chance = random.Random(7)
    before, partly = {}, 0
    for _ in range(12):
        process = indexing(tmp_path, "--append")
        wait_for_commits(process, tmp_path / "x/catalog.json", chance.randrange(6))
        time.sleep(chance.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        after = found(tmp_path)
        assert after.keys() >= before.keys()
        assert all(after[image] == expected[image] for image in after)
        partly += 0 < len(after) < len(expected)
        before = after
    process = indexing(tmp_path, "--append")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert f"x: {2 * IMAGES} images" in out
    assert found(tmp_path) == expected
    assert partly, "no kill came in the middle"
