"""A small network without anchors that gives oriented boxes, from pixels.

It looks at a picture in cells of 4, 8, 16 and 32 pixels, and says for each cell how much it is the
middle of an object of each class, and what that object's box is. Small objects are asked of the
small cells and large ones of the large, as a pyramid of features has it (Lin et al. 2017, arXiv
1612.03144): so each is a few cells wide, wherever it is asked for.

A direction of period 180° is right where a box is long and undefined where it is square; one of
period 90° is the other way round, so both are given and the sides decide.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["COARSEST", "GEOMETRY", "SQUARE", "STRIDES", "Network", "Readable"]

STRIDES = (4, 8, 16, 32)
"""Pixels: the sides of cells, level by level."""

COARSEST = STRIDES[-1]
"""Pixels: widths and heights of pictures are multiples of it."""

STEM = 12
"""Channels at stride 2."""

WIDTHS = (24, 48, 96, 128)
"""Channels on the way down, for each level."""

BLOCKS = (1, 2, 2, 3)
"""Residual blocks on the way down, for each level."""

NECKS = (24, 48, 64, 96)
"""Channels on the way back up, for each level."""

RARE = -4.6
"""The bias of the class channels: a cell is a middle in one of a hundred cases, at first."""

SIDES = (1.6, 0.9)
"""The biases of the sides: 5 by 2.5 cells, which is what objects measure at their level."""

SQUARE = 0.8
"""Above this ratio of its sides a box's direction is read as one of period 90°."""

GEOMETRY = 8
"""Channels about the box: offset (2), logarithms of the sides (2), two directions (4)."""


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _convolution(width, width), nn.ReLU(inplace=True), _convolution(width, width)
        )

    def forward(self, levels: Tensor) -> Tensor:
        return functional.relu(levels + self.body(levels))


def _convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after))


def _head(width: int, classes: int) -> nn.Conv2d:
    head = nn.Conv2d(width, classes + GEOMETRY, 1)
    nn.init.normal_(head.weight, std=0.01)
    biases = torch.zeros(classes + GEOMETRY)
    biases[:classes] = RARE
    biases[classes + 2], biases[classes + 3] = SIDES
    head.bias = nn.Parameter(biases)
    return head


class Network(nn.Module):
    """Pixels to what each cell of each level says, in raw numbers.

    Args:
        classes: How many classes it knows.

    The input is float32 (n, 3, height, width), RGB in 0..1; height and width are multiples of 32.
    The output has for each stride float32 (n, classes + 8, height / stride, width / stride):
    logits of the classes, the offset of the box's middle in cells, the logarithms of its long and
    short side in cells, the cosine and sine of twice and of four times its direction.

    >>> network = Network(2).eval()
    >>> with torch.no_grad():
    ...     [tuple(level.shape) for level in network(torch.zeros(1, 3, 64, 32))]
    [(1, 10, 16, 8), (1, 10, 8, 4), (1, 10, 4, 2), (1, 10, 2, 1)]
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.stem = nn.Sequential(_convolution(3, STEM, 2), nn.ReLU(inplace=True))
        self.stages = nn.ModuleList()
        before = STEM
        for width, blocks in zip(WIDTHS, BLOCKS, strict=True):
            body = [_Residual(width) for _ in range(blocks)]
            self.stages.append(
                nn.Sequential(_convolution(before, width, 2), nn.ReLU(inplace=True), *body)
            )
            before = width
        self.across = nn.ModuleList(
            [nn.Conv2d(width, neck, 1) for width, neck in zip(WIDTHS, NECKS, strict=True)]
        )
        self.above = nn.ModuleList(
            [nn.Conv2d(NECKS[level + 1], NECKS[level], 1) for level in range(len(NECKS) - 1)]
        )
        self.smooth = nn.ModuleList(
            [nn.Sequential(_convolution(neck, neck), nn.ReLU(inplace=True)) for neck in NECKS]
        )
        self.heads = nn.ModuleList([_head(neck, classes) for neck in NECKS])

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Return what each cell says, level by level from the finest."""
        levels = self.stem((pixels - 0.45) * 4.0)
        seen = []
        for stage in self.stages:
            levels = stage(levels)
            seen.append(levels)
        merged = self.smooth[-1](self.across[-1](seen[-1]))
        said = [self.heads[-1](merged)]
        for level in range(len(seen) - 2, -1, -1):
            above = functional.interpolate(
                self.above[level](merged), scale_factor=2.0, mode="nearest"
            )
            merged = self.smooth[level](self.across[level](seen[level]) + above)
            said.append(self.heads[level](merged))
        return said[::-1]


class Readable(nn.Module):
    """A network whose output is in the documented format of detectors: see `vision.output`.

    A cell that is not the middle of a class more than its neighbours are has score 0 for it.

    >>> network = Readable(Network(2)).eval()
    >>> with torch.no_grad():
    ...     tuple(network(torch.zeros(1, 3, 64, 32)).shape)
    (1, 7, 170)
    """

    def __init__(self, network: nn.Module, classes: int | None = None) -> None:
        super().__init__()
        self.network = network
        self.classes = network.classes if classes is None else classes

    def forward(self, pixels: Tensor) -> Tensor:
        """Return boxes and scores, float32 (n, 4 + classes + 1, cells)."""
        levels = zip(self.network(pixels), STRIDES, strict=True)
        return torch.cat([self._read(said, stride) for said, stride in levels], dim=2)

    def _read(self, said: Tensor, stride: int) -> Tensor:
        heat = torch.sigmoid(said[:, : self.classes])
        peak = functional.max_pool2d(heat, 3, 1, 1)
        scores = heat * (heat >= peak).to(heat.dtype)
        offset, sides, twice, four_times = said[:, self.classes :].split(2, dim=1)
        # Sums over ones give each cell its place without a shape that an export would freeze.
        ones = torch.ones_like(offset[:, :1])
        across = torch.cumsum(ones, dim=3) - 0.5 + offset[:, :1]
        down = torch.cumsum(ones, dim=2) - 0.5 + offset[:, 1:]
        long, short = (torch.exp(side) * stride for side in sides.clamp(-3.0, 6.0).split(1, dim=1))
        lengthwise = torch.atan2(twice[:, 1:], twice[:, :1]) / 2
        square = torch.atan2(four_times[:, 1:], four_times[:, :1]) / 4
        angle = torch.where(short > SQUARE * long, square, lengthwise)
        rows = [across * stride, down * stride, long, short, scores, angle]
        return torch.cat(rows, dim=1).flatten(2)
