# mypy: disallow-subclassing-any=False
"""Writes the trained weights as one self-contained ONNX file and its digest into model.toml.

`python -m models.ppe.recipe.export --checkpoint FILE [--folder models/ppe]`. Needs torch, onnx.
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

from models.ppe.recipe.data import WHOLE_PX
from models.ppe.recipe.network import PpeNetwork

OPSET = 17
LARGEST_DIFFERENCE = 1e-3
LARGEST_BYTES = 8_000_000


class Exported(nn.Module):
    """The network as it is shipped: boxes (1,A,4) in input px and scores (1,A,C) in 0–1."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Any) -> tuple[Any, Any]:
        """Return boxes and scores of every grid point."""
        prediction = self.network(image)
        return prediction.boxes, prediction.logits.sigmoid()


def export(checkpoint: Path, target: Path, size: int = WHOLE_PX) -> str:
    """Write the averaged weights as a model file, compare it with torch, return its sha256."""
    network = PpeNetwork()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    exported = Exported(network).eval()
    torch.manual_seed(0)
    image = torch.rand(1, 3, size, size) * 255
    torch.onnx.export(
        exported,
        (image,),
        str(target),
        input_names=["image"],
        output_names=["boxes", "scores"],
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(str(target)))
    compare(exported, target, image)
    content = target.read_bytes()
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"{target} has {len(content)} bytes; {LARGEST_BYTES} is the most we ship.")
    return hashlib.sha256(content).hexdigest()


def compare(exported: Any, target: Path, image: Any) -> None:
    """Raise ValueError when ONNX Runtime computes something else than torch."""
    session = ort.InferenceSession(target.read_bytes(), providers=["CPUExecutionProvider"])
    outputs = session.run(["boxes", "scores"], {"image": image.numpy()})
    with torch.no_grad():
        wanted = exported(image)
    for name, value, reference in zip(("boxes", "scores"), outputs, wanted, strict=True):
        scale = max(1.0, float(reference.abs().max()))
        difference = float((torch.from_numpy(value) - reference).abs().max()) / scale
        if difference > LARGEST_DIFFERENCE:
            raise ValueError(f"{name} differs by {difference:.1e} from torch; do not ship this.")


def vouch(folder: Path, digest: str) -> None:
    """Write the digest into the folder's model.toml."""
    path = folder / "model.toml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'^sha256 = ".*"$', f'sha256 = "{digest}"', text, count=1, flags=re.M)
    path.write_text(changed, encoding="utf-8")


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1])
    arguments = parser.parse_args()
    digest = export(arguments.checkpoint, arguments.folder / "model.onnx")
    vouch(arguments.folder, digest)
    print(f"{arguments.folder / 'model.onnx'}: sha256 {digest}")


if __name__ == "__main__":
    main()
