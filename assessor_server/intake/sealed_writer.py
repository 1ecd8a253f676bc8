"""Writes one piece of evidence, sealed chunk after sealed chunk, in the form that the store's
EvidenceFiles reads; goes on after the last whole chunk that a crash left. Touches one file.
"""

import hashlib
import os
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from assessor_server.store.evidence_files import LENGTH_BYTES, MAX_RECORD_BYTES
from assessor_server.vault import SealedDataDamagedError, open_chunk, seal_chunk
from protocol.keyfiles import sync_folder

_ON_ITS_WAY_BYTES = 8 * 1024 * 1024
"""After so much the disk is asked to begin, so that little is left to wait for at the end."""


class SealedWriter:
    """Appends chunks to a sealed file; `offset` is how many plain bytes it holds.

    Opening reads what is there, because the digest at the end is over all of it. Chunks are handed
    to the operating system as they come, and to the disk not much later; `finish` makes them
    durable, and only then is the piece called stored.
    """

    def __init__(self, path: Path, digest: str, key: bytes) -> None:
        self.path = path
        self.offset = 0
        self._digest = digest
        self._key = key
        self._index = 0
        self._hash = hashlib.sha256()
        self._end = 0
        self._on_its_way = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("r+b" if path.exists() else "x+b", buffering=0)
        self._go_on()

    def append(self, data: bytes) -> None:
        """Seal and write the next chunk. Raises OSError; then nothing of it remains."""
        nonce, sealed = seal_chunk(self._key, self._digest, self._index, data)
        length = len(nonce) + len(sealed)
        try:
            _write_all(self._file, length.to_bytes(LENGTH_BYTES, "big") + nonce)
            _write_all(self._file, sealed)
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise
        self._end += LENGTH_BYTES + length
        self._hash.update(data)
        self.offset += len(data)
        self._index += 1
        self._begin_to_flush()

    def is_true(self) -> bool:
        """Whether the bytes so far have the digest they were announced with."""
        return self._hash.hexdigest() == self._digest

    def finish(self) -> None:
        """Make everything durable and close."""
        os.fsync(self._file.fileno())
        self.close()
        sync_folder(self.path.parent)
        sync_folder(self.path.parent.parent)

    def close(self) -> None:
        """Close; what was written can be gone on with later."""
        self._file.close()

    def remove(self) -> None:
        """Close and delete."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _begin_to_flush(self) -> None:
        """Let the disk write while more arrives. It says nothing of being done: `finish` does."""
        waiting = self._end - self._on_its_way
        if waiting >= _ON_ITS_WAY_BYTES and hasattr(os, "posix_fadvise"):
            file, start = self._file.fileno(), self._on_its_way
            os.posix_fadvise(file, start, waiting, os.POSIX_FADV_DONTNEED)
            self._on_its_way = self._end

    def _go_on(self) -> None:
        """Read whole chunks up to the first that is cut off or damaged, and cut the file there."""
        with self.path.open("rb") as stored:
            while (data := _read_chunk(stored, self._digest, self._index, self._key)) is not None:
                self._hash.update(data)
                self.offset += len(data)
                self._index += 1
                self._end = stored.tell()
        self._file.truncate(self._end)
        self._file.seek(self._end)
        self._on_its_way = self._end


def _write_all(file: FileIO, data: bytes) -> None:
    """Write everything: without a buffer, a nearly full disk takes a part and says how much."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _read_chunk(file: BinaryIO, digest: str, index: int, key: bytes) -> bytes | None:
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    if not 0 < length <= MAX_RECORD_BYTES:  # damaged: it would be read into memory whole
        return None
    sealed = file.read(length)
    if len(sealed) < length:
        return None
    try:
        return open_chunk(key, digest, index, sealed)
    except SealedDataDamagedError:
        return None
