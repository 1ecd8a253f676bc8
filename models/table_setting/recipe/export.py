# mypy: disallow-subclassing-any=False
"""Writes the networks as self-contained ONNX files, their digests into model.toml.

`python -m models.table_setting.recipe.export --find FILE --outline FILE --glass FILE`. Needs torch
and onnx.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path
from typing import Any

import onnx
import onnxruntime as ort
import torch
from torch import nn

from models.table_setting.recipe.network import GEOMETRY, HEAT, OutlineNetwork, TableNetwork
from models.table_setting.recipe.targets import SIDE

OPSET = 17
LARGEST_BYTES = 5_000_000
LARGEST_DIFFERENCE = 1e-3


MIRRORED = (0, 4, 7, 8, 10)
"""Geometry channels that change their sign in a mirror: what points along x, and sin 2a."""


class Finder(nn.Module):
    """As shipped: heat (1,6,S,S) in 0–1, geometry (1,12,S,S), masks (1,7,S,S) in 0–1.

    Looks twice, the second time in a mirror, and answers with the mean of both: two thirds of the
    false pieces and a third of the angle error go for twice the time.
    """

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network
        signs = torch.ones(1, GEOMETRY, 1, 1)
        signs[:, MIRRORED] = -1
        self.signs: Any
        self.register_buffer("signs", signs)

    def forward(self, image: Any) -> tuple[Any, Any, Any]:
        """Look, look in the mirror, and split the mean."""
        raw = self.network(torch.cat([image, image.flip(3)]))
        mirrored = raw[1:].flip(3)
        heat, masks = (
            (raw[:1, part].sigmoid() + mirrored[:, part].sigmoid()) / 2
            for part in (slice(0, HEAT), slice(HEAT + GEOMETRY, None))
        )
        inner = slice(HEAT, HEAT + GEOMETRY)
        return heat, (raw[:1, inner] + mirrored[:, inner] * self.signs) / 2, masks


def write(network: Any, example: Any, target: Path, names: list[str], axes: Any) -> str:
    """Write a network, compare it with torch's own output, and return its sha256."""
    torch.onnx.export(network, (example,), str(target), input_names=["image"], output_names=names,
                      opset_version=OPSET, dynamo=False, dynamic_axes=axes)  # fmt: skip
    onnx.checker.check_model(onnx.load(str(target)))
    content = target.read_bytes()
    session = ort.InferenceSession(content, providers=["CPUExecutionProvider"])
    values = session.run(names, {"image": example.numpy()})
    with torch.no_grad():
        wanted = network(example)
    for value, reference in zip(values, wanted if len(names) > 1 else [wanted], strict=True):
        difference = float((torch.from_numpy(value) - reference).abs().max())
        if difference > LARGEST_DIFFERENCE * max(1.0, float(reference.abs().max())):
            raise ValueError(f"{target} differs by {difference:.1e} from torch; do not ship it.")
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"{target} has {len(content)} bytes; {LARGEST_BYTES} is the most we ship.")
    return hashlib.sha256(content).hexdigest()


def averaged(network: Any, checkpoint: Path) -> Any:
    """The network with a checkpoint's averaged weights, ready to run."""
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    return network.eval()


def vouch(sheet: Path, pattern: str, digest: str) -> None:
    """Write a digest into model.toml."""
    text = re.sub(
        pattern, rf'\g<1>"{digest}"', sheet.read_text(encoding="utf-8"), count=1, flags=re.M
    )
    sheet.write_text(text, encoding="utf-8")


def export_finder(checkpoint: Path, folder: Path) -> None:
    """Write a checkpoint of the finding network into a model folder, and vouch for it."""
    torch.manual_seed(0)
    finder = Finder(averaged(TableNetwork(), checkpoint)).eval()
    digest = write(finder, torch.rand(1, 3, SIDE, SIDE), folder / "model.onnx",
                   ["heat", "geometry", "masks"], None)  # fmt: skip
    vouch(folder / "model.toml", r'^(sha256 = )".*"$', digest)


def export_outliner(checkpoint: Path, folder: Path, name: str = "outline.onnx") -> None:
    """Write a checkpoint of an outline network into a model folder, and vouch for it."""
    torch.manual_seed(0)
    network = averaged(OutlineNetwork(), checkpoint)
    free = {"image": {0: "n", 2: "h", 3: "w"}, "inside": {0: "n", 2: "h", 3: "w"}}
    digest = write(network, torch.rand(2, 4, 64, 320), folder / name, ["inside"], free)
    vouch(folder / "model.toml", rf'^("{name}" = )".*"$', digest)


def main() -> None:
    """Export from the command line; any network may be left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--find", type=Path)
    parser.add_argument("--outline", type=Path)
    parser.add_argument("--glass", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1])
    chosen = parser.parse_args()
    if chosen.find:
        export_finder(chosen.find, chosen.folder)
    if chosen.outline:
        export_outliner(chosen.outline, chosen.folder)
    if chosen.glass:
        export_outliner(chosen.glass, chosen.folder, "glass.onnx")


if __name__ == "__main__":
    main()
