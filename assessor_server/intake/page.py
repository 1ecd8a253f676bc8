"""A page: what one transaction of the intake will write, and whom it answers then. Pure.

A page is filled by the ledger and then written; until it is, `Shelf` looks into it as into the
store.
"""

from dataclasses import dataclass, field
from typing import Any

from assessor_server.store.passages import MOST_ENTRIES
from protocol import digest_bytes
from protocol.messages import FromServer, Receipt

KEPT_FRAME_BYTES = 16 * 1024  # enough to see what it was; a babbling kiosk must not fill the disk

Place = tuple[str, str, int]
"""Kiosk, stream, sequence."""
Answer = tuple[bytes, FromServer]


@dataclass(slots=True, eq=False)
class Passage:
    """Entries of one attempt that follow each other in one stream; a line is an entry's bytes."""

    kiosk: str
    stream: str
    first_seq: int
    attempt: str
    first_n: int
    lines: list[bytes]


@dataclass(slots=True)
class Move:
    """How far a stream goes: the sequence it goes on with, before this page and after it."""

    before: int
    after: int


@dataclass(slots=True, eq=False)
class Page:
    """Rows by table, in the order they are to be written; `now` is when they were received."""

    now: str
    size: int = 0
    """Bytes of bodies and frames."""
    entries: int = 0
    frames_of_entries: int = 0
    passages: list[Passage] = field(default_factory=list)
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
    moved: dict[tuple[str, str], Move] = field(default_factory=dict)
    """How each stream goes on, by kiosk and stream."""

    peers: dict[bytes, str] = field(default_factory=dict)
    """Everybody who waits for this page, and which kiosk it is."""
    answers: list[Answer] = field(default_factory=list)
    asked: dict[tuple[bytes, str], tuple[str, str]] = field(default_factory=dict)
    """Who waits to hear how far a stream is stored: by peer and stream, the kiosk and its clock."""
    receipts: dict[tuple[bytes, str], int] = field(default_factory=dict)

    _last: dict[tuple[str, str], Passage] = field(default_factory=dict)
    """The newest passage of each stream."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.aside or self.conflicts or self.frames or self.moved)

    def keep_entry(
        self, kiosk: str, stream: str, seq: int, attempt: str, n: int, body: bytes
    ) -> None:
        """Keep an entry that fits, as number `n` of its attempt (a seal counts on)."""
        self.entries += 1
        last = self._last.get((kiosk, stream))
        if (
            last is not None
            and last.attempt == attempt
            and last.first_seq + (count := len(last.lines)) == seq
            and count < MOST_ENTRIES
        ):
            last.lines.append(body)
            return
        passage = Passage(kiosk, stream, seq, attempt, n, [body])
        self._last[kiosk, stream] = passage
        self.passages.append(passage)

    def move(self, kiosk: str, stream: str, before: int, after: int) -> None:
        """Note that a stream went on."""
        moved = self.moved.get((kiosk, stream))
        if moved is None:
            self.moved[kiosk, stream] = Move(before, after)
        else:
            moved.after = after

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

    def bodies(self, kiosk: str, stream: str, first: int, count: int) -> dict[int, bytes]:
        """What this page holds at these sequences."""
        if (kiosk, stream) not in self.moved:
            return {}
        found = {
            row[2]: row[5]
            for row in self.aside
            if row[:2] == (kiosk, stream) and first <= row[2] < first + count
        }
        for passage in self.passages:
            if (passage.kiosk, passage.stream) == (kiosk, stream):
                found.update(
                    (seq, line)
                    for seq, line in enumerate(passage.lines, passage.first_seq)
                    if first <= seq < first + count
                )
        return found

    def event(self, attempt: str, n: int) -> bytes | None:
        """What this page holds as number `n` of an attempt."""
        for passage in self.passages:
            if passage.attempt == attempt and 0 <= n - passage.first_n < len(passage.lines):
                return passage.lines[n - passage.first_n]
        return None

    def due(self) -> list[Answer]:
        """All answers, once the page is written."""
        receipts: list[Answer] = [
            (peer, Receipt(stream=stream, upto=upto))
            for (peer, stream), upto in self.receipts.items()
        ]
        return self.answers + receipts
