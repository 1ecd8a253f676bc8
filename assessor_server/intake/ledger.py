"""The ledger: what kiosks sent, judged in order, written once, answered only when it is committed.

Deliveries are judged into a page; a page is one transaction (group commit). (kiosk, stream,
sequence) is stored once; what comes again with other bytes is kept as a conflict, what cannot be
read or does not fit is kept in quarantine, and the stream goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Engine

from assessor_server.enrolment import Enrolled
from assessor_server.intake.attempts import Attempts, RejectedError, ReplacedError
from assessor_server.intake.page import Answer, Page
from assessor_server.intake.plain_frames import PlainEntries, PlainEntry
from assessor_server.intake.shelf import Shelf
from protocol import GENESIS, Event, ProtocolError, Seal, decode_event, decode_seal, digest_bytes
from protocol.messages import (
    Conflict,
    Entries,
    Entry,
    Hello,
    Quarantined,
    Refused,
    Welcome,
)
from protocol.times import utc_text

MAX_PAGE_ENTRIES = 2_000
MAX_PAGE_BYTES = 1024 * 1024
"""A copy of it is in memory too while it is written."""

_REMEMBERED = 20_000
_REASON_CHARS = 1_000


AnyEntries = Entries | PlainEntries
AnyEntry = Entry | PlainEntry


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame that is no message."""

    frame: bytes
    reason: str


class Delivery(NamedTuple):
    """Something a kiosk sent: who it is by its key, where to answer, and what it said."""

    kiosk: Enrolled
    peer: bytes
    message: Hello | Entries | PlainEntries | Unreadable


class Ledger:
    """Judges deliveries into one page at a time."""

    def __init__(self, engine: Engine) -> None:
        self._shelf = Shelf(engine)
        self._attempts = Attempts(self._shelf)
        self._next: dict[tuple[str, str], int] = {}
        self.judged = 0
        """Entries and other messages of the page."""

    @property
    def has_room(self) -> bool:
        """Whether the page that is being filled takes more."""
        page = self._shelf.page
        return page is None or (self.judged < MAX_PAGE_ENTRIES and page.size < MAX_PAGE_BYTES)

    def knows(self, kiosk: str, stream: str) -> bool:
        """Whether this stream was read in form before, and is remembered."""
        return (kiosk, stream) in self._next

    def judge(self, delivery: Delivery) -> None:
        """Put a delivery on the page that is being filled.

        Raises sqlalchemy's DBAPIError when the store cannot be read: then `give_up`.
        """
        page = self._shelf.page or self._open()
        page.peers[delivery.peer] = delivery.kiosk.id
        message = delivery.message
        if isinstance(message, PlainEntries | Entries):
            self.judged += len(message.entries)
            self._take_entries(page, delivery, message)
            return
        self.judged += 1
        if isinstance(message, Hello):
            page.asked[delivery.peer, message.stream] = (delivery.kiosk.id, message.sent_at)
        else:
            page.size += len(message.frame)
            page.keep_frame_aside(delivery.kiosk.id, message.frame, message.reason)
            refusal = Refused(
                code="bad_frame",
                problem=message.reason[:_REASON_CHARS],
                remedy="install the same release on kiosk and server",
            )
            page.answers.append((delivery.peer, refusal))

    def turn(self) -> Page | None:
        """The page that was filled, to be written now; None when nothing was judged.

        To be reported with `written` or `give_up` before anything else is judged.
        """
        page = self._shelf.page
        if page is not None:
            # One answer to all a peer has asked meanwhile: a flood of hellos costs one look.
            page.answers += [
                (peer, self._welcome(page, kiosk, stream, sent_at))
                for (peer, stream), (kiosk, sent_at) in page.asked.items()
            ]
        return page

    def written(self) -> list[Answer]:
        """Note that the page is committed; its answers, to be sent now."""
        page, self._shelf.page = self._shelf.page, None
        return [] if page is None else page.due()

    def give_up(self) -> dict[bytes, str]:
        """Nothing of the page is stored: forget what was judged. Returns who waits for it."""
        page, self._shelf.page = self._shelf.page, None
        self._attempts.forget()
        self._next.clear()
        return {} if page is None else page.peers

    def _open(self) -> Page:
        if len(self._attempts) >= _REMEMBERED:
            self._attempts.forget()
        if len(self._next) >= _REMEMBERED:
            self._next.clear()
        self.judged = 0
        page = self._shelf.page = Page(utc_text())
        return page

    def _welcome(self, page: Page, kiosk: str, stream: str, sent_at: str) -> Welcome:
        have = self._next_seq(kiosk, stream) - 1
        digest = self._shelf.digests(kiosk, stream, have, 1).get(have) if have else None
        return Welcome(
            stream=stream,
            have_seq=have,
            have_digest=digest,
            sent_at=sent_at,
            received_at=page.now,
        )

    def _next_seq(self, kiosk: str, stream: str) -> int:
        known = self._next.get((kiosk, stream))
        if known is None:
            known = self._next[kiosk, stream] = self._shelf.next_seq(kiosk, stream)
        return known

    def _take_entries(self, page: Page, delivery: Delivery, message: AnyEntries) -> None:
        kiosk, stream, first = delivery.kiosk, message.stream, message.first_seq
        page.frames_of_entries += 1
        next_seq = self._next_seq(kiosk.id, stream)
        if first > next_seq:  # something is missing: say where to go on
            page.asked.setdefault((delivery.peer, stream), (kiosk.id, page.now))
            return
        end = first + len(message.entries)
        known = min(next_seq, end) - first
        if known:
            self._check_again(page, delivery, message, known)
        if end > next_seq:
            new: Sequence[AnyEntry] = message.entries[known:]
            for seq, entry in enumerate(new, next_seq):
                self._take(page, delivery, stream, seq, entry)
            page.move(kiosk.id, stream, next_seq, end)
            self._next[kiosk.id, stream] = next_seq = end
        page.receipts[delivery.peer, stream] = next_seq - 1

    def _check_again(self, page: Page, delivery: Delivery, message: AnyEntries, count: int) -> None:
        """Compare entries that came again with what is stored in their places."""
        kiosk, stream = delivery.kiosk.id, message.stream
        stored = self._shelf.digests(kiosk, stream, message.first_seq, count)
        again: Sequence[AnyEntry] = message.entries[:count]
        for seq, entry in enumerate(again, message.first_seq):
            sent = digest_bytes(entry.body)
            if seq in stored and stored[seq] == sent:
                continue
            if seq not in stored and self._is_stored_elsewhere(entry, sent):
                continue
            page.size += len(entry.body)
            page.keep_conflict((kiosk, stream, seq), entry.body)
            conflict = Conflict(
                stream=stream,
                seq=seq,
                stored_digest=stored.get(seq, GENESIS),
                sent_digest=sent,
            )
            page.answers.append((delivery.peer, conflict))

    def _take(self, page: Page, delivery: Delivery, stream: str, seq: int, entry: AnyEntry) -> None:
        """Keep a new entry, or put it aside with the reason why it cannot be stored."""
        kiosk, body = delivery.kiosk, entry.body
        page.size += len(body)
        if entry.kind == "event":
            event = self._attempts.take_next(kiosk, body)
            if event is not None:
                page.keep_entry(kiosk.id, stream, seq, event.attempt, event.n, body)
                return
        try:
            self._fit(page, kiosk, stream, seq, entry)
        except (ProtocolError, RejectedError) as problem:
            place = (kiosk.id, stream, seq)
            if isinstance(problem, ReplacedError):
                page.keep_conflict(place, body)
            reason = str(problem)[:_REASON_CHARS]
            page.keep_aside(place, body, reason)
            page.answers.append((delivery.peer, Quarantined(stream=stream, seq=seq, reason=reason)))

    def _fit(self, page: Page, kiosk: Enrolled, stream: str, seq: int, entry: AnyEntry) -> None:
        """Let an entry take its place in its attempt, and keep it if it is new there."""
        read = _read(entry)
        if isinstance(read, Event):
            n = read.n
            new = self._attempts.take_event(page, kiosk, read, digest_bytes(entry.body))
        else:
            n = read.count
            new = self._attempts.take_seal(page, kiosk, read)
        if new:
            page.keep_entry(kiosk.id, stream, seq, read.attempt, n, entry.body)

    def _is_stored_elsewhere(self, entry: AnyEntry, digest: str) -> bool:
        """Whether an entry without a row in this place came before, in another stream."""
        try:
            return self._attempts.has(_read(entry), digest)
        except (ProtocolError, RejectedError):
            return False


def _read(entry: AnyEntry) -> Event | Seal:
    if entry.kind == "event":
        return decode_event(entry.body)
    if entry.kind == "seal":
        return decode_seal(entry.body)
    raise RejectedError(f"unknown kind of entry {entry.kind!r}")
