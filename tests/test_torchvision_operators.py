"""A torchvision that is linked against CUDA can be imported beside a torch without it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("torch")

SCRIPT = """
from rune_lp.torchvision_operators import declare_operators
print(declare_operators() is not None)
import torchvision
"""

TORCHVISION = """
import torch
@torch.library.register_fake("torchvision::nms")
def nms(dets, scores, iou_threshold):
    return dets
"""
"""What the import of torchvision does that fails where its library does not load."""


def run(folder, script):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def broken(tmp_path):
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text(TORCHVISION)
    (package / "_C.so").write_bytes(b"linked against something else")
    return tmp_path


def test_a_library_that_does_not_load_has_its_operators_declared(broken):
    assert "operator torchvision::nms does not exist" in run(broken, "import torchvision").stderr
    done = run(broken, SCRIPT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_without_a_library_nothing_is_declared(broken):
    (broken / "torchvision" / "_C.so").unlink()
    (broken / "torchvision" / "__init__.py").write_text("")
    done = run(broken, SCRIPT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")
