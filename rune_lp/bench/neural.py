"""What the neural way costs: a CLIP ViT-B/32 of random weights, each image once, each query once.

The weights do not matter to the time. Nothing is downloaded.
"""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rune_lp.bench.worker import alone, peak_memory

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NEEDED", "NeuralCost", "neural_cost"]

NEEDED = ("torch", "transformers")
"""The libraries that it takes."""

_BATCH = 8
"""Images in a forward pass."""


@dataclass(frozen=True, slots=True)
class NeuralCost:
    """Seconds on one core.

    Attributes:
        parameters: Of the model.
        image: For one image's embedding, once, cropped and scaled already.
        query: For one query's embedding.
        ranking: For the scores of `ranked` images, and their order.
        ranked: How many images were ranked.
        peak: The most memory held, in bytes.
    """

    parameters: int
    image: float
    query: float
    ranking: float
    ranked: int
    peak: int


def neural_cost(ranked: int, repeats: int = 3) -> NeuralCost | None:
    """Return what it costs, measured in a process of its own; None if `NEEDED` is not there.

    Args:
        ranked: How many images a query is compared with.
        repeats: How often each step is timed; the median counts.
    """
    if any(find_spec(module) is None for module in NEEDED):
        return None
    return alone(_cost, ranked, repeats)


def _cost(ranked: int, repeats: int) -> NeuralCost:
    import torch
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(0)
    torch.set_num_threads(1)
    # The configuration's defaults are those of ViT-B/32.
    model: Any = CLIPModel(CLIPConfig())
    model.eval()
    pixels = torch.rand(_BATCH, 3, 224, 224)
    # 77 tokens, the last of which ends the text, as the published tokenizer pads them.
    tokens = torch.randint(0, 49_000, (1, 77))
    tokens[0, -1] = 49_407
    images = torch.nn.functional.normalize(torch.randn(ranked, 512), dim=1)
    query = torch.nn.functional.normalize(torch.randn(512), dim=0)
    with torch.inference_mode():
        return NeuralCost(
            parameters=sum(parameter.numel() for parameter in model.parameters()),
            image=_median(lambda: model.get_image_features(pixel_values=pixels), repeats) / _BATCH,
            query=_median(lambda: model.get_text_features(input_ids=tokens), repeats),
            ranking=_median(lambda: torch.argsort(images @ query, descending=True), repeats),
            ranked=ranked,
            peak=peak_memory(os.getpid()),
        )


def _median(work: Callable[[], Any], repeats: int) -> float:
    work()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
