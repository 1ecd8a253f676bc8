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
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.patience import Once, Patience, Verdict

KIOSKS_DOMAIN = b"kiosks"
PAIRING_DOMAIN = b"pairing"
_ENDPOINT = "inproc://zeromq.zap.01"
_KEY_BYTES = 32
_POLL_MS = 100
HANDSHAKES_AT_ONCE, HANDSHAKES_PER_S = 300, 10.0
"""How often one key may connect: a kiosk on a bad line does so a few times a minute."""

# The peer tries again later; to one that is not let in ZeroMQ says so, and it stops.
_LET_IN, _TOO_OFTEN, _NOT_LET_IN = (
    (b"200", b"OK"),
    (b"300", b"too many connections"),
    (b"400", b"this key is not let in"),
)

log = structlog.get_logger()


class Door:
    """Runs in its own thread, because ZeroMQ waits for its answer while it shakes hands."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        allowed: AllowList,
        metrics: Metrics,
    ) -> None:
        self._allowed = allowed
        self._metrics = metrics
        self._patience = Patience(burst=HANDSHAKES_AT_ONCE, per_s=HANDSHAKES_PER_S)
        self._stopping = threading.Event()
        self._told = Once()
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
            if self._socket.poll(_POLL_MS):
                self._answer(self._socket.recv_multipart())
            if time.monotonic() - refreshed >= REFRESH_S:
                refreshed = time.monotonic()
                self._refresh()

    def _refresh(self) -> None:
        try:
            self._allowed.refresh()
            self._metrics.note("kiosks_enrolled", len(self._allowed))
            for kiosk, _ in self._metrics.contacts.all():
                if self._allowed.kiosk(kiosk) is None:
                    self._metrics.contacts.forget(kiosk)
        except OperationalError as problem:  # the store is busy: the list stays as it was
            log.warning("allow_list.not_refreshed", problem=str(problem.orig))

    def _answer(self, request: list[bytes]) -> None:
        (status, text), user = self._judge(request)
        self._socket.send_multipart([b"1.0", request[1], status, text, user.encode(), b""])

    def _judge(self, request: list[bytes]) -> tuple[tuple[bytes, bytes], str]:
        """Whether a peer is let in, and who it is."""
        if len(request) != 7 or request[5] != b"CURVE" or len(request[6]) != _KEY_BYTES:
            return _NOT_LET_IN, ""
        _, _, domain, address, _, _, key = request
        curve_key = z85.encode(key).decode()
        verdict = self._patience.spend(curve_key, time.monotonic())
        if verdict is not Verdict.ANSWER:
            self._metrics.count("turned_away", "too_often")
            if verdict is Verdict.WARN:
                log.warning("kiosk.connects_too_often", curve_key=curve_key, address=str(address))
            return _TOO_OFTEN, ""
        if domain == PAIRING_DOMAIN:
            return _LET_IN, curve_key
        kiosk = self._allowed.holder_of(curve_key) if domain == KIOSKS_DOMAIN else None
        if kiosk is None:
            self._metrics.count("turned_away", "unknown_key")
            self._turn_away(curve_key, address.decode(errors="replace"))
            return _NOT_LET_IN, ""
        return _LET_IN, kiosk.id

    def _turn_away(self, curve_key: str, address: str) -> None:
        """Say it once for each key: a refused kiosk keeps trying."""
        if self._told.first(curve_key):
            log.warning("kiosk.turned_away", curve_key=curve_key, address=address)
