"""Room: kiosk. What is said on the events socket: hello, entries in order, receipts.

Logic only: touches the journal, and says what to send through the function it is given.
"""

from collections.abc import Callable
from datetime import datetime

import structlog

from kiosk.journal import Journal
from kiosk.trouble import Trouble
from protocol.messages import (
    MAX_ENTRIES,
    Conflict,
    Entries,
    FromKiosk,
    FromServer,
    Hello,
    Ping,
    Pong,
    Quarantined,
    Receipt,
    Refused,
    Welcome,
)
from protocol.times import utc_text

WINDOW_ENTRIES = 32 * MAX_ENTRIES
"""How many entries may be under way without a receipt."""
ANSWER_S = 15.0
"""After so long without an answer that is due, start again with a hello."""
PING_S = 10.0
"""After so long without hearing anything, ask."""
PAUSE_S = 3.0
"""How long to leave a server alone that cannot store anything."""
FORKED = "the server has entries of this journal that are not in it: it was restored or copied"

log = structlog.get_logger()


class EventChannel:
    """Drains the journal's stream. `trouble` is what the server told us it cannot do, `pulls_port`
    where it says that it can be asked for packs."""

    def __init__(self, journal: Journal, send: Callable[[FromKiosk], bool], software: str) -> None:
        self.trouble: Trouble | None = None
        self.clock_offset_s: float | None = None
        self.pulls_port: int | None = None
        self.ready = False
        self._journal = journal
        self._send = send
        self._software = software
        self._sent = self._confirmed = 0
        self._heard = self._asked = float("-inf")
        self._not_before = float("-inf")

    def connected(self, now: float) -> None:
        """Begin (again): say who we are; nothing is sent before the server says what it has."""
        self._hello(now)

    def lost(self) -> None:
        """Forget what was under way; the next hello settles it."""
        self.ready = False

    def take(self, message: FromServer, now: float) -> None:
        """Act on an answer."""
        self._heard = now
        match message:
            case Welcome():
                self._go_on_from(message, now)
            case Receipt(stream=stream, upto=upto) if stream == self._journal.stream.id:
                self.trouble = None
                if self.ready:
                    self._confirmed = max(self._confirmed, min(upto, self._sent))
            case Conflict():
                self._report_conflict(message, now)
            case Quarantined(stream=stream, seq=seq, reason=reason):
                log.error("entry.quarantined", stream=stream, seq=seq, reason=reason)
                self._journal.note_problem(stream, seq, "quarantined", reason)
            case Pong(sent_at=sent_at, received_at=received_at):
                self._measure_clock(sent_at, received_at)
            case Refused(problem=problem, remedy=remedy):
                log.warning("entries.refused", code=message.code, problem=problem)
                self.trouble = Trouble(problem, remedy, message.code)
                self.ready = False
                self._not_before = self._asked = now + PAUSE_S
            case _:
                pass  # receipts of a stream we left, or something for another socket

    def tick(self, now: float) -> bool:
        """Send what may be sent, and ask again where an answer is overdue. Leaves nothing to do."""
        if self.ready and self._confirmed > self._journal.stream.acknowledged:
            self._journal.acknowledge(self._confirmed)  # once for all receipts of this turn
        if now < self._not_before:
            return False
        waiting = self._sent > self._journal.stream.acknowledged or not self.ready
        if (waiting and now - max(self._asked, self._heard) > ANSWER_S) or self._due(now):
            self._hello(now)
        elif self.ready and now - self._heard > PING_S and now - self._asked > PING_S:
            self._asked = now
            self._send(Ping(sent_at=utc_text(), clock_offset_s=self.clock_offset_s))
        self._drain(now)
        return False

    def _hello(self, now: float) -> None:
        self.ready = False
        stream = self._journal.stream
        hello = Hello(
            stream=stream.id,
            last_seq=self._journal.last_seq,
            sent_at=utc_text(),
            software=self._software,
            clock_offset_s=self.clock_offset_s,
        )
        self._asked = now
        self._send(hello)

    def _due(self, now: float) -> bool:
        """Whether a pause the server asked for has just ended."""
        if self._not_before == float("-inf"):
            return False
        self._not_before = float("-inf")
        return True

    def _drain(self, now: float) -> None:
        journal = self._journal
        while self.ready and self._sent - journal.stream.acknowledged < WINDOW_ENTRIES:
            entries = journal.entries_after(self._sent)
            if not entries or not self._send(
                Entries(stream=journal.stream.id, first_seq=self._sent + 1, entries=entries)
            ):
                return
            self._asked = now
            self._sent += len(entries)

    def _go_on_from(self, welcome: Welcome, now: float) -> None:
        journal = self._journal
        if welcome.stream != journal.stream.id:
            return
        self._measure_clock(welcome.sent_at, welcome.received_at)
        self.trouble = None
        self.pulls_port = welcome.pulls_port
        have = welcome.have_seq
        if have > journal.last_seq or welcome.have_digest not in (None, journal.digest_at(have)):
            # The server has entries of this stream that are not ours: this journal was restored
            # from a copy, or copied. What the server never confirmed to it goes out anew.
            journal.note_problem(journal.stream.id, have, "forked", FORKED)
            self._leave_stream(journal.stream.acknowledged, now)
            return
        if have != journal.stream.acknowledged:
            journal.acknowledge(have)
        self._sent = self._confirmed = have
        self.ready = True

    def _report_conflict(self, conflict: Conflict, now: float) -> None:
        journal = self._journal
        detail = f"server has {conflict.stored_digest}, we sent {conflict.sent_digest}"
        log.error("entry.conflict", stream=conflict.stream, seq=conflict.seq, detail=detail)
        journal.note_problem(conflict.stream, conflict.seq, "conflict", detail)
        if conflict.stream == journal.stream.id:
            self._leave_stream(min(journal.stream.acknowledged, conflict.seq - 1), now)

    def _leave_stream(self, after: int, now: float) -> None:
        old = self._journal.stream
        new = self._journal.new_stream(after, old.kiosk)
        log.warning("stream.left", old=old.id, new=new.id, after=after)
        self._hello(now)

    def _measure_clock(self, sent_at: str, received_at: str) -> None:
        """Take the server's clock minus ours, in seconds, half the way there and back."""
        sent, received = datetime.fromisoformat(sent_at), datetime.fromisoformat(received_at)
        middle = sent + (datetime.fromisoformat(utc_text()) - sent) / 2
        self.clock_offset_s = round((received - middle).total_seconds(), 3)
