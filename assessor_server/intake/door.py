"""The door: answers ZeroMQ's question, for every new connection, whether its key is let in (ZAP).

Kiosks' sockets let in enrolled keys and tell the intake which kiosk it is; the pairing socket lets
in any key and tells which. Speaks RFC 27/ZAP over an in-process socket; touches nothing else.
"""

import threading
import time

import structlog
import zmq
from sqlalchemy.exc import OperationalError
from zmq.utils import z85

from assessor_server.intake.allow_list import REFRESH_S, AllowList

KIOSKS_DOMAIN = b"kiosks"
PAIRING_DOMAIN = b"pairing"
_ENDPOINT = "inproc://zeromq.zap.01"
_KEY_BYTES = 32
_REMEMBERED = 10_000

log = structlog.get_logger()


class Door:
    """Runs in its own thread, because ZeroMQ waits for its answer while it shakes hands."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], allowed: AllowList) -> None:
        self._allowed = allowed
        self._stopping = threading.Event()
        self._turned_away: set[str] = set()
        self._socket = context.socket(zmq.REP)
        self._socket.linger = 0
        self._socket.bind(_ENDPOINT)
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._stopping.set()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        refreshed = time.monotonic()
        while not self._stopping.is_set():
            if self._socket.poll(200):
                self._answer(self._socket.recv_multipart())
            if time.monotonic() - refreshed >= REFRESH_S:
                refreshed = time.monotonic()
                self._refresh()

    def _refresh(self) -> None:
        try:
            self._allowed.refresh()
        except OperationalError as problem:  # the store is busy: the list stays as it was
            log.warning("allow_list.not_refreshed", problem=str(problem.orig))

    def _answer(self, request: list[bytes]) -> None:
        user = self._user(request)
        status, text = (b"200", b"OK") if user else (b"400", b"this key is not let in")
        self._socket.send_multipart([b"1.0", request[1], status, text, user.encode(), b""])

    def _user(self, request: list[bytes]) -> str:
        """Name the peer; empty when it is not let in."""
        if len(request) != 7 or request[5] != b"CURVE" or len(request[6]) != _KEY_BYTES:
            return ""
        _, _, domain, address, _, _, key = request
        curve_key = z85.encode(key).decode()
        if domain == PAIRING_DOMAIN:
            return curve_key
        kiosk = self._allowed.holder_of(curve_key) if domain == KIOSKS_DOMAIN else None
        if kiosk is None:
            self._turn_away(curve_key, address.decode(errors="replace"))
            return ""
        return kiosk.id

    def _turn_away(self, curve_key: str, address: str) -> None:
        """Say it once for each key: a refused kiosk keeps trying."""
        if curve_key in self._turned_away:
            return
        if len(self._turned_away) >= _REMEMBERED:
            self._turned_away.clear()
        self._turned_away.add(curve_key)
        log.warning("kiosk.turned_away", curve_key=curve_key, address=address)
