"""Evidence on disk: one file per piece, sealed chunk after sealed chunk; knows nothing of tables.

A record is the sealed chunk's length (4 bytes, big-endian), then the sealed chunk. A power cut may
leave half a record at the end; readers stop before it and the intake, which writes, cuts it off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assessor_server.errors import ServerError
from assessor_server.vault import open_chunk

LENGTH_BYTES = 4
_NAME = re.compile(r"[0-9a-fA-F-]{8,64}")


class EvidenceNameError(ServerError):
    """An attempt id or digest that cannot name a file."""


@dataclass(frozen=True)
class EvidenceFiles:
    """Sealed evidence under one folder."""

    folder: Path

    def path(self, attempt: str, digest: str) -> Path:
        """Where a piece lies. Names come from outside, so only hex and dashes pass."""
        for name in (attempt, digest):
            if not _NAME.fullmatch(name):
                raise EvidenceNameError(f"{name!r} is not an attempt id or a digest: refuse it.")
        return self.folder / attempt[:2] / attempt / f"{digest}.sealed"

    def chunks(self, attempt: str, digest: str, key: bytes) -> Iterator[bytes]:
        """The plain chunks in order; raises SealedDataDamagedError, FileNotFoundError."""
        with self.path(attempt, digest).open("rb") as handle:
            index = 0
            while (sealed := _next_record(handle)) is not None:
                yield open_chunk(key, digest, index, sealed)
                index += 1


def _next_record(handle: BinaryIO) -> bytes | None:
    head = handle.read(LENGTH_BYTES)
    sealed = handle.read(int.from_bytes(head, "big"))
    whole = len(head) == LENGTH_BYTES and len(sealed) == int.from_bytes(head, "big")
    return sealed if whole else None
