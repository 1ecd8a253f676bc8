"""The ledger: what kiosks sent, stored once, in order, and answered only when it is committed.

One call is one transaction over everything that was waiting (group commit). (kiosk, stream,
sequence) is stored once; what comes again with other bytes is kept as a conflict, what cannot be
read or does not fit is kept in quarantine, and the stream goes on.
"""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from assessor_server.enrolment import Enrolled
from assessor_server.intake.attempts import Attempts, RejectedError, ReplacedError
from assessor_server.intake.page import Page
from assessor_server.store import writing
from assessor_server.vault import Vault
from protocol import GENESIS, Event, ProtocolError, Seal, decode_event, decode_seal, digest_bytes
from protocol.messages import (
    Conflict,
    Entries,
    Entry,
    FromServer,
    Hello,
    Quarantined,
    Receipt,
    Refused,
    Welcome,
)
from protocol.times import utc_text

_REMEMBERED_STREAMS = 20_000

Place = tuple[str, str, int]


@dataclass(frozen=True)
class Unreadable:
    """A frame that is no message."""

    frame: bytes
    reason: str


@dataclass(frozen=True)
class Delivery:
    """Something a kiosk sent: who it is by its key, where to answer, and what it said."""

    kiosk: Enrolled
    peer: bytes
    message: Hello | Entries | Unreadable


Answer = tuple[bytes, FromServer]


@dataclass
class _Work:
    """One transaction in progress."""

    page: Page
    answers: list[Answer] = field(default_factory=list)
    asked: dict[tuple[bytes, str], tuple[str, str]] = field(default_factory=dict)
    """Who waits to hear how far a stream is stored: by peer and stream, the kiosk and its clock."""
    receipts: dict[tuple[bytes, str], int] = field(default_factory=dict)
    moved: dict[tuple[str, str], int] = field(default_factory=dict)


class Ledger:
    """Stores deliveries. To be used by one thread."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._attempts = Attempts(vault)
        self._next: dict[tuple[str, str], int] = {}
        self.kept = 0
        """New entries of the last `store`, conflicts and quarantine left out."""

    def store(self, deliveries: list[Delivery]) -> list[Answer]:
        """Store deliveries in one transaction; the answers may be sent when this returns.

        Raises sqlalchemy's DBAPIError when nothing was stored (disk full, store locked).
        """
        if len(self._next) >= _REMEMBERED_STREAMS:
            self._forget()
        try:
            with writing(self._engine) as connection:
                work = _Work(Page(connection, utc_text()))
                for delivery in deliveries:
                    self._handle(work, delivery)
                work.page.written()
                kept = work.page.kept
                welcomes = self._welcomes(work)
                for (kiosk, stream), next_seq in work.moved.items():
                    work.page.set_next_seq(kiosk, stream, next_seq)
        except BaseException:
            self._forget()
            raise
        self._next.update(work.moved)
        self.kept = kept
        receipts: list[Answer] = [
            (peer, Receipt(stream=stream, upto=upto))
            for (peer, stream), upto in work.receipts.items()
        ]
        return work.answers + receipts + welcomes

    def _forget(self) -> None:
        self._attempts.forget()
        self._next.clear()

    def _handle(self, work: _Work, delivery: Delivery) -> None:
        message = delivery.message
        if isinstance(message, Entries):
            self._take_entries(work, delivery, message)
        elif isinstance(message, Hello):
            work.asked[delivery.peer, message.stream] = (delivery.kiosk.id, message.sent_at)
        else:
            work.page.keep_frame_aside(delivery.kiosk.id, message.frame, message.reason)
            refusal = Refused(
                code="bad_frame",
                problem=message.reason[:1000],
                remedy="install the same release on kiosk and server",
            )
            work.answers.append((delivery.peer, refusal))

    def _welcomes(self, work: _Work) -> list[Answer]:
        """One answer to all a peer has asked meanwhile: a flood of hellos costs one look."""
        return [
            (peer, self._welcome(work, kiosk, stream, sent_at))
            for (peer, stream), (kiosk, sent_at) in work.asked.items()
        ]

    def _welcome(self, work: _Work, kiosk: str, stream: str, sent_at: str) -> Welcome:
        have = self._next_seq(work, kiosk, stream) - 1
        digest = work.page.digests(kiosk, stream, have, 1).get(have) if have else None
        return Welcome(
            stream=stream,
            have_seq=have,
            have_digest=digest,
            sent_at=sent_at,
            received_at=work.page.now,
        )

    def _next_seq(self, work: _Work, kiosk: str, stream: str) -> int:
        key = (kiosk, stream)
        for known in (work.moved, self._next):
            if key in known:
                return known[key]
        self._next[key] = work.page.next_seq(kiosk, stream)
        return self._next[key]

    def _take_entries(self, work: _Work, delivery: Delivery, message: Entries) -> None:
        kiosk, stream = delivery.kiosk, message.stream
        next_seq = self._next_seq(work, kiosk.id, stream)
        if message.first_seq > next_seq:  # something is missing: say where to go on
            work.asked.setdefault((delivery.peer, stream), (kiosk.id, work.page.now))
            return
        known = min(next_seq - message.first_seq, len(message.entries))
        if known:
            self._check_again(work, delivery, message, known)
        new = message.entries[known:]
        for seq, entry in enumerate(new, message.first_seq + known):
            self._take(work, delivery, (kiosk.id, stream, seq), entry)
        if new:
            work.moved[kiosk.id, stream] = message.first_seq + len(message.entries)
        upto = self._next_seq(work, kiosk.id, stream) - 1
        work.receipts[delivery.peer, stream] = upto

    def _check_again(self, work: _Work, delivery: Delivery, message: Entries, count: int) -> None:
        """Compare entries that came again with what is stored in their places."""
        kiosk, stream = delivery.kiosk.id, message.stream
        stored = work.page.digests(kiosk, stream, message.first_seq, count)
        for seq, entry in enumerate(message.entries[:count], message.first_seq):
            sent = digest_bytes(entry.body)
            if seq in stored and stored[seq] == sent:
                continue
            if seq not in stored and _is_stored_elsewhere(work.page, entry, sent):
                continue
            work.page.keep_conflict((kiosk, stream, seq), entry.body)
            conflict = Conflict(
                stream=stream,
                seq=seq,
                stored_digest=stored.get(seq, GENESIS),
                sent_digest=sent,
            )
            work.answers.append((delivery.peer, conflict))

    def _take(self, work: _Work, delivery: Delivery, place: Place, entry: Entry) -> None:
        """Store a new entry, or keep it aside with the reason why it cannot be stored."""
        try:
            self._fit(work.page, delivery.kiosk, entry, place)
        except (ProtocolError, RejectedError) as problem:
            if isinstance(problem, ReplacedError):
                work.page.keep_conflict(place, entry.body)
            kiosk, stream, seq = place
            reason = str(problem)[:1000]
            work.page.keep_aside(kiosk, stream, seq, entry.body, reason)
            work.answers.append((delivery.peer, Quarantined(stream=stream, seq=seq, reason=reason)))

    def _fit(self, page: Page, kiosk: Enrolled, entry: Entry, place: Place) -> None:
        """Let an entry take its place in its attempt, and keep it if it is new there."""
        digest = digest_bytes(entry.body)
        if entry.kind == "event":
            next_one = self._attempts.take_next(kiosk, entry.body, digest)
            if next_one is not None:
                page.keep_entry(place, "event", *next_one, entry.body, digest)
                return
        read = _read(entry)
        if isinstance(read, Event):
            new = self._attempts.take_event(page, kiosk, read, digest)
        else:
            new = self._attempts.take_seal(page, kiosk, read)
        if new:
            n = read.n if isinstance(read, Event) else None
            page.keep_entry(place, entry.kind, read.attempt, n, entry.body, digest)


def _read(entry: Entry) -> Event | Seal:
    if entry.kind == "event":
        return decode_event(entry.body)
    if entry.kind == "seal":
        return decode_seal(entry.body)
    raise RejectedError(f"unknown kind of entry {entry.kind!r}")


def _is_stored_elsewhere(page: Page, entry: Entry, digest: str) -> bool:
    """Whether an entry without a row in this place is one that came before, in another stream."""
    try:
        return page.has(_read(entry).attempt, digest)
    except (ProtocolError, RejectedError):
        return False
