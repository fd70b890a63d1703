"""A small network without anchors that gives oriented boxes, from pixels.

It says for each cell of 4 x 4 pixels how much it is the middle of an object of each class, and
what that object's box is: CenterNet (Zhou, Wang, Krähenbühl 2019, arXiv 1904.07850) with two
directions. A direction of period 180° is right where a box is long and undefined where it is
square; one of period 90° is the other way round, so both are given and the sides decide.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["STRIDE", "Network", "Readable"]

STRIDE = 4
"""Pixels: the side of a cell."""

COARSEST = 32
"""Pixels: the side of the coarsest cells; widths and heights are multiples of it."""

WIDTHS = (24, 48, 96, 128)
"""Channels at strides 4, 8, 16 and 32."""

NECK = 32
"""Channels of the way back up."""

RARE = -4.6
"""The bias of the class channels: a cell is a middle in one of a hundred cases, at first."""

SQUARE = 0.8
"""Above this ratio of its sides a box's direction is read as one of period 90°."""

GEOMETRY = 8
"""Channels about the box: offset (2), logarithms of the sides (2), two directions (4)."""


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_convolution(width, width), nn.ReLU(), _convolution(width, width))

    def forward(self, levels: Tensor) -> Tensor:
        return functional.relu(levels + self.body(levels))


def _convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after))


class Network(nn.Module):
    """Pixels to what each cell says, in raw numbers.

    Args:
        classes: How many classes it knows.

    The input is float32 (n, 3, height, width), RGB in 0..1; height and width are multiples of 32.
    The output is float32 (n, classes + 8, height / 4, width / 4): logits of the classes, the
    offset of the box's middle in cells, the logarithms of its long and short side in cells, the
    cosine and sine of twice and of four times its direction.

    >>> network = Network(2).eval()
    >>> with torch.no_grad():
    ...     tuple(network(torch.zeros(1, 3, 64, 32)).shape)
    (1, 10, 16, 8)
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.stem = nn.Sequential(
            _convolution(3, 12, 2), nn.ReLU(), _convolution(12, WIDTHS[0], 2), nn.ReLU()
        )
        self.stages = nn.ModuleList()
        before = WIDTHS[0]
        for level, width in enumerate(WIDTHS):
            entry = [_convolution(before, width, 2), nn.ReLU()] if level else []
            self.stages.append(nn.Sequential(*entry, _Residual(width)))
            before = width
        self.across = nn.ModuleList([nn.Conv2d(width, NECK, 1) for width in WIDTHS])
        self.smooth = nn.ModuleList(
            [nn.Sequential(_convolution(NECK, NECK), nn.ReLU()) for _ in WIDTHS]
        )
        last = nn.Conv2d(NECK, classes + GEOMETRY, 1)
        self.head = nn.Sequential(_convolution(NECK, NECK), nn.ReLU(), last)
        nn.init.normal_(last.weight, std=0.01)
        biases = torch.zeros(classes + GEOMETRY)
        biases[:classes] = RARE
        last.bias = nn.Parameter(biases)

    def forward(self, pixels: Tensor) -> Tensor:
        """Return what each cell says."""
        levels = self.stem((pixels - 0.45) * 4.0)
        seen = []
        for stage in self.stages:
            levels = stage(levels)
            seen.append(levels)
        merged = self.smooth[-1](self.across[-1](seen[-1]))
        for level in range(len(seen) - 2, -1, -1):
            above = functional.interpolate(merged, scale_factor=2.0, mode="nearest")
            merged = self.smooth[level](self.across[level](seen[level]) + above)
        said: Tensor = self.head(merged)
        return said


class Readable(nn.Module):
    """A network whose output is in the documented format of detectors: see `vision.output`.

    A cell that is not the middle of a class more than its neighbours are has score 0 for it.

    >>> network = Readable(Network(2)).eval()
    >>> with torch.no_grad():
    ...     tuple(network(torch.zeros(1, 3, 64, 32)).shape)
    (1, 7, 128)
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> Tensor:
        """Return boxes and scores, float32 (n, 4 + classes + 1, cells)."""
        said = self.network(pixels)
        classes = self.network.classes
        heat = torch.sigmoid(said[:, :classes])
        peak = functional.max_pool2d(heat, 3, 1, 1)
        scores = heat * (heat >= peak).to(heat.dtype)
        offset, sides, twice, four_times = said[:, classes:].split(2, dim=1)
        # Sums over ones give each cell its place without a shape that an export would freeze.
        ones = torch.ones_like(offset[:, :1])
        across = torch.cumsum(ones, dim=3) - 0.5 + offset[:, :1]
        down = torch.cumsum(ones, dim=2) - 0.5 + offset[:, 1:]
        long, short = (torch.exp(side) * STRIDE for side in sides.clamp(-3.0, 6.0).split(1, dim=1))
        lengthwise = torch.atan2(twice[:, 1:], twice[:, :1]) / 2
        square = torch.atan2(four_times[:, 1:], four_times[:, :1]) / 4
        angle = torch.where(short > SQUARE * long, square, lengthwise)
        rows = [across * STRIDE, down * STRIDE, long, short, scores, angle]
        return torch.cat(rows, dim=1).flatten(2)
