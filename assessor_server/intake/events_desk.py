"""The events desk: one plain loop that takes what is queued, commits it, and only then answers.

Touches its socket and the ledger.
"""

import threading
import time

import structlog
import zmq
from sqlalchemy.exc import DBAPIError

from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.ledger import Answer, Delivery, Ledger, Unreadable
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.page import KEPT_FRAME_BYTES
from assessor_server.intake.patience import Lines, Once, Patience, Verdict
from assessor_server.intake.sockets import REVOKED, Letter, answer, cut, receive
from protocol import FrameError
from protocol.messages import (
    Conflict,
    Entries,
    FromServer,
    Hello,
    Ping,
    Pong,
    Quarantined,
    Receipt,
    Refused,
    Welcome,
    decode_from_kiosk,
)
from protocol.times import utc_text

MAX_BATCH_ENTRIES = 2_000
MAX_BATCH_BYTES = 2 * 1024 * 1024
_POLL_MS = 200

IDLE_TALK_AT_ONCE, IDLE_TALK_PER_S = 200, 20.0
"""Hellos, pings and unreadable frames a kiosk may send; a sound one sends six a minute."""

NOT_STORED = Refused(
    code="not_stored",
    problem="the server cannot store anything now",
    remedy="call the server's administrator: its disk may be full; nothing is lost here",
)
TOO_MANY = Refused(
    code="too_many",
    problem="this kiosk sends too much that says nothing: the server passes it over for a while",
    remedy="wait; if it comes again, install the same release on kiosk and server",
)

log = structlog.get_logger()


class EventsDesk:
    """Serves the events socket until told to stop.

    ZeroMQ takes turns between connections, so that nobody waits for another's backlog.
    """

    def __init__(
        self, socket: zmq.Socket[bytes], ledger: Ledger, allowed: AllowList, metrics: Metrics
    ) -> None:
        self._socket = socket
        self._ledger = ledger
        self._allowed = allowed
        self._metrics = metrics
        self._patience = Patience(burst=IDLE_TALK_AT_ONCE, per_s=IDLE_TALK_PER_S)
        self._told = Once()
        self._lines = Lines()

    def serve(self, stopping: threading.Event) -> None:
        """Take, commit, answer, until `stopping` is set; what is answered is stored."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                self.work_off()

    def work_off(self) -> None:
        """Store what is queued now, up to a batch, and answer it."""
        deliveries: list[Delivery] = []
        answers: list[Answer] = []
        entries = size = 0
        while entries < MAX_BATCH_ENTRIES and size < MAX_BATCH_BYTES:
            letter = receive(self._socket)
            if letter is None:
                break
            size += len(letter.frame)
            taken = self._open(letter)
            if isinstance(taken, Delivery):
                deliveries.append(taken)
                message = taken.message
                entries += len(message.entries) if isinstance(message, Entries) else 1
            else:
                entries += 1
                if taken is not None:
                    answers.append((letter.peer, taken))
        if deliveries:
            answers += self._store(deliveries, entries)
        for peer, reply in answers:
            answer(self._socket, peer, reply)
        self._count(answers)

    def _open(self, letter: Letter) -> Delivery | FromServer | None:
        """Read a letter: something to store, an answer at once, or None when it is passed over."""
        kiosk = self._allowed.kiosk(letter.user)
        if kiosk is None:
            return self._turn_out(letter)
        surplus = self._lines.speak(kiosk.id, letter.line)
        if surplus is not None:
            self._metrics.count("cut_off", "too_many_lines")
            cut(surplus)
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            message, reason = None, str(problem)
        else:
            if isinstance(message, Entries):
                self._metrics.count("received", "entries")
                last = message.first_seq + len(message.entries) - 1
                self._metrics.contacts.announce(kiosk.id, message.stream, last)
                return Delivery(kiosk, letter.peer, message)
            reason = f"{type(message).__name__} does not belong on the events socket"
        impatient = self._idle_talk(letter)
        if impatient is not Verdict.ANSWER:
            return TOO_MANY if impatient is Verdict.WARN else None
        if isinstance(message, Hello):
            self._metrics.count("received", "hello")
            contacts = self._metrics.contacts
            contacts.announce(kiosk.id, message.stream, message.last_seq, anew=True)
            contacts.heard(kiosk.id).clock_offset_s = message.clock_offset_s
            return Delivery(kiosk, letter.peer, message)
        if isinstance(message, Ping):
            self._metrics.count("received", "ping")
            self._metrics.contacts.heard(kiosk.id).clock_offset_s = message.clock_offset_s
            return Pong(sent_at=message.sent_at, received_at=utc_text())
        self._metrics.count("received", "unreadable")
        if self._told.first(kiosk.id, reason):
            log.warning("frame.unreadable", kiosk=kiosk.id, socket="events", problem=reason)
        beginning = bytes(letter.frame[:KEPT_FRAME_BYTES])
        return Delivery(kiosk, letter.peer, Unreadable(beginning, reason))

    def _turn_out(self, letter: Letter) -> Refused | None:
        """Tell a kiosk that was let in and is no more; if it goes on, cut its connection."""
        self._metrics.contacts.forget(letter.user)
        verdict = self._patience.spend(letter.user, time.monotonic())
        if verdict is Verdict.ANSWER:
            return REVOKED
        self._metrics.count("cut_off", "revoked")
        cut(letter.line)
        return None

    def _idle_talk(self, letter: Letter) -> Verdict:
        verdict = self._patience.spend(letter.user, time.monotonic())
        if verdict is Verdict.WARN:
            log.warning("kiosk.sends_too_much", kiosk=letter.user, socket="events")
        elif verdict is Verdict.CUT:
            self._metrics.count("cut_off", "too_many")
            cut(letter.line)
        if verdict is not Verdict.ANSWER:
            self._metrics.count("passed_over")
        return verdict

    def _store(self, deliveries: list[Delivery], entries: int) -> list[Answer]:
        started = time.perf_counter()
        try:
            answers = self._ledger.store(deliveries)
        except DBAPIError as problem:
            self._metrics.count("not_stored")
            log.error("entries.not_stored", deliveries=len(deliveries), problem=str(problem.orig))
            return [(peer, NOT_STORED) for peer in {delivery.peer for delivery in deliveries}]
        self._metrics.observe("commit_seconds", time.perf_counter() - started)
        self._metrics.observe("batch_entries", entries)
        self._metrics.count("committed", by=self._ledger.kept)
        self._follow(deliveries, answers)
        return answers

    def _follow(self, deliveries: list[Delivery], answers: list[Answer]) -> None:
        """Note how far each kiosk's stream is stored now."""
        kiosks = {delivery.peer: delivery.kiosk.id for delivery in deliveries}
        for peer, message in answers:
            if isinstance(message, Receipt):
                self._metrics.contacts.store(kiosks[peer], message.stream, message.upto)
            elif isinstance(message, Welcome):
                self._metrics.contacts.store(kiosks[peer], message.stream, message.have_seq)

    def _count(self, answers: list[Answer]) -> None:
        for _, message in answers:
            if isinstance(message, Conflict):
                self._metrics.count("conflicts")
            elif isinstance(message, Quarantined):
                self._metrics.count("quarantined")
            elif isinstance(message, Refused):
                self._metrics.count("refused", message.code)
