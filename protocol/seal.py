"""The seal at the end of an attempt: the kiosk's Ed25519 signature over the head of its chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol.bodies import Digest
from protocol.chain import ChainError, verify_chain
from protocol.errors import ProtocolError
from protocol.events import AttemptId, Event, canonical_bytes, digest_bytes

_PURPOSE = b"acredita seal 1\n"  # keeps a seal from passing as any other signature of the same key
_PAIRING = b"acredita pairing 1\n"


class SealError(ProtocolError):
    """A seal that does not belong to the events or to the kiosk it names."""


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Signed end of an attempt: `count` events, the last one's digest, the kiosk's public key."""

    attempt: AttemptId
    count: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
    head: Digest
    kiosk: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    signature: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]


@dataclass(frozen=True)
class SealKey:
    """A kiosk's Ed25519 key pair; `public` in hex is what the server enrols."""

    private: Ed25519PrivateKey

    @classmethod
    def generate(cls) -> Self:
        """Make a new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_hex(cls, secret: str) -> Self:
        """Read a key written by `hex`. Raises SealError when it is not one."""
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
        except ValueError as problem:
            raise SealError("not a seal key: pair the kiosk again to get a new one") from problem

    def hex(self) -> str:
        """Return the secret, 64 hex digits. Keep it in a key file only."""
        return self.private.private_bytes_raw().hex()

    @property
    def public(self) -> str:
        """Public key, 64 hex digits."""
        return self.private.public_key().public_bytes_raw().hex()

    def prove(self, code: str, curve_public: str) -> str:
        """Sign a pairing request, so that nobody can enrol a seal key they do not hold."""
        return self.private.sign(_pairing_bytes(code, curve_public)).hex()


def sign_seal(attempt: str, count: int, head: str, key: SealKey) -> Seal:
    """Seal an attempt of `count` events whose last digest is `head`."""
    signature = key.private.sign(_signed_bytes(attempt, count, head, key.public)).hex()
    return Seal(attempt=attempt, count=count, head=head, kiosk=key.public, signature=signature)


def verify_seal(seal: Seal, events: Iterable[Event], enrolled: str | None = None) -> None:
    """Check that the seal is true and closes exactly these events.

    `enrolled` is the seal key (hex) the server knows for the kiosk; None checks only that the
    seal agrees with the key it names. Raises SealError or ChainError.
    """
    _require_signed(seal, enrolled)
    listed = list(events)
    head = verify_chain(listed)
    if listed[0].attempt != seal.attempt:
        raise SealError(f"the seal is for attempt {seal.attempt}, not {listed[0].attempt}")
    _require_end(seal, len(listed), head)


def verify_seal_of(seal: Seal, count: int, head: str, enrolled: str | None = None) -> None:
    """Check that the seal is true and closes a chain of `count` events that ends with `head`.

    For whoever has followed the seal's attempt already; otherwise as `verify_seal`.
    """
    _require_signed(seal, enrolled)
    _require_end(seal, count, head)


def verify_proof(proof: str, code: str, curve_public: str, seal_public: str) -> bool:
    """Whether a pairing request was signed with the seal key it asks to enrol."""
    return _signed_by(seal_public, proof, _pairing_bytes(code, curve_public))


def encode_seal(seal: Seal) -> bytes:
    """Canonical bytes of a seal."""
    return canonical_bytes(seal)


def decode_seal(data: bytes) -> Seal:
    """Read a seal from its canonical bytes. Raises SealError."""
    try:
        seal = msgspec.json.decode(data, type=Seal)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise SealError(f"not a seal: {problem}; write seals with encode_seal") from problem
    if encode_seal(seal) != data:
        raise SealError("seal is not in canonical form; write seals with encode_seal")
    return seal


def seal_digest(seal: Seal) -> str:
    """Digest of the whole seal: what a certificate carries."""
    return digest_bytes(encode_seal(seal))


def _require_signed(seal: Seal, enrolled: str | None) -> None:
    if enrolled is not None and seal.kiosk != enrolled:
        raise SealError("sealed with a key that is not this kiosk's; void the attempt")
    if not _signed_by(seal.kiosk, seal.signature, _signed_bytes(*_claims(seal))):
        raise SealError("the seal's signature is false; void the attempt")


def _require_end(seal: Seal, count: int, head: str) -> None:
    if count != seal.count:
        raise ChainError(min(count, seal.count), f"{count} events, the seal says {seal.count}")
    if head != seal.head:
        raise ChainError(seal.count - 1, "the last event was altered after sealing")


def _claims(seal: Seal) -> tuple[str, int, str, str]:
    return seal.attempt, seal.count, seal.head, seal.kiosk


def _signed_bytes(attempt: str, count: int, head: str, kiosk: str) -> bytes:
    claims = {"attempt": attempt, "count": count, "head": head, "kiosk": kiosk}
    return _PURPOSE + canonical_bytes(claims)


def _pairing_bytes(code: str, curve_public: str) -> bytes:
    return _PAIRING + canonical_bytes({"code": code, "curve_key": curve_public})


def _signed_by(public: str, signature: str, data: bytes) -> bool:
    try:
        _public_key(public).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def _public_key(public: str) -> Ed25519PublicKey:
    """A kiosk's key, kept: making it takes as long as a tenth of a check. Raises ValueError."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
