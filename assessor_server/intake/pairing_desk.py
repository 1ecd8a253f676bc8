"""The pairing desk: any key may knock here, only a one-time code gets it enrolled.

Touches its socket and, through enrolment, the tables kiosks, pairing_codes and audit.
"""

import threading
import time

import structlog
import zmq
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import EnrolmentError, enrol
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.patience import Patience, Verdict
from assessor_server.intake.sockets import Letter, answer, receive
from assessor_server.store import writing
from protocol import FrameError
from protocol.messages import Pair, Paired, Refused, decode_from_kiosk
from protocol.times import utc_text

_POLL_MS = 200

TRIES_AT_ONCE, TRIES_PER_S = 30, 0.5
"""Requests of one key: a person types a code in a minute or two."""
ALL_TRIES_AT_ONCE, ALL_TRIES_PER_S = 200, 20.0
"""Requests of all keys together, because anyone may make new ones: codes cannot be tried out."""
_EVERYONE = "everyone"

log = structlog.get_logger()


class PairingDesk:
    """Serves the pairing socket until told to stop."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        engine: Engine,
        allowed: AllowList,
        events_port: int,
        evidence_port: int,
        pulls_port: int,
    ) -> None:
        self._socket = socket
        self._engine = engine
        self._allowed = allowed
        self._events_port = events_port
        self._evidence_port = evidence_port
        self._pulls_port = pulls_port
        self._patience = Patience(burst=TRIES_AT_ONCE, per_s=TRIES_PER_S)
        self._patience_with_all = Patience(burst=ALL_TRIES_AT_ONCE, per_s=ALL_TRIES_PER_S)

    def serve(self, stopping: threading.Event) -> None:
        """Answer one request after the other."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                letter = receive(self._socket)
                reply = None if letter is None else self._reply(letter)
                if letter is not None and reply is not None:
                    answer(self._socket, letter.peer, reply)

    def _reply(self, letter: Letter) -> Paired | Refused | None:
        verdict = self._patience.spend(letter.user, time.monotonic())
        if verdict is Verdict.ANSWER:
            verdict = self._patience_with_all.spend(_EVERYONE, time.monotonic())
        if verdict is Verdict.WARN:
            log.warning("pairing.too_many_tries", curve_key=letter.user)
            return _refused("too_many", "too many tries to pair", "wait a few minutes")
        if verdict is not Verdict.ANSWER:
            return None
        try:
            message = decode_from_kiosk(letter.frame)
        except FrameError as problem:
            return _refused("bad_frame", str(problem), "install the same release")
        if not isinstance(message, Pair):
            return _refused("bad_frame", "only pairing is done here", "check the ports")
        try:
            return self._enrol(letter.user, message)
        except EnrolmentError as problem:
            log.warning("kiosk.not_enrolled", curve_key=letter.user, reason=problem.code)
            return _refused(problem.code, problem.problem, problem.remedy)
        except DBAPIError as problem:
            log.error("kiosk.not_enrolled", curve_key=letter.user, problem=str(problem.orig))
            return _refused("not_stored", "the server cannot store anything now", "try again later")

    def _enrol(self, curve_key: str, request: Pair) -> Paired:
        """Enrol the key of this connection; it is let in before the kiosk hears of it."""
        with writing(self._engine) as connection:
            kiosk = enrol(
                connection,
                code=request.code,
                curve_key=curve_key,
                seal_key=request.seal_key,
                proof=request.proof,
                now=utc_text(),
            )
        self._allowed.refresh()
        log.info("kiosk.enrolled", kiosk=kiosk.id, name=kiosk.name, centre=kiosk.centre)
        return Paired(
            kiosk=kiosk.id,
            kiosk_name=kiosk.name,
            centre=kiosk.centre,
            events_port=self._events_port,
            evidence_port=self._evidence_port,
            pulls_port=self._pulls_port,
        )


def _refused(code: str, problem: str, remedy: str) -> Refused:
    return Refused(code=code, problem=problem[:1000], remedy=remedy)
