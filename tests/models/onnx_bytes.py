"""Writes small ONNX files for tests, well made and badly made, without any library for it.

A made network gives constant outputs whatever its picture: what is tested is all around it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

FLOAT = 1


def varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(name: str, value: np.ndarray, *, elsewhere: str | None = None) -> bytes:
    """A tensor; with `elsewhere` its weights lie in a file of that name."""
    written = b"".join(field(1, side) for side in value.shape) + field(2, FLOAT) + field(8, name)
    if elsewhere is None:
        return written + field(9, value.astype("<f4").tobytes())
    return written + field(13, field(1, "location") + field(2, elsewhere)) + field(14, 1)


def about(name: str, shape: Sequence[int | str], kind: int = FLOAT) -> bytes:
    """The type and shape of an input or an output."""
    sides = [field(1, side) if isinstance(side, int) else field(2, side) for side in shape]
    dims = b"".join(field(1, side) for side in sides)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def node(operator: str, given: Sequence[str], gives: Sequence[str], domain: str = "") -> bytes:
    written = b"".join(field(1, name) for name in given) + b"".join(field(2, n) for n in gives)
    return written + field(4, operator) + (field(7, domain) if domain else b"")


def model(graph: bytes, *, ir: int = 8, opset: int = 17, domain: str = "") -> bytes:
    """A whole file; `domain` is imported besides the standard operators."""
    imported = field(8, field(1, "") + field(2, opset))
    if domain:
        imported += field(8, field(1, domain) + field(2, 1))
    return field(1, ir) + field(2, "tests") + field(7, graph) + imported


def constant_network(
    outputs: Mapping[str, np.ndarray],
    input_shape: Sequence[int | str] = (1, 3, 64, 64),
    *,
    kind: int = FLOAT,
    elsewhere: str | None = None,
    operator: tuple[str, str] = ("Identity", ""),
    more_inputs: Sequence[str] = (),
    opset: int = 17,
) -> bytes:
    """A network with one picture as input that answers with these arrays."""
    graph = field(2, "made")
    for name, value in outputs.items():
        graph += field(5, tensor(f"{name}_is", value, elsewhere=elsewhere))
        graph += field(1, node(operator[0], [f"{name}_is"], [name], operator[1]))
        graph += field(12, about(name, value.shape))
    graph += field(11, about("picture", input_shape, kind))
    for name in more_inputs:
        graph += field(11, about(name, (1,)))
    return model(graph, opset=opset, domain=operator[1])


SHEET = """\
name = "made"
version = "1"
summary = "made for a test"
task = "boxes"
classes = {classes}
decoder = "{decoder}"
sha256 = "{sha256}"
licence = "CC0-1.0"
data = "none"
{more}
[input]
width = 64
height = 64
{input}
"""


def write_model(
    folder: Path,
    content: bytes,
    decoder: str,
    classes: Sequence[str],
    *,
    more: str = "",
    input_keys: str = "",
) -> Path:
    """Write a model folder around a file; `more` are further lines of model.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(content)
    (folder / "model.toml").write_text(
        SHEET.format(
            classes=msgspec.json.encode(list(classes)).decode(),
            decoder=decoder,
            sha256=hashlib.sha256(content).hexdigest(),
            more=more,
            input=input_keys,
        )
    )
    return folder
