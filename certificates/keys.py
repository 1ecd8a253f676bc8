"""Private keys on disk: one encrypted file each, readable by its owner only, never logged.

The secret (a password, or the bytes of a key file) goes through scrypt; the key is sealed with
AES-256-GCM, its public half bound as associated data.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from nacl.bindings import crypto_sign_BYTES, crypto_sign_open, crypto_sign_PUBLICKEYBYTES
from nacl.exceptions import BadSignatureError

from certificates import multikey
from certificates.errors import KeyFileError, KeysetError

# scrypt cost: 32 MiB and about 0.1 s, OWASP's recommendation for p=3 rounded to p=1 at 2**15;
# a key is opened once per process.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1
_MAX_SCRYPT_N = 2**18
_MAX_FILE_BYTES = 4096
_FORMAT = "acredita-key/1"


class Signer(Protocol):
    """What signs: a key in memory, or one that never leaves its PKCS#11 token."""

    @property
    def kid(self) -> str: ...

    @property
    def multibase(self) -> str: ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        ...


class SigningKey:
    """An Ed25519 private key in memory: it signs and says its public half, nothing else."""

    __slots__ = ("_private", "kid", "multibase", "public_key")

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._private.public_key().public_bytes_raw()
        self.multibase = multikey.to_multibase(self.public_key)
        self.kid = multikey.key_id(self.public_key)

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"

    def __reduce__(self) -> str:
        raise KeyFileError("A signing key is never pickled; open its file where it is needed.")

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        return self._private.sign(message)


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    public: str
    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    sealed: bytes


def create_key(path: Path, secret: bytes) -> SigningKey:
    """Make a key and write it to `path`, sealed with `secret`.

    Raises KeyFileError when the file exists (a key is never overwritten), when its folder cannot
    be written, or when the secret is empty.
    """
    if not secret:
        raise KeyFileError("The secret is empty; give a password or a key file.")
    seed = os.urandom(32)
    key = SigningKey(seed)
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapping = _derive(secret, salt, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P)
    content = _KeyFile(
        format=_FORMAT,
        public=key.multibase,
        n=_SCRYPT_N,
        r=_SCRYPT_R,
        p=_SCRYPT_P,
        salt=salt,
        nonce=nonce,
        sealed=AESGCM(wrapping).encrypt(nonce, seed, key.multibase.encode()),
    )
    _write_private(path, msgspec.json.format(msgspec.json.encode(content)) + b"\n")
    return key


def load_key(path: Path, secret: bytes) -> SigningKey:
    """Open a key file; raises KeyFileError when it is damaged or the secret is another."""
    content = _read(path)
    if content.format != _FORMAT or content.n > _MAX_SCRYPT_N or content.r * content.p > _SCRYPT_R:
        raise KeyFileError(f"{path} is of another format; open it with the version that made it.")
    wrapping = _derive(secret, content.salt, content.n, content.r, content.p)
    try:
        seed = AESGCM(wrapping).decrypt(content.nonce, content.sealed, content.public.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyFileError(
            f"{path} does not open: the password or key file is another, or the file is damaged."
        ) from error
    key = SigningKey(seed)
    if key.multibase != content.public:
        raise KeyFileError(f"{path} holds another key than it says; restore it from backup.")
    return key


def public_half(path: Path) -> bytes:
    """The public key a file says it holds, without opening it; raises KeyFileError."""
    try:
        return multikey.from_multibase(_read(path).public)
    except KeysetError as error:
        raise KeyFileError(f"{path} names no Ed25519 key; restore it from backup.") from error


def _read(path: Path) -> _KeyFile:
    try:
        raw = path.read_bytes()[: _MAX_FILE_BYTES + 1]
    except OSError as error:
        raise KeyFileError(f"Cannot read the key {path}: {error.strerror}.") from error
    try:
        return msgspec.json.decode(raw, type=_KeyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path} is not a key file: {error}. Restore it from backup.") from error


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is this key's signature of `message`.

    By libsodium: half of OpenSSL's time, and it refuses what RFC 8032 leaves open (keys and points
    of small order).
    """
    if len(public_key) != crypto_sign_PUBLICKEYBYTES or len(signature) != crypto_sign_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


def _derive(secret: bytes, salt: bytes, n: int, r: int, p: int) -> bytes:
    try:
        return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(secret)
    except (ValueError, MemoryError) as error:
        raise KeyFileError(f"The key file's scrypt settings cannot be used: {error}.") from error


def _write_private(path: Path, data: bytes) -> None:
    """Create `path` with mode 0600 from the first byte on; leave nothing behind on failure."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(
            f"{path} exists; keys are never overwritten, name a new file."
        ) from error
    except OSError as error:
        raise KeyFileError(f"Cannot write the key {path}: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise KeyFileError(f"Cannot write the key {path}: {error.strerror}.") from error
