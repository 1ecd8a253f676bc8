"""What an ONNX file says of itself, read without running it. Touches bytes only.

Just enough of protobuf and of onnx.proto to tell versions, operators and weights kept elsewhere;
ONNX Runtime's own words for these faults leave a centre helpless.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.errors import ModelFileError

BUILT_IN = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
"""Domains whose operators ONNX Runtime brings along."""
DEEPEST = 32
"""Graphs inside graphs (loops, branches) that a file may have; made ones have two or three."""


@dataclass(slots=True)
class OnnxFacts:
    """Versions, operators by domain that the graph uses, and tensors whose weights lie elsewhere.

    `opset` is that of the standard operators, 0 when the file names none; `defined` are domains
    of functions that the file itself defines.
    """

    ir_version: int = 0
    opset: int = 0
    producer: str = ""
    operators: set[tuple[str, str]] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    external: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> dict[str, list[str]]:
        """Operators that neither ONNX Runtime nor the file itself brings along, by domain."""
        found: dict[str, list[str]] = {}
        for domain, operator in sorted(self.operators):
            if domain not in BUILT_IN | self.defined:
                found.setdefault(domain, []).append(operator)
        return found


def read_onnx(content: bytes, name: str) -> OnnxFacts:
    """Read the facts of an ONNX file. Raises ModelFileError when it is none."""
    facts = OnnxFacts()
    graphs = 0
    try:
        for number, value in _fields(memoryview(content)):
            match number, value:
                case 1, int():
                    facts.ir_version = value
                case 2, memoryview():
                    facts.producer = _text(value)
                case 7, memoryview():
                    graphs += 1
                    _read_graph(value, facts, 0)
                case 8, memoryview():
                    _read_opset(value, facts)
                case 25, memoryview():
                    _read_function(value, facts)
    except (_NotOnnxError, UnicodeDecodeError) as problem:
        raise _no_onnx(name, str(problem)) from problem
    if not graphs or not facts.ir_version:
        raise _no_onnx(name, "it has no graph")
    return facts


def check_onnx(facts: OnnxFacts, name: str) -> None:
    """Raise ModelFileError unless a file can run alone, on operators everybody has."""
    if facts.external:
        raise ModelFileError(
            f"{name} keeps weights in another file ({len(facts.external)} tensors, the first "
            f"{facts.external[0]!r}), which nothing vouches for. Save it as one self-contained "
            "file: onnx.save(onnx.load(path), path, save_as_external_data=False), or in torch "
            "torch.onnx.export(…, external_data=False)."
        )
    for domain, operators in facts.foreign.items():
        raise ModelFileError(
            f"{name} needs operators of the domain {domain!r} ({', '.join(operators[:5])}), which "
            "ONNX Runtime does not have. Export it with standard operators only (opset 17 or so, "
            "no plugins)."
        )


class _NotOnnxError(Exception):
    """Bytes that are no protobuf message of the expected form."""


def _no_onnx(name: str, problem: str) -> ModelFileError:
    return ModelFileError(
        f"{name} is no ONNX file ({problem}). Export the model as one self-contained .onnx file; "
        "if this one was downloaded, download it again: it may be cut short."
    )


def _read_graph(graph: memoryview, facts: OnnxFacts, depth: int) -> None:
    if depth > DEEPEST:
        raise _NotOnnxError(f"graphs lie more than {DEEPEST} deep in each other")
    for number, value in _fields(graph):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            _read_node(value, facts, depth)
        elif number == 5:
            _read_tensor(value, facts)
        elif number == 15:
            for _, part in _fields(value):
                if isinstance(part, memoryview):
                    _read_tensor(part, facts)


def _read_node(node: memoryview, facts: OnnxFacts, depth: int) -> None:
    operator = domain = ""
    for number, value in _fields(node):
        if not isinstance(value, memoryview):
            continue
        if number == 4:
            operator = _text(value)
        elif number == 7:
            domain = _text(value)
        elif number == 5:
            _read_attribute(value, facts, depth)
    facts.operators.add((domain, operator))


def _read_attribute(attribute: memoryview, facts: OnnxFacts, depth: int) -> None:
    for number, value in _fields(attribute):
        if not isinstance(value, memoryview):
            continue
        if number in (5, 10):
            _read_tensor(value, facts)
        elif number in (6, 11):
            _read_graph(value, facts, depth + 1)


def _read_tensor(tensor: memoryview, facts: OnnxFacts) -> None:
    name, elsewhere = "", False
    for number, value in _fields(tensor):
        if number == 8 and isinstance(value, memoryview):
            name = _text(value)
        elsewhere = elsewhere or number == 13 or (number == 14 and value == 1)
    if elsewhere:
        facts.external.append(name)


def _read_opset(opset: memoryview, facts: OnnxFacts) -> None:
    domain, version = "", 0
    for number, value in _fields(opset):
        if number == 1 and isinstance(value, memoryview):
            domain = _text(value)
        elif number == 2 and isinstance(value, int):
            version = value
    if domain in ("", "ai.onnx"):
        facts.opset = version


def _read_function(function: memoryview, facts: OnnxFacts) -> None:
    for number, value in _fields(function):
        if number == 7 and isinstance(value, memoryview):
            _read_node(value, facts, 0)
        elif number == 10 and isinstance(value, memoryview):
            facts.defined.add(_text(value))


def _text(value: memoryview) -> str:
    return bytes(value).decode("utf-8")


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of a protobuf message: number, and a whole number or the bytes of the value."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            number, at = _varint(data, at)
            yield key >> 3, number
            continue
        if kind == 2:
            size, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise _NotOnnxError("its bytes are no protobuf message")
        if at + size > len(data):
            raise _NotOnnxError("it is cut short")
        if kind == 2:
            yield key >> 3, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise _NotOnnxError("its bytes are no protobuf message")
