# mypy: disallow-subclassing-any=False
"""The network: the plan of YOLOX-Nano, with four classes and no separate objectness. Needs torch.

Depthwise 3×3 and pointwise convolutions in cross-stage-partial blocks, a path aggregation over
strides 8/16/32 and a decoupled head a level (Ge et al., YOLOX, 2021). It is that plan so that
weights trained on COCO can be taken over (start.py): a few hundred photographs are too few to
learn from nothing what people look like. (torch is not installed where types are checked, hence
the mypy line above.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

STRIDES = (8, 16, 32)
WIDTHS = (64, 128, 256)
HEAD_WIDTH = 64
LARGEST_LOG_SIDE = 6.0
"""Sides are predicted as logarithms, in strides; what is beyond this is no box."""


class Prediction(NamedTuple):
    """For B pictures and A grid points: `logits` (B,A,C), `boxes` (B,A,4) x1 y1 x2 y2 in input px,
    `points` (A,2) grid points in px and `strides` (A,)."""

    logits: Any
    boxes: Any
    points: Any
    strides: Any


class ConvBlock(nn.Module):
    """Convolution, batch norm, SiLU."""

    def __init__(
        self, inside: int, outside: int, kernel: int = 1, stride: int = 1, groups: int = 1
    ) -> None:
        super().__init__()
        padding = kernel // 2
        self.conv = nn.Conv2d(inside, outside, kernel, stride, padding, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outside, eps=1e-3, momentum=0.03)

    def forward(self, x: Any) -> Any:
        """Return the activated features."""
        return functional.silu(self.norm(self.conv(x)), inplace=True)


def separable(inside: int, outside: int, stride: int = 1) -> nn.Sequential:
    """Return a depthwise 3×3 convolution followed by a pointwise one."""
    return nn.Sequential(
        ConvBlock(inside, inside, 3, stride, groups=inside), ConvBlock(inside, outside)
    )


class Bottleneck(nn.Module):
    """A pointwise and a separable convolution, with a short cut in the backbone."""

    def __init__(self, width: int, shortcut: bool) -> None:
        super().__init__()
        self.first, self.second = ConvBlock(width, width), separable(width, width)
        self.shortcut = shortcut

    def forward(self, x: Any) -> Any:
        """Return features of the same shape."""
        changed = self.second(self.first(x))
        return x + changed if self.shortcut else changed


class PartialBlock(nn.Module):
    """Cross-stage partial: half of the features pass the bottlenecks, half go round them."""

    def __init__(self, inside: int, outside: int, count: int, shortcut: bool) -> None:
        super().__init__()
        half = outside // 2
        self.through, self.around = ConvBlock(inside, half), ConvBlock(inside, half)
        self.steps = nn.Sequential(*(Bottleneck(half, shortcut) for _ in range(count)))
        self.join = ConvBlock(2 * half, outside)

    def forward(self, x: Any) -> Any:
        """Return (B,outside,H,W)."""
        # In the order in which the public file lists its convolutions: start.py relies on it.
        through, around = self.through(x), self.around(x)
        return self.join(torch.cat([self.steps(through), around], dim=1))


class Pyramid(nn.Module):
    """Spatial pyramid pooling: the same features seen through windows of four sizes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.shrink = ConvBlock(width, width // 2)
        self.join = ConvBlock(width * 2, width)

    def forward(self, x: Any) -> Any:
        """Return features of the same shape."""
        x = self.shrink(x)
        pooled = [functional.max_pool2d(x, side, 1, side // 2) for side in (5, 9, 13)]
        return self.join(torch.cat([x, *pooled], dim=1))


class Head(nn.Module):
    """What is there and where, of one level."""

    def __init__(self, inside: int, class_count: int) -> None:
        super().__init__()
        width = HEAD_WIDTH
        self.stem = ConvBlock(inside, width)
        self.class_branch = nn.Sequential(separable(width, width), separable(width, width))
        self.class_out = nn.Conv2d(width, class_count, 1)
        self.box_branch = nn.Sequential(separable(width, width), separable(width, width))
        self.box_out = nn.Conv2d(width, 4, 1)
        nn.init.constant_(self.class_out.bias, -4.6)  # 1 % of the grid points hold something

    def forward(self, x: Any) -> tuple[Any, Any]:
        """Return logits (B,C,H,W) and raw boxes (B,4,H,W)."""
        x = self.stem(x)
        logits = self.class_out(self.class_branch(x))
        return logits, self.box_out(self.box_branch(x))


class PpeNetwork(nn.Module):
    """0.9 M parameters; input (B,3,H,W) BGR in 0–255, H and W multiples of 32."""

    def __init__(self, class_count: int = 4) -> None:
        super().__init__()
        fine, middle, coarse = WIDTHS
        self.stem = nn.Sequential(
            ConvBlock(12, 16, 3), separable(16, 32, 2), PartialBlock(32, 32, 1, True)
        )
        self.fine = nn.Sequential(separable(32, fine, 2), PartialBlock(fine, fine, 3, True))
        self.middle = nn.Sequential(
            separable(fine, middle, 2), PartialBlock(middle, middle, 3, True)
        )
        self.coarse = nn.Sequential(
            separable(middle, coarse, 2), Pyramid(coarse), PartialBlock(coarse, coarse, 1, False)
        )
        self.narrow = ConvBlock(coarse, middle)
        self.down_middle = PartialBlock(coarse, middle, 1, False)
        self.narrower = ConvBlock(middle, fine)
        self.down_fine = PartialBlock(middle, fine, 1, False)
        self.shrink_fine = separable(fine, fine, 2)
        self.up_middle = PartialBlock(middle, middle, 1, False)
        self.shrink_middle = separable(middle, middle, 2)
        self.up_coarse = PartialBlock(coarse, coarse, 1, False)
        self.heads = nn.ModuleList(Head(width, class_count) for width in WIDTHS)

    def features(self, x: Any) -> list[Any]:
        """Return the feature maps of the three levels, fine to coarse."""
        with torch.no_grad():  # the first layers stay as they are: edges and colours
            early = self.stem.eval()(fold(x))
        fine = self.fine(early)
        middle = self.middle(fine)
        top = self.narrow(self.coarse(middle))
        middle = self.narrower(self.down_middle(torch.cat([enlarge(top), middle], 1)))
        fine = self.down_fine(torch.cat([enlarge(middle), fine], 1))
        middle = self.up_middle(torch.cat([self.shrink_fine(fine), middle], 1))
        coarse = self.up_coarse(torch.cat([self.shrink_middle(middle), top], 1))
        return [fine, middle, coarse]

    def forward(self, x: Any) -> Prediction:
        """Return logits and boxes for every grid point of the three levels."""
        logits, boxes, points, strides = [], [], [], []
        for stride, head, level in zip(STRIDES, self.heads, self.features(x), strict=True):
            corner = grid_corners(level.shape[2], level.shape[3], x.device)
            class_map, raw_map = head(level)
            raw = flatten(raw_map).float()
            middle = (raw[..., :2] + corner) * stride
            half = raw[..., 2:].clamp(max=LARGEST_LOG_SIDE).exp() * (stride / 2)
            logits.append(flatten(class_map).float())
            boxes.append(torch.cat([middle - half, middle + half], dim=-1))
            points.append((corner + 0.5) * stride)
            strides.append(torch.full((corner.shape[0],), float(stride), device=x.device))
        return Prediction(
            torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(points), torch.cat(strides)
        )


def fold(x: Any) -> Any:
    """Turn (B,3,H,W) into (B,12,H/2,W/2): each 2×2 px become channels, columns first."""
    rows = (x[..., ::2, :], x[..., 1::2, :])
    return torch.cat([row[..., column::2] for column in (0, 1) for row in rows], dim=1)


def enlarge(x: Any) -> Any:
    """Double a feature map's sides."""
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def flatten(level: Any) -> Any:
    """Turn (B,K,H,W) into (B,H·W,K)."""
    return level.flatten(2).transpose(1, 2)


def grid_corners(height: int, width: int, device: Any) -> Any:
    """Return the upper left corners (H·W, 2) of a level's cells, in cells."""
    y, x = torch.meshgrid(
        torch.arange(height, device=device), torch.arange(width, device=device), indexing="ij"
    )
    return torch.stack([x, y], dim=-1).reshape(-1, 2).float()
