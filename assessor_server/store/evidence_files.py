"""Evidence on disk: one file per piece, sealed chunk after sealed chunk; knows nothing of tables.

A record is the sealed chunk's length (4 bytes, big-endian), then the sealed chunk. A power cut may
leave half a record at the end; readers stop before it and the intake, which writes, cuts it off.
"""

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assessor_server.errors import ServerError
from assessor_server.store.evidence_s3 import Shelf, ShelfAddress
from assessor_server.vault import open_chunk
from protocol.keyfiles import sync_folder

LENGTH_BYTES = 4
MAX_RECORD_BYTES = 2 * 1024 * 1024
"""No sealed chunk is longer (a chunk is 1 MiB at most): a larger length is damage."""
SUFFIX = ".sealed"
_NAME = re.compile(r"[0-9a-fA-F-]{8,64}")


class EvidenceNameError(ServerError):
    """An attempt id or digest that cannot name a file."""


@dataclass(frozen=True)
class EvidenceFiles:
    """Sealed evidence under one folder, and in an S3-compatible store where there is one.

    The intake writes into the folder always; whole pieces are moved to the store afterwards.
    """

    folder: Path
    shelf: Shelf | None = None

    @classmethod
    def open(cls, folder: Path, url: str = "") -> "EvidenceFiles":
        """The evidence of a server; `url` is the setting evidence_url, empty for the folder alone.

        Raises EvidenceUrlError, ShelfError.
        """
        return cls(folder, Shelf(ShelfAddress.read(url)) if url else None)

    def path(self, attempt: str, digest: str) -> Path:
        """Where a piece lies. Names come from outside, so only hex and dashes pass."""
        for name in (attempt, digest):
            if not _NAME.fullmatch(name):
                raise EvidenceNameError(f"{name!r} is not an attempt id or a digest: refuse it.")
        return self.folder / attempt[:2] / attempt / f"{digest}{SUFFIX}"

    def link(self, held: str, attempt: str, digest: str) -> bool:
        """Let a piece that lies with the attempt `held` lie with `attempt` too, stored once.

        False when it does not lie there or cannot be linked; then nothing has changed.
        """
        here = self.path(attempt, digest)
        here.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.path(held, digest), here)
        except OSError:
            return False
        sync_folder(here.parent)
        sync_folder(here.parent.parent)
        return True

    def name(self, attempt: str, digest: str) -> str:
        """What a piece is called in the store: its path below the folder."""
        return str(self.path(attempt, digest).relative_to(self.folder))

    def holds(self, attempt: str, digest: str) -> bool:
        """Whether a piece lies here or there. Raises ShelfError."""
        if self.path(attempt, digest).is_file():
            return True
        return self.shelf is not None and self.shelf.size(self.name(attempt, digest)) is not None

    def chunks(self, attempt: str, digest: str, key: bytes) -> Iterator[bytes]:
        """The plain chunks in order; raises SealedDataDamagedError, FileNotFoundError, ShelfError.

        Reading stops before half a record at the end: compare sizes or digests.
        """
        with self._open(attempt, digest) as handle:
            index = 0
            while (sealed := _next_record(handle)) is not None:
                yield open_chunk(key, digest, index, sealed)
                index += 1

    def _open(self, attempt: str, digest: str) -> AbstractContextManager[BinaryIO]:
        try:
            return self.path(attempt, digest).open("rb")
        except FileNotFoundError:
            if self.shelf is None:
                raise
        return closing(self.shelf.open(self.name(attempt, digest)))


def _next_record(handle: BinaryIO) -> bytes | None:
    head = handle.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if len(head) < LENGTH_BYTES or length > MAX_RECORD_BYTES:
        return None
    sealed = handle.read(length)
    return sealed if len(sealed) == length else None
