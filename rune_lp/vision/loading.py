"""Which detector a file of weights is for, and what is to be said before it is loaded."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.vision.detector import Detector
    from rune_lp.vision.masking import Masking

__all__ = ["DEMO", "Weights", "digest_of", "find_weights", "load_detector", "load_masking"]

DEMO = "demo"
"""What the detector that ships is called."""

SHIPPED = "detector.onnx"

PICKLED = "is a pickle, and loading one runs what it says: only load files of people you trust"


@dataclass(frozen=True, slots=True)
class Weights:
    """A file or folder of weights, looked at and not loaded.

    Attributes:
        path: The file, or the folder.
        kind: `onnx`, `torchscript`, `ultralytics` or `owl`.
        warning: What is to be said before it is loaded, or None.
    """

    path: Path
    kind: str
    warning: Fault | None = None


def find_weights(name: str) -> Weights:
    """Return what file of weights is meant, and of which kind it is by its content.

    Args:
        name: A path, or `demo` for the detector that ships.

    Raises:
        InputError: There is no such file, or it is of no known kind.

    >>> find_weights("demo").kind
    'onnx'
    """
    path = Path(name)
    if name == DEMO and not path.exists():
        return Weights(Path(str(files("rune_lp.vision") / SHIPPED)), "onnx")
    place = Place(name)
    if path.is_dir():
        return _in_folder(path)
    if not path.is_file():
        raise InputError.of("no such file of weights", place, hint=f"or {DEMO}, which ships")
    suffix = path.suffix.lower()
    if suffix == ".onnx":
        return Weights(path, "onnx")
    members = _members(path)
    if any(member.endswith("/constants.pkl") or "/code/" in member for member in members):
        return Weights(path, "torchscript")
    if any(member.endswith("/data.pkl") for member in members):
        return Weights(path, "ultralytics", Fault(PICKLED, place, "or use its ONNX export"))
    if suffix in (".json", ".jsonl", ".txt", ".geojson"):
        hint = "detections that are there already are for rune-lp index"
        raise InputError.of("is no file of weights", place, hint=hint)
    hint = "an .onnx file, a TorchScript file, or an Ultralytics .pt file"
    raise InputError.of("is not a known kind of weights", place, hint=hint)


def load_masking(name: str, *, device: str = "cpu", threads: int = 0) -> Masking:
    """Return what masks are made with: the Segment Anything model in a file.

    Args:
        name: The file's path.
        device: `cpu`, or what the library calls another.
        threads: How many of the processor's threads it may use; 0 for the library's own choice.

    Raises:
        InputError: What runs it is not installed, or it cannot be loaded.
    """
    from rune_lp.vision.masking import Masking
    from rune_lp.vision.sam_segmenter import SamSegmenter

    path = Path(name)
    return Masking(path, SamSegmenter(path, device=device, threads=threads))


def digest_of(weights: Path) -> str:
    """Return a digest of a file of weights, or of the files of a folder."""
    if weights.is_dir():
        files = sorted(path for path in weights.iterdir() if path.is_file())
        return ",".join(f"{path.name}={digest_of(path)}" for path in files)
    with weights.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _in_folder(path: Path) -> Weights:
    try:
        kind = json.loads((path / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError):
        kind = None
    if kind != "owlv2":
        message = f"must be a folder with OWLv2, but its config.json says {kind}"
        raise InputError.of(message, Place(str(path)), hint="other weights are files")
    return Weights(path, "owl")


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return []


def load_detector(
    weights: Weights, names: Sequence[str] = (), *, device: str = "cpu", threads: int = 0
) -> Detector:
    """Return the detector that a file holds.

    Args:
        weights: The file.
        names: The classes, which go before the file's own; or what to look for, where the weights
            take words.
        device: `cpu`, or what the library calls another.
        threads: How many of the processor's threads it may use; 0 for the library's own choice.

    Raises:
        InputError: What runs it is not installed, or it cannot be loaded.
    """
    if weights.kind == "onnx":
        from rune_lp.vision.onnx_detector import OnnxDetector

        return OnnxDetector(weights.path, names, device=device, threads=threads)
    if weights.kind == "torchscript":
        from rune_lp.vision.torchscript_detector import TorchScriptDetector

        return TorchScriptDetector(weights.path, names, device=device, threads=threads)
    if weights.kind == "owl":
        from rune_lp.vision.owl_detector import OwlDetector

        return OwlDetector(weights.path, names, device=device, threads=threads)
    from rune_lp.vision.ultralytics_detector import UltralyticsDetector

    return UltralyticsDetector(weights.path, names, device=device, threads=threads)
