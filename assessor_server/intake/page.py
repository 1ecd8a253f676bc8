"""A page: what one transaction of the intake will write, and whom it answers then. Pure.

Pages are filled by the ledger and written one after the other; until a page is written, `Shelf`
looks into it as into the store.
"""

from dataclasses import dataclass, field
from typing import Any

from protocol import digest_bytes
from protocol.messages import FromServer, Receipt

KEPT_FRAME_BYTES = 16 * 1024  # enough to see what it was; a babbling kiosk must not fill the disk

Place = tuple[str, str, int]
"""Kiosk, stream, sequence."""
Answer = tuple[bytes, FromServer]


@dataclass(slots=True, eq=False)
class Page:
    """Rows by table, in the order they are to be written; `now` is when they were received."""

    now: str
    size: int = 0
    """Bytes of bodies and frames."""
    frames_of_entries: int = 0
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    aside: list[tuple[Any, ...]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    frames: dict[tuple[str, str], tuple[bytes, str]] = field(default_factory=dict)
    """Frames nobody can read: by kiosk and digest, their beginning and the reason."""
    opened: list[dict[str, Any]] = field(default_factory=list)
    candidates: dict[str, str] = field(default_factory=dict)
    """Candidates that need a key, and the centre where they were first seen."""
    states: list[dict[str, Any]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)
    scores: dict[tuple[str, str], str] = field(default_factory=dict)
    """The newest proposal by attempt and criterion, as JSON."""
    moved: dict[tuple[str, str], int] = field(default_factory=dict)
    """How each stream goes on: by kiosk and stream, the next sequence."""

    peers: dict[bytes, str] = field(default_factory=dict)
    """Everybody who waits for this page, and which kiosk it is."""
    answers: list[Answer] = field(default_factory=list)
    asked: dict[tuple[bytes, str], tuple[str, str]] = field(default_factory=dict)
    """Who waits to hear how far a stream is stored: by peer and stream, the kiosk and its clock."""
    receipts: dict[tuple[bytes, str], int] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.entries or self.aside or self.conflicts or self.frames or self.moved)

    def keep_entry(
        self, place: Place, kind: str, attempt: str, n: int | None, body: bytes, digest: str
    ) -> None:
        """Keep an entry that fits; `n` is an event's number, None for a seal."""
        self.entries.append((*place, self.now, kind, attempt, n, body, digest))

    def keep_aside(self, place: Place, body: bytes, reason: str) -> None:
        """Quarantine an entry that cannot be stored as one."""
        self.aside.append((*place, self.now, reason, body, digest_bytes(body)))

    def keep_frame_aside(self, kiosk: str, frame: bytes, reason: str) -> None:
        """Quarantine the beginning of a frame nobody can read: each once, and not for ever."""
        frame = frame[:KEPT_FRAME_BYTES]
        self.frames[kiosk, digest_bytes(frame)] = (frame, reason)

    def keep_conflict(self, place: Place, body: bytes) -> None:
        """Keep other bytes that claim a place already taken; the same ones once."""
        kiosk, stream, seq = place
        self.conflicts.append(
            {
                "kiosk": kiosk,
                "stream": stream,
                "seq": seq,
                "received_at": self.now,
                "body": body,
                "digest": digest_bytes(body),
            }
        )

    def set_state(self, attempt: str, state: str, reason: str | None = None) -> None:
        """Change an attempt's state; `reason` says what broke it."""
        self.states.append({"attempt": attempt, "state": state, "broken_reason": reason})

    def digests(self, kiosk: str, stream: str, first: int, count: int) -> dict[int, str]:
        """Digests of what this page holds at these sequences."""
        if (kiosk, stream) not in self.moved:
            return {}
        rows = [row for table in (self.aside, self.entries) for row in table]
        return {
            row[2]: row[-1]
            for row in rows
            if row[0] == kiosk and row[1] == stream and first <= row[2] < first + count
        }

    def events_of(self, attempt: str) -> dict[int | None, str]:
        """Digests of what this page holds of an attempt, by number."""
        return {row[6]: row[8] for row in self.entries if row[5] == attempt}

    def due(self) -> list[Answer]:
        """All answers, once the page is written."""
        receipts: list[Answer] = [
            (peer, Receipt(stream=stream, upto=upto))
            for (peer, stream), upto in self.receipts.items()
        ]
        return self.answers + receipts
