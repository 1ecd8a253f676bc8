"""The pull desk: what kiosks ask for – packs, roster, withdrawn packs, settings – on its own socket
and thread, so that it delays neither events nor evidence. Touches its socket and the stockroom.
"""

import threading
import time

import structlog
import zmq
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import Enrolled
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.patience import Once, Patience, Verdict
from assessor_server.intake.sockets import REVOKED, Letter, answer, cut, receive
from assessor_server.intake.stockroom import Stockroom
from protocol import FrameError
from protocol.messages import (
    MAX_PART_BYTES,
    Ask,
    Catalogue,
    Fetch,
    FromServer,
    Part,
    Refused,
    Unchanged,
    decode_from_kiosk,
)

_POLL_MS = 200

ASKED_AT_ONCE, ASKED_PER_S = 2_000, 100.0
"""Questions of one kiosk: enough to fetch a large pack in one go."""

log = structlog.get_logger()


class PullDesk:
    """Serves the pulls socket until told to stop. Keeps nothing about who asked."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        stockroom: Stockroom,
        allowed: AllowList,
        metrics: Metrics,
    ) -> None:
        self._socket = socket
        self._stockroom = stockroom
        self._allowed = allowed
        self._metrics = metrics
        self._patience = Patience(burst=ASKED_AT_ONCE, per_s=ASKED_PER_S)
        self._told = Once()

    def serve(self, stopping: threading.Event) -> None:
        """Answer one question after the other."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                letter = receive(self._socket)
                reply = None if letter is None else self.reply(letter)
                if letter is not None and reply is not None:
                    answer(self._socket, letter.peer, reply)

    def reply(self, letter: Letter) -> FromServer | None:
        """The answer to one frame; None for one of far too many."""
        verdict = self._patience.spend(letter.user, time.monotonic())
        if verdict is Verdict.ANSWER:
            reply = self._answer(letter)
            if isinstance(reply, Refused):
                self._metrics.count("refused", reply.code)
            return reply
        self._metrics.count("passed_over")
        if verdict is Verdict.WARN:
            log.warning("kiosk.sends_too_much", kiosk=letter.user, socket="pulls")
            return _refused("too_many", "too many questions", "ask again later")
        if verdict is Verdict.CUT:
            self._metrics.count("cut_off", "too_many")
            cut(letter.line)
        return None

    def _answer(self, letter: Letter) -> FromServer:
        kiosk = self._allowed.kiosk(letter.user)
        if kiosk is None:
            return REVOKED
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            if self._told.first(kiosk.id, "unreadable"):
                log.warning("pull.unreadable", kiosk=kiosk.id, problem=str(problem))
            return _refused("bad_frame", str(problem), "install the same release")
        try:
            if isinstance(message, Ask):
                self._metrics.count("received", "ask")
                return self._catalogue(kiosk, message)
            if isinstance(message, Fetch):
                self._metrics.count("received", "fetch")
                return self._part(kiosk, message)
        except (OSError, DBAPIError) as problem:
            log.error("pull.not_served", kiosk=kiosk.id, problem=str(problem))
            return _refused("not_served", "the server cannot read this now", "ask again later")
        name = type(message).__name__
        return _refused("bad_frame", f"{name} is not for this socket", "check the ports")

    def _catalogue(self, kiosk: Enrolled, ask: Ask) -> Unchanged | Catalogue:
        stock = self._stockroom.stock_for(kiosk.centre)
        if ask.have == stock.digest:
            return Unchanged(digest=stock.digest)
        log.info("pull.catalogue_sent", kiosk=kiosk.id, offers=len(stock.offers))
        return Catalogue(digest=stock.digest, offers=stock.offers)

    def _part(self, kiosk: Enrolled, fetch: Fetch) -> Part | Refused:
        found = self._stockroom.read(kiosk.centre, fetch.digest, fetch.offset, MAX_PART_BYTES)
        if found is None:
            return _refused("gone", "there is no such document now", "ask anew", fetch.digest)
        data, size = found
        if not data:
            return _refused("bad_offset", f"it has {size} bytes", "ask anew", fetch.digest)
        return Part(digest=fetch.digest, offset=fetch.offset, size=size, data=data)


def _refused(code: str, problem: str, remedy: str, about: str | None = None) -> Refused:
    return Refused(code=code, problem=problem[:1000], remedy=remedy, about=about)
