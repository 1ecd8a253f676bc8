"""Open Badges' way of putting a credential into a PNG, and of taking it out again.

An uncompressed iTXt chunk with the keyword `openbadgecredential` (Open Badges 3.0 §5.3.2).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from certificates.errors import UnreadableError

KEYWORD: Final = b"openbadgecredential"
MAX_PNG_BYTES = 8_000_000
MAX_CREDENTIAL_BYTES = 65_536

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def bake(png: bytes, credential: Mapping[str, Any]) -> bytes:
    """The same picture with the credential in it, in place of any that was there."""
    text = msgspec.json.encode(credential)
    baked = _chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text)
    kept = [data for kind, data in _chunks(png) if not _is_baked(kind, data)]
    return _SIGNATURE + kept[0] + baked + b"".join(kept[1:])


def read_baked(png: bytes) -> bytes:
    """The baked credential's JSON; raises UnreadableError when there is none."""
    if len(png) > MAX_PNG_BYTES:
        raise UnreadableError("The picture is too large to be a badge; check its QR instead.")
    for kind, data in _chunks(png):
        if _is_baked(kind, data):
            flags, text = data[8 + len(KEYWORD) : 13 + len(KEYWORD)], data[13 + len(KEYWORD) : -4]
            if flags != b"\0\0\0\0\0" or len(text) > MAX_CREDENTIAL_BYTES:
                raise UnreadableError("The badge's credential is damaged; check its QR instead.")
            return text
    raise UnreadableError("The picture has no credential baked in; check its QR instead.")


def _is_baked(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data[8:].startswith(KEYWORD + b"\0")


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and whole bytes of each chunk; raises UnreadableError for what is no PNG."""
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while png.startswith(_SIGNATURE) and at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data = png[at : at + 12 + length]
        if len(data) != 12 + length or zlib.crc32(data[4:-4]) != int.from_bytes(data[-4:]):
            break
        chunks.append((data[4:8], data))
        at += len(data)
        if data[4:8] == b"IEND":
            return chunks
    raise UnreadableError("The picture is no whole PNG; save it again from where it came.")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
