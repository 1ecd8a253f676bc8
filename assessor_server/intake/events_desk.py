"""The events desk: one plain loop that takes what is queued, commits it, and only then answers.

Touches its socket, the ledger and the scribe.
"""

import threading
import time

import structlog
import zmq
from msgspec import structs
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import Enrolled
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.ledger import Delivery, Ledger, Unreadable
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.page import KEPT_FRAME_BYTES, Answer, Page
from assessor_server.intake.patience import Lines, Once, Patience, Verdict
from assessor_server.intake.plain_frames import read_plain_frame
from assessor_server.intake.scribe import Scribe, StreamMovedError
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
    Refused,
    Welcome,
    decode_from_kiosk,
)
from protocol.times import utc_text

_POLL_MS = 200
_GATHER_MS = 1
"""When many send at once, how long the desk waits for the next letter before it commits: a commit
costs as much as judging a hundred entries, and whoever sends alone never waits."""
_GATHER_S = 0.005
"""The longest it waits in all: what is passed over must not hold up what came before it."""
_TAKEN_AT_ONCE = 2_000
"""Letters read before those that are judged are stored, whatever else is queued."""
_MANY = 32
"""Entries of one page from which on many send at once."""

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

    ZeroMQ takes turns between connections, so that nobody waits for another's backlog. A welcome
    says that kiosks can ask at `pulls_port`, if there is one.
    """

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        ledger: Ledger,
        scribe: Scribe,
        allowed: AllowList,
        metrics: Metrics,
        pulls_port: int | None = None,
    ) -> None:
        self._pulls_port = pulls_port
        self._socket = socket
        self._ledger = ledger
        self._scribe = scribe
        self._allowed = allowed
        self._metrics = metrics
        self._patience = Patience(burst=IDLE_TALK_AT_ONCE, per_s=IDLE_TALK_PER_S)
        self._told = Once()
        self._lines = Lines()
        self._gather_until = 0  # entries the next page waits for

    def serve(self, stopping: threading.Event) -> None:
        """Take, commit, answer, until `stopping` is set; what is answered is stored."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                self.work()

    def work(self) -> None:
        """Take in what is queued, store it, and answer."""
        try:
            self._take_in()
            self._gather()
            page = self._ledger.turn()
            if page is not None:
                self._store(page)
        except (DBAPIError, StreamMovedError) as problem:
            self._give_up(problem)

    def _gather(self) -> None:
        """When many send, wait a moment until about half of what came last time is here."""
        end = time.perf_counter() + _GATHER_S
        ledger = self._ledger
        while (
            ledger.has_room and ledger.judged < self._gather_until and self._socket.poll(_GATHER_MS)
        ):
            self._take_in()
            if time.perf_counter() > end:
                return

    def _take_in(self) -> None:
        """Judge what is queued, as long as there is room."""
        for _ in range(_TAKEN_AT_ONCE):
            letter = receive(self._socket) if self._ledger.has_room else None
            if letter is None:
                return
            taken = self._open(letter)
            if isinstance(taken, Delivery):
                self._ledger.judge(taken)
            elif taken is not None:
                self._answer([(letter.peer, taken)])

    def _store(self, page: Page) -> None:
        """Commit a page, then answer it."""
        since = time.perf_counter()
        self._scribe.write(page)
        self._metrics.observe("commit_seconds", time.perf_counter() - since)
        self._metrics.observe("batch_entries", page.entries)
        self._metrics.count("committed", by=page.entries)
        judged = self._ledger.judged
        self._gather_until = judged // 2 if judged >= _MANY else 0
        self._note(page)
        self._answer(self._ledger.written())

    def _give_up(self, problem: DBAPIError | StreamMovedError) -> None:
        """Tell everybody who waits that nothing was stored; kiosks keep it and send it again."""
        waiting = self._ledger.give_up()
        self._metrics.count("not_stored")
        # not the whole of it: that would write what kiosks sent into the log
        said = str(problem.orig) if isinstance(problem, DBAPIError) else str(problem)
        log.error("entries.not_stored", peers=len(waiting), problem=said)
        self._answer([(peer, NOT_STORED) for peer in waiting])

    def _open(self, letter: Letter) -> Delivery | FromServer | None:
        """Read a letter: something to store, an answer at once, or None when it is passed over."""
        kiosk = self._allowed.kiosk(letter.user)
        if kiosk is None:
            return self._turn_out(letter)
        if not self._lines.heard(kiosk.id, letter.peer):
            self._cut_surplus(kiosk.id, letter.line)
        plain = read_plain_frame(letter.frame)
        if plain is not None and self._ledger.knows(kiosk.id, plain.stream):
            return Delivery(kiosk, letter.peer, plain)
        return self._read(kiosk, letter)

    def _read(self, kiosk: Enrolled, letter: Letter) -> Delivery | FromServer | None:
        """Read strictly what is not the ordinary frame."""
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            message, reason = None, str(problem)
        else:
            if isinstance(message, Entries):
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

    def _cut_surplus(self, kiosk: str, line: int) -> None:
        surplus = self._lines.speak(kiosk, line)
        if surplus is not None:
            self._metrics.count("cut_off", "too_many_lines")
            cut(surplus)

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

    def _note(self, page: Page) -> None:
        """Note who sent and how far it is stored: once a page, a frame has no time for it."""
        self._metrics.count("received", "entries", by=page.frames_of_entries)
        contacts = self._metrics.contacts
        for kiosk in page.peers.values():
            contacts.heard(kiosk)
        for (kiosk, stream), move in page.moved.items():
            contacts.announce(kiosk, stream, move.after - 1)
            contacts.store(kiosk, stream, move.after - 1)

    def _answer(self, answers: list[Answer]) -> None:
        for peer, message in answers:
            if isinstance(message, Welcome):
                message = structs.replace(message, pulls_port=self._pulls_port)
            answer(self._socket, peer, message)
            if isinstance(message, Conflict):
                self._metrics.count("conflicts")
            elif isinstance(message, Quarantined):
                self._metrics.count("quarantined")
            elif isinstance(message, Refused):
                self._metrics.count("refused", message.code)
