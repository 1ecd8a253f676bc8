"""Bytes as decimal digits, for a QR's numeric segment: 7 bytes become 17 digits.

Each group is read little-endian; a last group of 1–6 bytes takes 3, 5, 8, 10, 13 or 15 digits.
That is 2.43 digits a byte against a floor of 2.41, and every text has one reading.
"""

from __future__ import annotations

from certificates.errors import UnreadableError

_GROUP_BYTES, _GROUP_DIGITS = 7, 17
_DIGITS_OF = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, _GROUP_BYTES: _GROUP_DIGITS}
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
        raise UnreadableError("The digits are cut off or changed; scan the code again.")
    try:
        groups = [
            int(text[at : at + _GROUP_DIGITS]).to_bytes(_GROUP_BYTES, "little")
            for at in range(0, whole, _GROUP_DIGITS)
        ]
        if last:
            groups.append(int(text[whole:]).to_bytes(last, "little"))
    except OverflowError as error:
        raise UnreadableError("The digits are cut off or changed; scan the code again.") from error
    return b"".join(groups)
