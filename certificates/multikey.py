"""How an Ed25519 public key is written: multibase (Multikey, did:key), JWK, and our short id."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from certificates.errors import KeysetError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_ED25519_PREFIX = bytes.fromhex("ed01")  # multicodec ed25519-pub
_KEY_BYTES = 32
_KID_CHARACTERS = 4  # 11 million ids; a keyset refuses two keys with one id
_MAX_BASE58 = 128  # a signature is 88 characters, a key 48


def base58_encode(data: bytes) -> str:
    """Bitcoin's base 58, as multibase 'z' uses it."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def base58_decode(text: str) -> bytes:
    """Reverse of `base58_encode`; raises KeysetError for foreign characters or long text."""
    if len(text) > _MAX_BASE58 or any(character not in _VALUES for character in text):
        raise KeysetError("This is not base58; copy the value again, unchanged.")
    number = 0
    for character in text:
        number = number * 58 + _VALUES[character]
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_multibase(public_key: bytes) -> str:
    """`z6Mk…`, the form of Multikey and did:key."""
    return "z" + base58_encode(_ED25519_PREFIX + public_key)


@lru_cache(maxsize=4096)
def from_multibase(text: str) -> bytes:
    """The 32 bytes of an Ed25519 key; raises KeysetError for any other kind of key."""
    raw = base58_decode(text[1:]) if text.startswith("z") else b""
    if not raw.startswith(_ED25519_PREFIX) or len(raw) != len(_ED25519_PREFIX) + _KEY_BYTES:
        raise KeysetError(f"'{text[:60]}' is not an Ed25519 key; it must start with z6Mk.")
    return raw[len(_ED25519_PREFIX) :]


def did_key(public_key: bytes) -> str:
    """The did:key of an Ed25519 key, which resolves to itself."""
    return "did:key:" + to_multibase(public_key)


def did_key_method(public_key: bytes) -> str:
    """The verification method inside that did:key."""
    return f"{did_key(public_key)}#{to_multibase(public_key)}"


def key_id(public_key: bytes) -> str:
    """Four characters that name a key inside a keyset: the start of its SHA-256 in base 58."""
    return base58_encode(hashlib.sha256(public_key).digest())[:_KID_CHARACTERS]


def base64url(data: bytes) -> str:
    """Base64url without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Reverse of `base64url`; raises KeysetError when the text is not exactly what it writes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise KeysetError("This is not base64url; copy the value again, unchanged.") from error
    if base64url(data) != text:
        raise KeysetError("This is not canonical base64url; copy the value again, unchanged.")
    return data
