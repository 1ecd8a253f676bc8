"""The ledger: what kiosks sent, judged in order, written once, answered only when it is committed.

Deliveries are judged into a page; a page is one transaction (group commit). While it is written the
next one is judged. (kiosk, stream, sequence) is stored once; what comes again with other bytes is
kept as a conflict, what cannot be read or does not fit is kept in quarantine, and the stream goes
on.
"""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Engine

from assessor_server.enrolment import Enrolled
from assessor_server.intake.attempts import Attempts, RejectedError, ReplacedError
from assessor_server.intake.page import Answer, Page, Place
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

MAX_PAGE_ENTRIES = 1_000
MAX_PAGE_BYTES = 512 * 1024
"""Two pages may be in memory at once, and a copy of one while it is written."""

_REMEMBERED = 20_000
_REASON_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame that is no message."""

    frame: bytes
    reason: str


class Delivery(NamedTuple):
    """Something a kiosk sent: who it is by its key, where to answer, and what it said."""

    kiosk: Enrolled
    peer: bytes
    message: Hello | Entries | Unreadable


class Ledger:
    """Judges deliveries. To be used by one thread; what it turns out may be written by another."""

    def __init__(self, engine: Engine) -> None:
        self._shelf = Shelf(engine)
        self._attempts = Attempts(self._shelf)
        self._next: dict[tuple[str, str], int] = {}
        self._page: Page | None = None
        self._entries = 0

    @property
    def has_room(self) -> bool:
        """Whether the page that is being filled takes more now."""
        crowded = len(self._attempts) >= _REMEMBERED and bool(self._shelf.unwritten)
        page = self._page
        return not crowded and (
            page is None or (self._entries < MAX_PAGE_ENTRIES and page.size < MAX_PAGE_BYTES)
        )

    def judge(self, delivery: Delivery) -> None:
        """Put a delivery on the page that is being filled.

        Raises sqlalchemy's DBAPIError when the store cannot be read: then `give_up`.
        """
        page = self._page or self._open()
        page.peers[delivery.peer] = delivery.kiosk.id
        message = delivery.message
        if isinstance(message, Entries):
            self._take_entries(page, delivery, message)
        elif isinstance(message, Hello):
            self._entries += 1
            page.asked[delivery.peer, message.stream] = (delivery.kiosk.id, message.sent_at)
        else:
            self._entries += 1
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

        Pages are to be written in this order, and each reported with `written` or `give_up`.
        """
        page, self._page = self._page, None
        if page is not None:
            # One answer to all a peer has asked meanwhile: a flood of hellos costs one look.
            page.answers += [
                (peer, self._welcome(page, kiosk, stream, sent_at))
                for (peer, stream), (kiosk, sent_at) in page.asked.items()
            ]
        return page

    def written(self, page: Page) -> list[Answer]:
        """Note that a page is committed; its answers may be sent now."""
        self._shelf.unwritten.remove(page)
        return page.due()

    def give_up(self) -> dict[bytes, str]:
        """Nothing that was judged and not written is stored: forget it. Returns who waits for it.

        What was judged after a page that failed builds on it, so it falls with it.
        """
        waiting: dict[bytes, str] = {}
        for page in self._shelf.unwritten:
            waiting |= page.peers
        self._shelf.unwritten.clear()
        self._page = None
        self._attempts.forget()
        self._next.clear()
        return waiting

    def _open(self) -> Page:
        if not self._shelf.unwritten and len(self._attempts) >= _REMEMBERED:
            self._attempts.forget()
        if len(self._next) >= _REMEMBERED:
            self._next.clear()
        self._entries = 0
        page = self._page = Page(utc_text())
        self._shelf.unwritten.append(page)
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

    def _take_entries(self, page: Page, delivery: Delivery, message: Entries) -> None:
        kiosk, stream = delivery.kiosk, message.stream
        self._entries += len(message.entries)
        page.frames_of_entries += 1
        next_seq = self._next_seq(kiosk.id, stream)
        if message.first_seq > next_seq:  # something is missing: say where to go on
            page.asked.setdefault((delivery.peer, stream), (kiosk.id, page.now))
            return
        known = min(next_seq - message.first_seq, len(message.entries))
        if known:
            self._check_again(page, delivery, message, known)
        new = message.entries[known:] if known else message.entries
        for seq, entry in enumerate(new, message.first_seq + known):
            self._take(page, delivery, (kiosk.id, stream, seq), entry)
        if new:
            next_seq = message.first_seq + len(message.entries)
            self._next[kiosk.id, stream] = page.moved[kiosk.id, stream] = next_seq
        page.receipts[delivery.peer, stream] = next_seq - 1

    def _check_again(self, page: Page, delivery: Delivery, message: Entries, count: int) -> None:
        """Compare entries that came again with what is stored in their places."""
        kiosk, stream = delivery.kiosk.id, message.stream
        stored = self._shelf.digests(kiosk, stream, message.first_seq, count)
        for seq, entry in enumerate(message.entries[:count], message.first_seq):
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

    def _take(self, page: Page, delivery: Delivery, place: Place, entry: Entry) -> None:
        """Keep a new entry, or put it aside with the reason why it cannot be stored."""
        page.size += len(entry.body)
        try:
            self._fit(page, delivery.kiosk, entry, place)
        except (ProtocolError, RejectedError) as problem:
            if isinstance(problem, ReplacedError):
                page.keep_conflict(place, entry.body)
            _, stream, seq = place
            reason = str(problem)[:_REASON_CHARS]
            page.keep_aside(place, entry.body, reason)
            page.answers.append((delivery.peer, Quarantined(stream=stream, seq=seq, reason=reason)))

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

    def _is_stored_elsewhere(self, entry: Entry, digest: str) -> bool:
        """Whether an entry without a row in this place came before, in another stream."""
        try:
            return self._shelf.has(_read(entry).attempt, digest)
        except (ProtocolError, RejectedError):
            return False


def _read(entry: Entry) -> Event | Seal:
    if entry.kind == "event":
        return decode_event(entry.body)
    if entry.kind == "seal":
        return decode_seal(entry.body)
    raise RejectedError(f"unknown kind of entry {entry.kind!r}")
