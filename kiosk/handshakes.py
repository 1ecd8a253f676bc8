"""Room: kiosk. Tells from a connection's monitor events what became of it, and what is wrong.

ZeroMQ says the same for a server with another key and for a line that breaks off: "the handshake
failed, no detail". Only what happens again and again, on a line that carries a server's greeting
unchanged meanwhile, is called another key; the rest is a bad line. Logic only.
"""

from collections.abc import Callable

import zmq

from kiosk.greeting import greets_cleanly
from kiosk.trouble import NOT_LET_IN, WRONG_SERVER, Trouble, bad_line, unreachable

EVENTS = (
    zmq.Event.CONNECTED
    | zmq.Event.HANDSHAKE_SUCCEEDED
    | zmq.Event.HANDSHAKE_FAILED_AUTH
    | zmq.Event.HANDSHAKE_FAILED_NO_DETAIL
    | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
    | zmq.Event.CONNECT_RETRIED
    | zmq.Event.DISCONNECTED
)
"""What `Handshakes` must be told of."""
HUNG_UP = 4
"""So often in a row the other side must have hung up during the handshake."""
GREETINGS = 2
"""So often its greeting must arrive unchanged then."""
PROMPT_S = 5.0
"""A server that cannot open our hello hangs up at once; what ends later ran out of time."""


class Handshakes:
    """What became of one connection.

    `up` is true between a completed handshake and the next loss, `completed` counts handshakes,
    `trouble` says why it is down; `refused` that there is no point in going on with it.
    """

    def __init__(self, endpoint: str, greets: Callable[[str], bool] = greets_cleanly) -> None:
        self.up = False
        self.refused = False
        self.completed = 0
        self.trouble: Trouble | None = None
        self._endpoint = endpoint
        self._greets = greets
        self._reached: float | None = None  # since when there is a TCP connection without answer
        self._reached_since_retry = False
        self._hung_up = 0

    def note(self, event: zmq.Event, now: float) -> None:
        """Take note of an event; `now` is a monotonic time in seconds."""
        match event:
            case zmq.Event.CONNECTED:
                self._reached, self._reached_since_retry = now, True
            case zmq.Event.HANDSHAKE_SUCCEEDED:
                self.up, self.trouble, self._reached = True, None, None
                self.completed += 1
                self._hung_up = 0
            case zmq.Event.HANDSHAKE_FAILED_AUTH:
                self._fail(NOT_LET_IN, refused=True)
            case zmq.Event.HANDSHAKE_FAILED_NO_DETAIL:
                self._broken_off(now)
            case zmq.Event.HANDSHAKE_FAILED_PROTOCOL:
                self._garbled()
            case zmq.Event.DISCONNECTED:
                self._ended()
            case _:
                self._retried()

    def _broken_off(self, now: float) -> None:
        """The connection ended during the handshake: hung up, or nothing came in time."""
        prompt = self._reached is not None and now - self._reached < PROMPT_S
        self._hung_up = self._hung_up + 1 if prompt else 0
        if self._hung_up >= HUNG_UP and self._carries_bytes():
            self._fail(WRONG_SERVER, refused=True)
        else:
            self._fail(bad_line(self._endpoint))

    def _garbled(self) -> None:
        """What arrived is nothing that a server says."""
        self._hung_up = 0
        self._fail(bad_line(self._endpoint))

    def _ended(self) -> None:
        if self._reached is not None:  # ended, and no word of the handshake: not even a greeting
            self._garbled()
        elif self.trouble is None:
            self._fail(unreachable(self._endpoint))
        self.up = False

    def _retried(self) -> None:
        if not self._reached_since_retry:
            self._fail(unreachable(self._endpoint))
        self._reached_since_retry = False

    def _fail(self, trouble: Trouble, *, refused: bool = False) -> None:
        self.up, self.trouble, self._reached = False, trouble, None
        self.refused = self.refused or refused

    def _carries_bytes(self) -> bool:
        self._hung_up = 0  # if not, begin to count anew
        return all(self._greets(self._endpoint) for _ in range(GREETINGS))
