"""Reads every stored piece of evidence back and compares it with its digest. Changes nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from assessor_server.store import ServerFolder, open_store, reading
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import evidence
from assessor_server.vault import (
    CandidateErasedError,
    CandidateUnknownError,
    SealedDataDamagedError,
    Vault,
)


class Fault(StrEnum):
    """What can be wrong with a piece."""

    MISSING = "missing"  # the store says it is whole, and it is nowhere
    DAMAGED = "damaged"  # it does not open, or is not what its digest says
    ORPHAN = "orphan"  # a file that belongs to nothing


class EvidenceFault(msgspec.Struct, frozen=True):
    """One fault: `name` is the file's path below the evidence folder."""

    fault: Fault
    name: str
    detail: str


class EvidenceReport(msgspec.Struct, frozen=True):
    """What a check found. `waiting` pieces are still on their way; `erased` ones cannot be opened,
    at the wish of the person they showed."""

    sound_pieces: int
    sound_bytes: int
    waiting: int
    erased: int
    faults: tuple[EvidenceFault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check_evidence(directory: Path, evidence_url: str = "") -> EvidenceReport:
    """Check all evidence of the server in DIR, and in its S3-compatible store if it has one.

    Raises NoServerHereError, MasterKeyUnusableError, EvidenceUrlError, ShelfError.
    """
    folder = ServerFolder(directory)
    folder.require()
    vault = Vault.open(folder.master_key)
    files = EvidenceFiles.open(folder.evidence, evidence_url)
    engine = open_store(directory)
    try:
        with reading(engine) as connection:
            rows = connection.execute(
                select(evidence).order_by(evidence.c.attempt, evidence.c.digest)
            ).all()
            return _check(connection, vault, files, rows)
    finally:
        engine.dispose()


def _check(
    connection: Connection, vault: Vault, files: EvidenceFiles, rows: Sequence[Row[Any]]
) -> EvidenceReport:
    pieces = size = waiting = erased = 0
    faults: list[EvidenceFault] = []
    for row in rows:
        if row.completed_at is None:
            waiting += 1
            continue
        try:
            fault = _fault_of(connection, vault, files, row)
        except CandidateErasedError:
            erased += 1
            continue
        if fault is None:
            pieces += 1
            size += row.size
        else:
            faults.append(fault)
    known = {files.name(row.attempt, row.digest) for row in rows}
    faults += [
        EvidenceFault(Fault.ORPHAN, name, "the store knows of no such evidence")
        for name in sorted(set(_names(files)) - known)
    ]
    return EvidenceReport(pieces, size, waiting, erased, tuple(faults))


def _fault_of(
    connection: Connection, vault: Vault, files: EvidenceFiles, row: Row[Any]
) -> EvidenceFault | None:
    """Read one piece back. Raises CandidateErasedError, ShelfError."""
    name = files.name(row.attempt, row.digest)
    if not files.holds(row.attempt, row.digest):
        return EvidenceFault(Fault.MISSING, name, "restore it from a backup")
    sha = hashlib.sha256()
    try:
        key = vault.existing_key(connection, row.candidate)
        for chunk in files.chunks(row.attempt, row.digest, key):
            sha.update(chunk)
    except (SealedDataDamagedError, CandidateUnknownError, OSError) as problem:
        return EvidenceFault(Fault.DAMAGED, name, str(problem))
    if sha.hexdigest() != row.digest:
        return EvidenceFault(Fault.DAMAGED, name, "its bytes do not have its digest")
    return None


def _names(files: EvidenceFiles) -> Iterator[str]:
    for path in files.folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(files.folder))
    if files.shelf is not None:
        yield from files.shelf.names()
