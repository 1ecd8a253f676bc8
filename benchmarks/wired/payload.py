"""What the wire is loaded with: whole attempts of real, valid, canonical events, made beforehand.

Every client of every peer sends the same bytes; a forged chain would be quarantined, not stored.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from protocol import (
    Event,
    Seal,
    SealKey,
    append,
    canonical_bytes,
    encode_seal,
    event_digest,
    sign_seal,
)
from protocol.curve import CurveKeys
from protocol.messages import MAX_ENTRIES, MAX_ENTRIES_BYTES, Entries, Entry, encode

EVENT_BYTES = 700
"""Size of a typical event: one observation of a piece with its outline."""
EVENTS_AN_ATTEMPT = 60
_STARTED: dict[str, object] = {
    "scenario": "tourism/table_setting",
    "version": "1.0.0",
    "pack_digest": "ab" * 32,
    "candidate": "K7F-4Q2",
    "centre": "zacatecoluca",
    "kiosk": "bench",
    "language": "es",
    "trainer": None,
    "model_digests": {},
    "input": "rendered",
    "judged": True,
}


@dataclass(frozen=True)
class Kiosk:
    """A kiosk of the benchmark: its keys, its stream, and where its attempts' numbers begin."""

    id: str
    curve: CurveKeys
    seal_key: str
    stream: str

    @classmethod
    def new(cls, number: int) -> "Kiosk":
        """Make a kiosk with fresh keys."""
        key = SealKey.generate()
        return cls(f"bench-{number}", CurveKeys.generate(), key.hex(), uuid.uuid4().hex)


def observation(size: int) -> dict[str, object]:
    """Body of an event that is about `size` bytes long when encoded."""
    points = [[float(n), float(n) / 8] for n in range(max(3, (size - 420) // 14))]
    seen = {
        "kind": "piece.seen",
        "frame": "0",
        "name": "plate",
        "confidence": 0.93,
        "outline_px": points,
        "points_px": {},
        "sigma_px": 0.8,
    }
    return {"step": "lay", "observations": [seen]}


def entries_of(kiosk: Kiosk, count: int, *, size: int = EVENT_BYTES) -> Iterator[Entry]:
    """The first `count` entries of a kiosk: attempts of 60 events, each sealed."""
    key, body = SealKey.from_hex(kiosk.seal_key), observation(size)
    made = 0
    while made < count:
        attempt, last = str(uuid.uuid4()), None
        for n in range(EVENTS_AN_ATTEMPT):
            last = _next(attempt, last, n, body)
            yield Entry("event", canonical_bytes(last))
        seal: Seal = sign_seal(attempt, EVENTS_AN_ATTEMPT, event_digest(last), key)
        yield Entry("seal", encode_seal(seal))
        made += EVENTS_AN_ATTEMPT + 1


def _next(attempt: str, last: Event | None, n: int, body: dict[str, object]) -> Event:
    kind, says = ("attempt.started", _STARTED) if n == 0 else ("observation.made", body)
    at = f"2026-11-22T17:{n // 60 % 60:02}:{n % 60:02}.000Z"
    return append(last, attempt=attempt, kind=kind, body=says, at=at)


@dataclass(frozen=True)
class Frame:
    """An encoded frame, and the sequence number of its last entry."""

    data: bytes
    last_seq: int


def frames_of(kiosk: Kiosk, count: int, *, batch: int, size: int = EVENT_BYTES) -> list[Frame]:
    """The kiosk's first `count` entries as frames of up to `batch` entries, as an uplink sends."""
    frames: list[Frame] = []
    waiting: list[Entry] = []
    first = 1
    for entry in islice(entries_of(kiosk, count, size=size), count):
        full = sum(len(e.body) for e in waiting) + len(entry.body) > MAX_ENTRIES_BYTES
        if waiting and (len(waiting) >= min(batch, MAX_ENTRIES) or full):
            frames.append(_frame(kiosk.stream, first, waiting))
            first, waiting = first + len(waiting), []
        waiting.append(entry)
    if waiting:
        frames.append(_frame(kiosk.stream, first, waiting))
    return frames


def _frame(stream: str, first: int, entries: list[Entry]) -> Frame:
    message = Entries(stream=stream, first_seq=first, entries=list(entries))
    return Frame(encode(message), first + len(entries) - 1)


def bodies(count: int, *, size: int = EVENT_BYTES) -> list[bytes]:
    """The same events as bare bytes, for peers that know nothing of our frames."""
    kiosk = Kiosk.new(0)
    return [entry.body for entry in islice(entries_of(kiosk, count, size=size), count)]
