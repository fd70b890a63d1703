"""Training the network on rendered scenes, from nothing, on one thread; and its export."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from rune_lp.vision.learning.examples import CLASSES, rendered
from rune_lp.vision.learning.network import COARSEST, Network, Readable
from rune_lp.vision.learning.sampling import Sampler
from rune_lp.vision.learning.targets import loss

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


__all__ = ["Settings", "export", "train"]

RATE = 2e-3
"""The learning rate between its rise and its fall."""

RISE = 100
"""Steps in which the learning rate rises to it."""

FALL = 0.4
"""The share of the steps in which it falls to nothing; a longer run begins with the same steps."""

MEMORY = 0.99
"""What a step leaves of the running mean of the weights, which is what is exported."""

SAVED = 100
"""Steps after which the state is saved, to go on from."""

TOLD = 25
"""Steps between two lines about the progress."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training is determined by.

    Attributes:
        scenes: How many scenes are rendered to learn from.
        steps: How many batches are taken of them.
        seed: The seed of the scenes and of all chance.
        threads: Of the processor; with another number the weights may differ in the last digits.
    """

    scenes: int = 660
    steps: int = 6000
    seed: int = 101
    threads: int = 1


def train(
    folder: Path,
    settings: Settings,
    told: Callable[[str], None],
    start: Path | None = None,
) -> Path:
    """Train a detector and return its ONNX file, `folder/detector.onnx`.

    A run that was interrupted goes on from its last saved state, and one that was finished is
    only exported again.

    Args:
        folder: Where the scenes, the state and the model are written.
        settings: How it is trained.
        told: Is told how far it is.
        start: The `state.pt` of a finished run whose network this one begins with.

    Raises:
        InputError: Pillow is not installed.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    scenes = folder / "scenes"
    scenes.mkdir(parents=True, exist_ok=True)
    for index in range(settings.scenes):
        rendered(settings.seed, index, scenes)
        if (index + 1) % 100 == 0:
            told(f"rendered {index + 1} of {settings.scenes} scenes")
    sampler = Sampler(
        lambda index: rendered(settings.seed, index, scenes), settings.scenes, settings.seed
    )
    network = Network(len(CLASSES))
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if start is not None:
        network.load_state_dict(torch.load(start, weights_only=True)["parts"][0])
    mean = copy.deepcopy(network).requires_grad_(False)
    importance = torch.from_numpy(sampler.importance).float()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / RISE, (settings.steps - step) / (FALL * settings.steps), 1.0),
    )
    state = folder / "state.pt"
    key = json.dumps(asdict(settings) | {"threads": None})
    first = _restored(state, key, network, mean, optimizer, schedule)
    began, recent = time.monotonic(), []
    network.train()
    for step in range(first, settings.steps):
        pixels, target = sampler.batch(step)
        apart = loss(network(pixels), target, importance)
        optimizer.zero_grad()
        apart.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimizer.step()
        schedule.step()
        _remember(mean, network, step)
        recent.append(apart.item())
        done = step + 1
        if done % TOLD == 0 or done == settings.steps:
            left = (time.monotonic() - began) / (done - first) * (settings.steps - done)
            told(f"step {done} of {settings.steps}: loss {np.mean(recent):.3f}, {left:.0f} s left")
            recent.clear()
        if done % SAVED == 0 or done == settings.steps:
            _save(state, key, done, network, mean, optimizer, schedule)
    path = folder / "detector.onnx"
    export(mean, path)
    return path


@torch.no_grad()
def _remember(mean: Network, network: Network, step: int) -> None:
    """Let a running mean of a network follow it, at once at first."""
    new = max(1 - MEMORY, 9 / (10 + step))
    for held, value in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
        if held.is_floating_point():
            held.lerp_(value, new)
        else:
            held.copy_(value)


def _save(path: Path, key: str, step: int, *parts: Any) -> None:
    part = path.with_suffix(".part")
    torch.save({"key": key, "step": step, "parts": [one.state_dict() for one in parts]}, part)
    part.replace(path)


def _restored(path: Path, key: str, *parts: Any) -> int:
    """Load the state of a run with the same settings, and return its next step."""
    if not path.is_file():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved["key"] != key:
        return 0
    for part, values in zip(parts, saved["parts"], strict=True):
        part.load_state_dict(values)
    return int(saved["step"])


def export(network: Network, path: Path) -> None:
    """Write a network as ONNX in the documented format of detectors, its classes with it."""
    import onnx

    side = 4 * COARSEST
    torch.onnx.export(
        Readable(network).eval(),
        (torch.zeros(1, 3, side, side),),
        str(path),
        dynamo=False,
        input_names=["images"],
        output_names=["boxes"],
        dynamic_axes={"images": {0: "n", 2: "height", 3: "width"}, "boxes": {0: "n", 2: "cells"}},
        opset_version=17,
    )
    model = onnx.load(str(path))
    known = {"names": dict(enumerate(CLASSES)), "stride": COARSEST, "license": "MIT"}
    for name, value in known.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = name, str(value)
    onnx.save(model, str(path))
