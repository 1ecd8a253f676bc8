"""Takes over the weights of a YOLOX-Nano file, to start from. Needs torch and onnx.

The public one: YOLOX-Nano by Megvii, Apache-2.0, trained on COCO, `yolox_nano.onnx` of its release
0.1.1rc0, sha256 e8af074932d4ed7e232278e3055cefcdea3edf178874a3694ae292649fb464dd.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import nn


def take_over(network: Any, path: Path) -> None:
    """Copy the convolutions of YOLOX-Nano, or of a model made here, into the network.

    The file has its batch norms folded into the convolutions: the norms here start as an offset.
    Classes of another number stay untrained. Raises ValueError when the file is another network.
    """
    theirs = _convolutions(onnx.load_from_string(path.read_bytes()))
    theirs = [one for one in theirs if one[0].shape[0] != 1]  # objectness: we have none
    ours = _in_order(network)
    if len(theirs) != len(ours):
        raise ValueError(
            f"{path} has {len(theirs)} convolutions, not {len(ours)}: take yolox_nano.onnx of "
            "Megvii-BaseDetection/YOLOX 0.1.1, or a model.onnx of this recipe."
        )
    for (weight, bias), (conv, norm) in zip(theirs, ours, strict=True):
        if norm is None and weight.shape != conv.weight.shape:
            continue
        with torch.no_grad():
            conv.weight.copy_(weight)
            (conv if norm is None else norm).bias.copy_(bias)


def _convolutions(model: Any) -> list[tuple[Any, Any]]:
    """Return weight and bias of every convolution, in the file's order."""
    tensors = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Identity" and node.input[0] in tensors:  # one of two that are equal
            tensors[node.output[0]] = tensors[node.input[0]]
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    return [(tensors[node.input[1]], tensors[node.input[2]]) for node in convolutions]


def _in_order(network: Any) -> list[tuple[Any, Any]]:
    """Return the network's convolutions with their norms, in the order in which they run."""
    norms = {
        block.conv: block.norm
        for block in network.modules()
        if isinstance(getattr(block, "conv", None), nn.Conv2d)
    }
    seen: list[tuple[Any, Any]] = []
    hooks = [
        module.register_forward_hook(lambda conv, _x, _y: seen.append((conv, norms.get(conv))))
        for module in network.modules()
        if isinstance(module, nn.Conv2d)
    ]
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, 64, 64))
    for hook in hooks:
        hook.remove()
    return seen


def fit_norms(network: Any, pictures: Any) -> None:
    """Measure each norm's mean and spread on pictures, and keep what the network computes."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]

    def measure(norm: Any, inputs: Any, _output: Any) -> Any:
        x = inputs[0]
        norm.running_mean.copy_(x.mean((0, 2, 3)))
        norm.running_var.copy_(x.var((0, 2, 3)))
        return x + norm.bias[None, :, None, None]  # what the file computes: an offset alone

    hooks = [norm.register_forward_hook(measure) for norm in norms]
    with torch.no_grad():
        network.eval()(pictures)
        for hook, norm in zip(hooks, norms, strict=True):
            hook.remove()
            norm.weight.copy_((norm.running_var + norm.eps).sqrt())
            norm.bias.add_(norm.running_mean)
