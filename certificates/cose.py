"""COSE_Sign1 with Ed25519, and nothing else: one algorithm, one shape, no unprotected header.

RFC 9052, deterministic encoding. The algorithm is pinned here, never taken from the message; the
outer shape, the same in every message, is read in place.
"""

from __future__ import annotations

import msgspec

from certificates import cbor
from certificates.errors import UnreadableError
from certificates.keys import SigningKey, signature_holds

ALGORITHM, KEY_ID, TYPE = 1, 4, 16  # header labels
EDDSA = -8
_TAG = b"\xd2"  # tag 18, COSE_Sign1, in one byte
_START, _NOTHING = _TAG + b"\x84", b"\xa0"  # an array of four; an empty map
_BYTES, _IN_ONE, _IN_TWO = 0x40, 24, 25  # a byte string's head: length in it, in one byte, in two
_PLAIN, _PLAIN_BYTES = b"\xa2\x01\x27\x04\x44", 9  # {1: -8, 4: a kid of four bytes}
_SIG_STRUCTURE, _NO_DATA = b"\x84\x6aSignature1", b"\x40"
_SIGNATURE_BYTES = 64


class Signed(msgspec.Struct, frozen=True):
    """A COSE_Sign1 taken apart; nothing in it is to be believed before `holds` says so."""

    protected: bytes
    payload: bytes
    signature: bytes
    kid: str
    type: str | None

    def holds(self, public_key: bytes) -> bool:
        """Whether the signature is this key's."""
        return signature_holds(public_key, self.signature, _to_sign(self.protected, self.payload))


def sign(payload: bytes, key: SigningKey, content_type: str | None = None) -> bytes:
    """A tagged COSE_Sign1 of `payload`; `content_type` goes into header 16 (RFC 9596)."""
    header: dict[int, object] = {ALGORITHM: EDDSA, KEY_ID: key.kid.encode("ascii")}
    if content_type is not None:
        header[TYPE] = content_type
    protected = cbor.encode(header)
    signature = key.sign(_to_sign(protected, payload))
    return _TAG + cbor.encode([protected, {}, payload, signature])


def read(message: bytes, max_bytes: int) -> Signed:
    """Take a message apart; raises UnreadableError unless it is exactly what `sign` writes."""
    if len(message) > max_bytes:
        raise UnreadableError(f"The payload is longer than {max_bytes} bytes: no certificate.")
    if not message.startswith(_START):
        raise UnreadableError("The payload is not a COSE_Sign1 message.")
    protected, at = _bytes(message, len(_START))
    if message[at : at + 1] != _NOTHING:
        raise UnreadableError("The payload is not a COSE_Sign1 message of this kind.")
    payload, at = _bytes(message, at + 1)
    signature, at = _bytes(message, at)
    if len(signature) != _SIGNATURE_BYTES:
        raise UnreadableError("The signature is not an Ed25519 signature.")
    if at != len(message):
        raise UnreadableError("There are bytes after the end; use the whole, unchanged payload.")
    kid, content_type = _header(protected)
    return Signed(protected, payload, signature, kid, content_type)


def _bytes(message: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at a place, its length in the shortest form, and where it ends."""
    head = message[at : at + 3]
    length = head[0] - _BYTES if head else -1
    start = at + 1
    if length == _IN_ONE and len(head) > 1 and head[1] >= _IN_ONE:
        length, start = head[1], at + 2
    elif length == _IN_TWO and len(head) > 2 and head[1]:
        length, start = head[1] << 8 | head[2], at + 3
    elif not 0 <= length < _IN_ONE:
        raise UnreadableError("The payload is not a COSE_Sign1 message of this kind.")
    if start + length > len(message):
        raise UnreadableError("The payload ends too early; scan or copy the whole code.")
    return message[start : start + length], start + length


def _header(protected: bytes) -> tuple[str, str | None]:
    if len(protected) == _PLAIN_BYTES and protected.startswith(_PLAIN):
        plain = protected[len(_PLAIN) :]
        if plain.isascii():
            return plain.decode("ascii"), None  # nearly always
    header = cbor.decode(protected)
    if not isinstance(header, dict) or not set(header) <= {ALGORITHM, KEY_ID, TYPE}:
        raise UnreadableError("The header holds something certificates do not use.")
    if header.get(ALGORITHM) != EDDSA:
        raise UnreadableError("The payload is not signed with EdDSA, the only algorithm accepted.")
    kid, content_type = header.get(KEY_ID), header.get(TYPE)
    if not isinstance(kid, bytes) or not kid.isascii():
        raise UnreadableError("The header names no key.")
    if content_type is not None and not isinstance(content_type, str):
        raise UnreadableError("The header's content type is not text.")
    return kid.decode("ascii"), content_type


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052 §4.4, without external data."""
    return b"".join(
        (_SIG_STRUCTURE, _head(protected), protected, _NO_DATA, _head(payload), payload)
    )


def _head(content: bytes) -> bytes:
    length = len(content)
    if length < _IN_ONE:
        return bytes((_BYTES + length,))
    if length < 1 << 8:
        return bytes((_BYTES + _IN_ONE, length))
    return bytes((_BYTES + _IN_TWO, length >> 8, length & 0xFF))
