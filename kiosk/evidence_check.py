"""Room: kiosk. Whether the evidence that still has to be sent is whole. Reads only."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_READ_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """A piece that is missing, cut short or altered."""

    digest: str
    problem: str
    remedy: str


def check_evidence(connection: sqlite3.Connection, folder: Path) -> Iterator[Fault]:
    """Read every waiting piece and compare it with its digest, a block at a time."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence'").fetchone():
        return
    rows = connection.execute(
        "SELECT digest, size, attempt FROM evidence WHERE stored_at IS NULL AND refusal IS NULL"
    )
    for digest, size, attempt in rows:
        problem = _problem(folder / digest, digest, size)
        if problem is not None:
            remedy = f"Look for a copy; attempt {attempt} may need a person without it."
            yield Fault(digest, problem, remedy)


def _problem(path: Path, digest: str, size: int) -> str | None:
    try:
        found = path.stat().st_size
        if found != size:
            return f"it has {found} bytes instead of {size}"
        hasher = hashlib.sha256()
        with path.open("rb") as handle:
            while block := handle.read(_READ_BYTES):
                hasher.update(block)
    except OSError as problem:
        return f"it cannot be read ({problem.strerror})"
    return None if hasher.hexdigest() == digest else "its bytes were altered"
