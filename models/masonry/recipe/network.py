# mypy: disallow-subclassing-any=False
"""The network that finds units in a straight view of a wall or floor. Needs torch.

Plain 3×3 convolutions. Torch is not installed where types are checked (hence the mypy line above).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models.table_setting.recipe.network import ConvBlock, Residual

CHANNELS = 6
"""Inside a unit, its core, and its top, right, bottom and left sides."""


def _widened(coarse: Any) -> Any:
    return functional.interpolate(coarse, scale_factor=2.0, mode="nearest")


class UnitNetwork(nn.Module):
    """(B,3,H,W) RGB in 0–1 → (B,6,H/2,W/2) logits; sides are multiples of 32."""

    def __init__(self) -> None:
        super().__init__()
        self.at_half = nn.Sequential(ConvBlock(3, 16, 3, 2), ConvBlock(16, 16))
        self.quarter = nn.Sequential(ConvBlock(16, 32, 3, 2), Residual(32))
        self.eighth = nn.Sequential(ConvBlock(32, 64, 3, 2), Residual(64))
        self.sixteenth = nn.Sequential(ConvBlock(64, 96, 3, 2), Residual(96), Residual(96))
        self.last = nn.Sequential(ConvBlock(96, 96, 3, 2), Residual(96))
        self.to_sixteenth = ConvBlock(96, 96, 1)
        self.to_eighth = nn.Sequential(ConvBlock(96, 80), ConvBlock(80, 64, 1))
        self.to_quarter = nn.Sequential(ConvBlock(64, 48), ConvBlock(48, 32, 1))
        self.to_half = nn.Sequential(ConvBlock(32, 32), ConvBlock(32, 16, 1))
        self.head = nn.Sequential(ConvBlock(32, 16), ConvBlock(16, 16))
        self.out = nn.Conv2d(16, CHANNELS, 1)
        nn.init.constant_(self.out.bias[2:], -3.0)

    def forward(self, x: Any) -> Any:
        """Return logits at stride 2."""
        half = self.at_half(x)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        sixteenth = sixteenth + _widened(self.to_sixteenth(self.last(sixteenth)))
        eighth = eighth + _widened(self.to_eighth(sixteenth))
        quarter = quarter + _widened(self.to_quarter(eighth))
        return self.out(self.head(torch.cat([half, _widened(self.to_half(quarter))], 1)))
