"""COSE_Sign1 with Ed25519, and nothing else: one algorithm, one shape, no unprotected header.

RFC 9052, deterministic encoding. The algorithm is pinned here, never taken from the message.
"""

from __future__ import annotations

from dataclasses import dataclass

from certificates import cbor
from certificates.errors import UnreadableError
from certificates.keys import SigningKey, signature_holds

ALGORITHM, KEY_ID, TYPE = 1, 4, 16  # header labels
EDDSA = -8
_TAG = b"\xd2"  # tag 18, COSE_Sign1, in one byte
_SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Signed:
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
    if not message.startswith(_TAG):
        raise UnreadableError("The payload is not a COSE_Sign1 message.")
    parts = cbor.decode(message[len(_TAG) :])
    if not isinstance(parts, list) or len(parts) != 4:
        raise UnreadableError("The payload is not a COSE_Sign1 message.")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(payload, bytes) or unprotected != {}:
        raise UnreadableError("The payload is not a COSE_Sign1 message of this kind.")
    if not isinstance(signature, bytes) or len(signature) != _SIGNATURE_BYTES:
        raise UnreadableError("The signature is not an Ed25519 signature.")
    kid, content_type = _header(protected)
    return Signed(protected, payload, signature, kid, content_type)


def _header(protected: bytes) -> tuple[str, str | None]:
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
    return cbor.encode(["Signature1", protected, b"", payload])
