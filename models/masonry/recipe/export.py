# mypy: disallow-subclassing-any=False
"""Writes the network as one self-contained ONNX file and its digest into model.toml.

`python -m models.masonry.recipe.export --checkpoint FILE`. Needs torch and onnx.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.masonry.recipe.network import UnitNetwork
from models.table_setting.recipe.export import averaged, vouch, write


class Finder(nn.Module):
    """As shipped: a view (1,3,H,W) → maps (1,6,H/2,W/2) in 0–1; H and W multiples of 32."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Any) -> Any:
        """Return the chance of each map."""
        return self.network(image).sigmoid()


def export(checkpoint: Path, folder: Path) -> str:
    """Write a checkpoint's averaged weights into a model folder; returns the file's sha256."""
    torch.manual_seed(0)
    finder = Finder(averaged(UnitNetwork(), checkpoint)).eval()
    free = {"image": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}}
    digest = write(finder, torch.rand(1, 3, 96, 160), folder / "model.onnx", ["maps"], free)
    vouch(folder / "model.toml", r'^(sha256 = )".*"$', digest)
    return digest


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1])
    chosen = parser.parse_args()
    print(export(chosen.checkpoint, chosen.folder))


if __name__ == "__main__":
    main()
