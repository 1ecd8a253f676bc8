"""Deterministic CBOR, the small part certificates use: strict reading, canonical writing.

Reading accepts exactly what RFC 8949 §4.2.1 (core deterministic encoding) would have written:
shortest lengths, definite sizes, keys in byte order and never twice. Floats, tags and simple
values do not occur in certificates and are refused, so no input can ask for more work or memory
than its own size.
"""

from __future__ import annotations

import cbor2

from certificates.errors import UnreadableError

MAX_DEPTH = 6

Value = int | bytes | str | list["Value"] | dict[int | str, "Value"]

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_INLINE, _WIDEST = 24, 27
_CUT = "The payload ends too early; scan or copy the whole code."
_MOST = 2**53 - 1  # what the browser's verifier can hold; no certificate needs more


def encode(value: object) -> bytes:
    """Write `value` canonically; what `decode` reads back is equal to it."""
    return cbor2.dumps(_in_order(value))


def decode(data: bytes) -> Value:
    """Read one value and nothing after it; raises UnreadableError for anything not canonical."""
    value, end = _read(data, 0, MAX_DEPTH)
    if end != len(data):
        raise UnreadableError("There are bytes after the end; use the whole, unchanged payload.")
    return value


def _in_order(value: object) -> object:
    """Maps with their keys in byte order; cbor2's own canonical order is the older, by length."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=cbor2.dumps)}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    return value


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth == 0:
        raise UnreadableError("The payload is nested too deeply to be a certificate.")
    if at >= len(data):
        raise UnreadableError(_CUT)
    major, number = data[at] >> 5, data[at] & 0x1F
    at += 1
    if number >= _INLINE:
        number, at = _wide(data, at, number)
    if major == _UNSIGNED:
        return number, at
    if major in (_TEXT, _BYTES):
        end = at + number
        if end > len(data):
            raise UnreadableError(_CUT)
        return (data[at:end] if major == _BYTES else _text(data[at:end])), end
    if major == _ARRAY:
        return _array(data, at, number, depth)
    if major == _MAP:
        return _map(data, at, number, depth)
    if major == _NEGATIVE:
        return -1 - number, at
    raise UnreadableError("The payload holds a CBOR type that certificates do not use.")


def _wide(data: bytes, at: int, info: int) -> tuple[int, int]:
    """An argument of one to eight bytes, in its shortest form, and where the content starts."""
    if info > _WIDEST:
        raise UnreadableError("The payload has a length of no definite size.")
    width = 1 << (info - _INLINE)
    if at + width > len(data):
        raise UnreadableError(_CUT)
    number = int.from_bytes(data[at : at + width], "big")
    shortest = _INLINE if width == 1 else 1 << (4 * width)
    if not shortest <= number <= _MOST:
        raise UnreadableError("The payload has a number too large, or not in its shortest form.")
    return number, at + width


def _text(chunk: bytes) -> str:
    try:
        return chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError("The payload has text that is not UTF-8.") from error


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    if count > len(data) - at:
        raise UnreadableError(_CUT)
    items: list[Value] = []
    for _ in range(count):
        item, at = _read(data, at, depth - 1)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    if count > len(data) - at:
        raise UnreadableError(_CUT)
    items: dict[int | str, Value] = {}
    last = b""
    for _ in range(count):
        start = at
        key, at = _read(data, at, depth - 1)
        if not isinstance(key, int | str) or data[start:at] <= last:
            raise UnreadableError("The payload has map keys twice or out of order.")
        last = data[start:at]
        items[key], at = _read(data, at, depth - 1)
    return items, at
