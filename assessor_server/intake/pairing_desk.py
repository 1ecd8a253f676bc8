"""The pairing desk: any key may knock here, only a one-time code gets it enrolled.

Touches its socket and, through enrolment, the tables kiosks, pairing_codes and audit.
"""

import threading

import structlog
import zmq
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from assessor_server.enrolment import EnrolmentError, enrol
from assessor_server.intake.allow_list import AllowList
from assessor_server.intake.sockets import Letter, answer, receive
from assessor_server.store import writing
from protocol import FrameError
from protocol.messages import Pair, Paired, Refused, decode_from_kiosk
from protocol.times import utc_text

_POLL_MS = 200

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

    def serve(self, stopping: threading.Event) -> None:
        """Answer one request after the other."""
        while not stopping.is_set():
            if self._socket.poll(_POLL_MS):
                letter = receive(self._socket)
                if letter is not None:
                    answer(self._socket, letter.peer, self._reply(letter))

    def _reply(self, letter: Letter) -> Paired | Refused:
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
