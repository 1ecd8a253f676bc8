"""Personal data at rest: one AES-256-GCM key per candidate, each wrapped by the master key.

Erasing a person is destroying their key: their name and evidence never open again.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select, update

from assessor_server.errors import ServerError
from assessor_server.store.tables import candidates

KEY_BYTES = 32
NONCE_BYTES = 12  # random; one key seals far fewer than the 2³² messages NIST SP 800-38D allows


class MasterKeyUnusableError(ServerError):
    """The master key file is missing, readable by others, or not a key."""


class CandidateErasedError(ServerError):
    """The candidate asked to be forgotten: their key is destroyed."""


class CandidateUnknownError(ServerError):
    """No candidate has this code."""


class SealedDataDamagedError(ServerError):
    """Sealed bytes do not open: altered, moved to another place, or sealed with another key."""


def create_master_key(path: Path) -> None:
    """Write a fresh master key, readable by its owner only; an existing one is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(secrets.token_bytes(KEY_BYTES))
        handle.flush()
        os.fsync(handle.fileno())


def seal_chunk(key: bytes, digest: str, index: int, data: bytes) -> tuple[bytes, bytes]:
    """One chunk of evidence, sealed to its place: chunk `index` of the evidence `digest`.

    In two parts, to be written one after the other: a chunk is large, and copying costs memory.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    place = f"evidence:{digest}:{index}".encode()
    return nonce, AESGCM(key).encrypt(nonce, data, place)


def open_chunk(key: bytes, digest: str, index: int, sealed: bytes) -> bytes:
    """The plain bytes of a sealed chunk; raises SealedDataDamagedError."""
    return _open(key, sealed, f"evidence:{digest}:{index}")


@dataclass(frozen=True)
class Vault:
    """The master key in use: makes, hands out and destroys candidates' keys."""

    master_key: bytes

    @classmethod
    def open(cls, path: Path) -> "Vault":
        """Read the master key; raises MasterKeyUnusableError."""
        if not path.is_file():
            raise MasterKeyUnusableError(f"{path} is missing: restore it from its safe copy.")
        if path.stat().st_mode & 0o077:
            raise MasterKeyUnusableError(f"{path} can be read by others: run `chmod 600 {path}`.")
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise MasterKeyUnusableError(
                f"{path} must hold {KEY_BYTES} bytes, but has {len(key)}: restore its safe copy."
            )
        return cls(key)

    def candidate_key(self, connection: Connection, code: str, *, centre: str, now: str) -> bytes:
        """The candidate's key; made here when a kiosk used a code nobody has registered yet.

        Needs a writing connection. Raises CandidateErasedError.
        """
        row = connection.execute(
            select(candidates.c.key_wrapped).where(candidates.c.code == code)
        ).one_or_none()
        if row is not None:
            return self.unwrap(code, row.key_wrapped)
        key = secrets.token_bytes(KEY_BYTES)
        connection.execute(
            insert(candidates).values(
                code=code, key_wrapped=self._wrap(code, key), centre=centre, created_at=now
            )
        )
        return key

    def existing_key(self, connection: Connection, code: str) -> bytes:
        """The candidate's key, for reading; raises CandidateUnknownError, CandidateErasedError."""
        row = connection.execute(
            select(candidates.c.key_wrapped).where(candidates.c.code == code)
        ).one_or_none()
        if row is None:
            raise CandidateUnknownError(
                f"No candidate has the code {code}: check it, or register them."
            )
        return self.unwrap(code, row.key_wrapped)

    def seal_name(self, key: bytes, code: str, name: str) -> bytes:
        return _seal(key, name.encode(), f"name:{code}")

    def open_name(self, key: bytes, code: str, sealed: bytes) -> str:
        return _open(key, sealed, f"name:{code}").decode()

    def seal_certificate(self, key: bytes, id: str, content: bytes) -> bytes:
        return _seal(key, content, f"certificate:{id}")

    def open_certificate(self, key: bytes, id: str, sealed: bytes) -> bytes:
        return _open(key, sealed, f"certificate:{id}")

    def seal_shown(self, place: str, text: str) -> bytes:
        """What a wallet showed, for the minutes until its asker fetches it."""
        return _seal(self.master_key, text.encode(), f"shown:{place}")

    def open_shown(self, place: str, sealed: bytes) -> str:
        return _open(self.master_key, sealed, f"shown:{place}").decode()

    def erase(self, connection: Connection, code: str, *, now: str) -> None:
        """Destroy the candidate's key: name and evidence are unreadable from the commit on."""
        connection.execute(
            update(candidates)
            .where(candidates.c.code == code)
            .values(name_enc=None, key_wrapped=None, erased_at=now)
        )

    def _wrap(self, code: str, key: bytes) -> bytes:
        return _seal(self.master_key, key, f"key:{code}")

    def unwrap(self, code: str, wrapped: bytes | None) -> bytes:
        """A candidate's key in the clear; raises CandidateErasedError, SealedDataDamagedError."""
        if wrapped is None:
            raise CandidateErasedError(
                f"The data of {code} was erased, at their wish: nothing of it can be opened."
            )
        return _open(self.master_key, wrapped, f"key:{code}")


def _seal(key: bytes, data: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def _open(key: bytes, sealed: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedDataDamagedError(
            f"The sealed data for {place} does not open: restore it from a backup."
        ) from error
