"""Bytes as decimal digits, for a QR's numeric segment: 7 bytes become 17 digits.

Each group is read little-endian; a last group of 1–6 bytes takes 3, 5, 8, 10, 13 or 15 digits.
That is 2.43 digits a byte against a floor of 2.41, and every text has one reading.
"""

from __future__ import annotations

import struct

from certificates.errors import UnreadableError

_GROUP_BYTES, _GROUP_DIGITS = 7, 17
_DIGITS_OF = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, _GROUP_BYTES: _GROUP_DIGITS}
_WORD_BYTES = 8  # a group is read as a word of 8 bytes whose last is 0
_CHANGED = "The digits are cut off or changed; scan the code again."
_BYTES_OF = {digits: count for count, digits in _DIGITS_OF.items()}


def to_digits(data: bytes) -> str:
    """Write bytes as digits."""
    groups = (data[at : at + _GROUP_BYTES] for at in range(0, len(data), _GROUP_BYTES))
    return "".join(f"{int.from_bytes(g, 'little'):0{_DIGITS_OF[len(g)]}d}" for g in groups)


def from_digits(text: str, max_bytes: int) -> bytes:
    """Read digits back; raises UnreadableError for anything `to_digits` would not have written."""
    if not text or not text.isascii() or not text.isdecimal():
        raise UnreadableError("The part after # is not digits only; scan the code again.")
    if len(text) > (max_bytes // _GROUP_BYTES + 1) * _GROUP_DIGITS:
        raise UnreadableError("The code is too long to be a certificate.")
    whole = len(text) - len(text) % _GROUP_DIGITS
    last = _BYTES_OF.get(len(text) - whole, 0)
    if whole < len(text) and not last:
        raise UnreadableError(_CHANGED)
    groups = struct.unpack(f"{_GROUP_DIGITS}s" * (whole // _GROUP_DIGITS), text[:whole].encode())
    packed = bytearray(struct.pack(f"<{len(groups)}Q", *map(int, groups)))
    if any(packed[_GROUP_BYTES::_WORD_BYTES]):
        raise UnreadableError(_CHANGED)
    del packed[_GROUP_BYTES::_WORD_BYTES]
    if last:
        try:
            packed += int(text[whole:]).to_bytes(last, "little")
        except OverflowError as error:
            raise UnreadableError(_CHANGED) from error
    return bytes(packed)
