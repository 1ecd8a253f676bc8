# mypy: disallow-subclassing-any=False
"""The two networks: one finds pieces in the whole picture, one outlines a piece in a crop.

Plain 3×3 convolutions, which train fastest on a CPU. Needs torch, which is not installed where
types are checked (hence the mypy line above).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

HEAT, GEOMETRY, MASKS = 6, 12, 7
"""Output channels: centres per class; offset 2, log size 2, direction 2, axis 2, points 4 (tip
and end, or foot); whole silhouettes per class and the table top."""


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


def _widened(coarse: Any) -> Any:
    return functional.interpolate(coarse, scale_factor=2.0, mode="nearest")


class TableNetwork(nn.Module):
    """Finds pieces: (B,3,H,W) RGB in 0–1 → (B,25,H/4,W/4) raw outputs; sides multiples of 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(ConvBlock(3, 16, 3, 2), ConvBlock(16, 32, 3, 2), Residual(32))
        self.eighth = nn.Sequential(ConvBlock(32, 64, 3, 2), Residual(64), Residual(64))
        self.sixteenth = nn.Sequential(ConvBlock(64, 96, 3, 2), Residual(96), Residual(96))
        self.last = nn.Sequential(ConvBlock(96, 112, 3, 2), Residual(112))
        self.from_last = ConvBlock(112, 96, 1)
        self.from_sixteenth = nn.Sequential(ConvBlock(96, 96), ConvBlock(96, 64, 1))
        self.from_eighth = nn.Sequential(ConvBlock(64, 64), ConvBlock(64, 32, 1))
        self.head = nn.Sequential(ConvBlock(64, 48), ConvBlock(48, 48))
        self.out = nn.Conv2d(48, HEAT + GEOMETRY + MASKS, 1)
        nn.init.constant_(self.out.bias[:HEAT], -4.0)

    def forward(self, x: Any) -> Any:
        """Return the raw outputs at stride 4."""
        fine = self.stem(x)
        eighth = self.eighth(fine)
        sixteenth = self.sixteenth(eighth)
        coarse = self.from_last(self.last(sixteenth))
        sixteenth = self.from_sixteenth(sixteenth + _widened(coarse))
        eighth = self.from_eighth(eighth + _widened(sixteenth))
        return self.out(self.head(torch.cat([fine, _widened(eighth)], 1)))


class OutlineNetwork(nn.Module):
    """Outlines the piece in the middle of a crop: (B,4,H,W) → (B,1,H/2,W/2) logits.

    The fourth channel is the rectangle where the piece was found; sides are multiples of 16.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at_half = nn.Sequential(ConvBlock(4, 16, 3, 2), ConvBlock(16, 16))
        self.quarter = nn.Sequential(ConvBlock(16, 32, 3, 2), Residual(32))
        self.eighth = nn.Sequential(ConvBlock(32, 48, 3, 2), Residual(48))
        self.sixteenth = nn.Sequential(ConvBlock(48, 64, 3, 2), Residual(64))
        self.to_eighth = ConvBlock(64, 48, 1)
        self.to_quarter = nn.Sequential(ConvBlock(48, 48), ConvBlock(48, 32, 1))
        self.to_half = nn.Sequential(ConvBlock(32, 32), ConvBlock(32, 16, 1))
        self.out = nn.Sequential(ConvBlock(16, 16), nn.Conv2d(16, 1, 1))

    def forward(self, x: Any) -> Any:
        """Return logits of being inside at stride 2."""
        half = self.at_half(x)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        coarse = self.to_eighth(self.sixteenth(eighth))
        eighth = self.to_quarter(eighth + _widened(coarse))
        quarter = self.to_half(quarter + _widened(eighth))
        return self.out(half + _widened(quarter))
