# mypy: disallow-subclassing-any=False
"""The network: plain 3×3 residual blocks, a PAN at strides 8/16/32, one shared head. Needs torch.

Plain convolutions train several times faster on a CPU than depthwise ones. (torch is not
installed where types are checked, hence the mypy line above.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

STRIDES = (8, 16, 32)


class Prediction(NamedTuple):
    """For B pictures and A grid points: `logits` (B,A,C), `boxes` (B,A,4) x1 y1 x2 y2 in input px,
    `points` (A,2) grid points in px and `strides` (A,)."""

    logits: Any
    boxes: Any
    points: Any
    strides: Any


class ConvBlock(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, inside: int, outside: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outside)

    def forward(self, x: Any) -> Any:
        """Return the activated features."""
        return functional.relu(self.norm(self.conv(x)), inplace=True)


class Residual(nn.Module):
    """Two 3×3 convolutions and a short cut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = ConvBlock(width, width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Any) -> Any:
        """Return features of the same shape."""
        return functional.relu(x + self.norm(self.second(self.first(x))), inplace=True)


class Neck(nn.Module):
    """Path aggregation: coarse features go down to fine ones and back up again, by addition."""

    def __init__(self, widths: tuple[int, int, int], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(ConvBlock(w, width, 1) for w in widths)
        self.down = nn.ModuleList(ConvBlock(width, width) for _ in range(2))
        self.shrink = nn.ModuleList(ConvBlock(width, width, 3, 2) for _ in range(2))
        self.up = nn.ModuleList(ConvBlock(width, width) for _ in range(2))

    def forward(self, features: list[Any]) -> list[Any]:
        """Return three feature maps of one width, fine to coarse."""
        fine, middle, coarse = (conv(x) for conv, x in zip(self.lateral, features, strict=True))
        middle = self.down[0](middle + functional.interpolate(coarse, scale_factor=2.0))
        fine = self.down[1](fine + functional.interpolate(middle, scale_factor=2.0))
        middle = self.up[0](middle + self.shrink[0](fine))
        coarse = self.up[1](coarse + self.shrink[1](middle))
        return [fine, middle, coarse]


class PpeNetwork(nn.Module):
    """1.4 M parameters; input (B,3,H,W) in 0–1 RGB, H and W multiples of 32."""

    def __init__(self, class_count: int = 4, width: int = 64) -> None:
        super().__init__()
        self.stem = nn.Sequential(ConvBlock(3, 24, 3, 2), ConvBlock(24, 32, 3, 2), Residual(32))
        self.fine = nn.Sequential(ConvBlock(32, 64, 3, 2), Residual(64), Residual(64))
        self.middle = nn.Sequential(ConvBlock(64, 96, 3, 2), Residual(96), Residual(96))
        self.coarse = nn.Sequential(ConvBlock(96, 128, 3, 2), Residual(128))
        self.neck = Neck((64, 96, 128), width)
        self.class_branch = nn.Sequential(ConvBlock(width, width), ConvBlock(width, width))
        self.box_branch = nn.Sequential(ConvBlock(width, width), ConvBlock(width, width))
        self.class_out = nn.Conv2d(width, class_count, 1)
        self.box_out = nn.Conv2d(width, 4, 1)
        self.level_scale = nn.Parameter(torch.ones(len(STRIDES)))
        nn.init.constant_(self.class_out.bias, -4.6)  # 1 % of the grid points hold something
        nn.init.constant_(self.box_out.bias, 0.7)

    def forward(self, x: Any) -> Prediction:
        """Return logits and boxes for every grid point of the three levels."""
        fine = self.fine(self.stem(x))
        middle = self.middle(fine)
        levels = self.neck([fine, middle, self.coarse(middle)])
        logits, boxes, points, strides = [], [], [], []
        for index, (stride, level) in enumerate(zip(STRIDES, levels, strict=True)):
            grid = grid_points(level.shape[2], level.shape[3], stride, x.device)
            reach = self.box_out(self.box_branch(level)).float() * self.level_scale[index]
            reach = flatten(functional.softplus(reach)) * (2.0 * stride)
            logits.append(flatten(self.class_out(self.class_branch(level)).float()))
            boxes.append(torch.cat([grid - reach[..., :2], grid + reach[..., 2:]], dim=-1))
            points.append(grid)
            strides.append(torch.full((grid.shape[0],), float(stride), device=x.device))
        return Prediction(
            torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(points), torch.cat(strides)
        )


def flatten(level: Any) -> Any:
    """Turn (B,K,H,W) into (B,H·W,K)."""
    return level.flatten(2).transpose(1, 2)


def grid_points(height: int, width: int, stride: int, device: Any) -> Any:
    """Return the centres (H·W, 2) of a level's cells in input pixels."""
    y, x = torch.meshgrid(
        torch.arange(height, device=device), torch.arange(width, device=device), indexing="ij"
    )
    return (torch.stack([x, y], dim=-1).reshape(-1, 2).float() + 0.5) * stride
