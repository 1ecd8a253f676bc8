"""The events desk: one plain loop that takes what is queued, commits it, and only then answers.

Touches its socket and the ledger.
"""

import threading

import structlog
import zmq
from sqlalchemy.exc import DBAPIError

from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.ledger import Answer, Delivery, Ledger, Unreadable
from assessor_server.intake.sockets import REVOKED, answer, receive
from protocol import FrameError
from protocol.messages import Entries, Hello, Ping, Pong, Refused, decode_from_kiosk
from protocol.times import utc_text

MAX_BATCH_ENTRIES = 2_000
MAX_BATCH_BYTES = 8 * 1024 * 1024
_POLL_MS = 200

NOT_STORED = Refused(
    code="not_stored",
    problem="the server cannot store anything now",
    remedy="call the server's administrator: its disk may be full; nothing is lost here",
)

log = structlog.get_logger()


class EventsDesk:
    """Serves the events socket until told to stop."""

    def __init__(self, socket: zmq.Socket[bytes], ledger: Ledger, allowed: AllowList) -> None:
        self._socket = socket
        self._ledger = ledger
        self._allowed = allowed

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
            taken = self._open(letter.user, letter.peer, letter.frame)
            if isinstance(taken, Delivery):
                deliveries.append(taken)
                entries += len(getattr(taken.message, "entries", ())) or 1
            else:
                answers.append((letter.peer, taken))
                entries += 1
        if deliveries:
            answers += self._store(deliveries)
        for peer, message in answers:
            answer(self._socket, peer, message)

    def _open(self, user: str, peer: bytes, frame: bytes) -> Delivery | Pong | Refused:
        kiosk = self._allowed.kiosk(user)
        if kiosk is None:
            return REVOKED
        try:
            message = decode_from_kiosk(frame)
        except FrameError as problem:
            return Delivery(kiosk, peer, Unreadable(frame, str(problem)))
        if isinstance(message, Hello | Entries):
            return Delivery(kiosk, peer, message)
        if isinstance(message, Ping):
            return Pong(sent_at=message.sent_at, received_at=utc_text())
        reason = f"{type(message).__name__} does not belong on the events socket"
        return Delivery(kiosk, peer, Unreadable(frame, reason))

    def _store(self, deliveries: list[Delivery]) -> list[Answer]:
        try:
            return self._ledger.store(deliveries)
        except DBAPIError as problem:
            log.error("entries.not_stored", deliveries=len(deliveries), problem=str(problem.orig))
            return [(peer, NOT_STORED) for peer in {delivery.peer for delivery in deliveries}]
