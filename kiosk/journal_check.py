"""Room: kiosk. Whether a journal is sound: its file, every attempt's chain and seal, its evidence.

Reads only. May run while the kiosk works.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kiosk.evidence_check import check_evidence
from protocol import (
    GENESIS,
    ChainError,
    Event,
    ProtocolError,
    SealError,
    check_link,
    decode_event,
    decode_seal,
    event_digest,
    verify_seal,
)

MAX_FINDINGS = 200
"""A ruined file has a fault in every page: the first ones say enough."""

TABLES = frozenset({"streams", "entries", "problems"})


@dataclass(frozen=True)
class Finding:
    """A fault: where (file, attempt, evidence), what, and what to do about it."""

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}. {self.remedy}"


@dataclass(frozen=True)
class Report:
    """What a check found; `entries` and `attempts` count what could be read."""

    findings: tuple[Finding, ...]
    entries: int
    attempts: int

    @property
    def sound(self) -> bool:
        """Whether there is no fault."""
        return not self.findings


REPAIR = "Close the kiosk and run: acredita journal check --repair"
LOOK = "Keep the file and tell support; its other attempts are not touched by this"


def check_journal(path: Path) -> Report:
    """Check a journal's file and everything in it; evidence that still has to be sent, too."""
    if not path.is_file():
        missing = Finding(str(path), "there is no journal", "Check the folder (--dir).")
        return Report((missing,), 0, 0)
    with closing(open_for_reading(path)) as connection:
        findings = list(_take(_check_file(connection, path)))
        if findings:
            return Report(tuple(findings), *_counted(connection))
        try:
            findings += _take(_check_streams(connection))
            findings += _take(_check_attempts(connection))
            findings += _take(
                Finding(f"evidence {fault.digest}", fault.problem, fault.remedy)
                for fault in check_evidence(connection, path.parent / "evidence")
            )
        except sqlite3.Error as problem:
            findings.append(Finding(str(path), f"it cannot be read: {problem}", REPAIR))
        return Report(tuple(findings[:MAX_FINDINGS]), *_counted(connection))


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file, whatever is wrong with it."""
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, timeout=10
    )


def _take(findings: Iterator[Finding]) -> Iterator[Finding]:
    for count, finding in enumerate(findings, 1):
        yield finding
        if count >= MAX_FINDINGS:
            return


def _counted(connection: sqlite3.Connection) -> tuple[int, int]:
    try:
        counts = connection.execute("SELECT count(*), count(DISTINCT attempt) FROM entries")
        entries, attempts = counts.fetchone()
    except sqlite3.Error:
        return 0, 0
    return int(entries), int(attempts)


def _check_file(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    """SQLite's own check of pages, indexes and rows, then whether it is a journal at all."""
    try:
        for (said,) in connection.execute(f"PRAGMA integrity_check({MAX_FINDINGS})"):
            if said != "ok":
                yield Finding(str(path), f"the file is damaged: {said}", REPAIR)
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as problem:
        yield Finding(str(path), f"it cannot be read: {problem}", REPAIR)
        return
    if missing := sorted(TABLES - found):
        yield Finding(str(path), f"it has no {', '.join(missing)}", REPAIR)


def _check_streams(connection: sqlite3.Connection) -> Iterator[Finding]:
    first, last, count = connection.execute(
        "SELECT ifnull(min(position), 1), ifnull(max(position), 0), count(*) FROM entries"
    ).fetchone()
    if first != 1 or last != count:
        yield Finding("entries", f"{last - count} of {last} are missing", LOOK)
    streams = connection.execute("SELECT id, first_position, acknowledged FROM streams").fetchall()
    if not streams:
        yield Finding("streams", "there is none", REPAIR)
    for id, first_position, acknowledged in streams:
        if first_position < 1 or first_position + acknowledged - 1 > last:
            yield Finding(
                f"stream {id}",
                f"the server confirmed {acknowledged} entries, which are not all here: the "
                "journal was restored from an older copy",
                "Connect the kiosk: it goes on under a new stream by itself.",
            )


def _check_attempts(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Every attempt's chain and seal; one attempt is in memory at a time."""
    attempts = [row[0] for row in connection.execute("SELECT DISTINCT attempt FROM entries")]
    for attempt in attempts:
        try:
            check_attempt(connection, attempt)
        except ProtocolError as problem:
            yield Finding(f"attempt {attempt}", str(problem), LOOK)


def check_attempt(connection: sqlite3.Connection, attempt: str) -> None:
    """Check one attempt's events, chain and seal. Raises ProtocolError."""
    rows = connection.execute(
        "SELECT entry_kind, body FROM entries WHERE attempt = ? ORDER BY position", (attempt,)
    )
    events: list[Event] = []
    head = GENESIS
    for kind, body in rows:
        if kind == "seal":
            verify_seal(decode_seal(body), events)
            if (following := rows.fetchone()) is not None:
                raise ChainError(len(events), f"a {following[0]} follows the seal")
            return
        if kind != "event":
            raise SealError(f"an entry is of unknown kind {kind!r}; compare with the server")
        event = decode_event(body)
        check_link(attempt, len(events), head, event)
        head = event_digest(event)
        events.append(event)
