"""Reads shipped weights back from an ONNX file, to train on from them. Needs torch and onnx.

The exporter folds every batch norm into the convolution before it: what comes back is a network
whose norms do nothing but add a bias. Train it in `eval` mode, which leaves them so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.table_setting.recipe.network import ConvBlock, Residual


def load_shipped(network: Any, path: Path, example: Any) -> Any:
    """Fill a network with the weights of an exported file; `example` is an input of its shape.

    Raises ValueError for a file of another network.
    """
    graph = onnx.load(str(path)).graph
    stored = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy())
              for one in graph.initializer}  # fmt: skip
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    order = _in_order(network, example)
    if len(nodes) != len(order):
        raise ValueError(f"{path} has {len(nodes)} convolutions, but {len(order)} are wanted.")
    with torch.no_grad():
        for node, (conv, norm) in zip(nodes, order, strict=True):
            weight, bias = stored[node.input[1]], stored[node.input[2]]
            if weight.shape != conv.weight.shape:
                raise ValueError(f"{path}: {node.name} is {tuple(weight.shape)}, but "
                                 f"{tuple(conv.weight.shape)} is wanted.")  # fmt: skip
            conv.weight.copy_(weight)
            if norm is None:
                conv.bias.copy_(bias)
                continue
            norm.weight.fill_(1.0)
            norm.bias.copy_(bias)
            norm.running_mean.zero_()
            norm.running_var.fill_(1.0 - norm.eps)
    return network.eval()


def _in_order(network: Any, example: Any) -> list[tuple[Any, Any]]:
    """Each convolution with the norm after it, in the order they run."""
    norms: dict[int, Any] = {}
    for module in network.modules():
        if isinstance(module, ConvBlock):
            norms[id(module.conv)] = module.norm
        elif isinstance(module, Residual):
            norms[id(module.second)] = module.norm
    order: list[tuple[Any, Any]] = []

    def noted(module: Any, *_: Any) -> None:
        order.append((module, norms.get(id(module))))

    hooks = [m.register_forward_hook(noted) for m in network.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        network.eval()(example)
    for hook in hooks:
        hook.remove()
    return order
