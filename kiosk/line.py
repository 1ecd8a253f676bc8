"""Room: kiosk. A line: one connection kept up, anew when it has to be, and the channel over it.

Touches one socket at a time.
"""

from typing import Protocol

import structlog
import zmq

from kiosk.connection import Connection, Trouble
from kiosk.identity import Identity
from protocol import FrameError
from protocol.messages import FromKiosk, FromServer

KNOCK_AGAIN_S = 5.0
KNOCK_AGAIN_MAX_S = 60.0

log = structlog.get_logger()


class Channel(Protocol):
    """What is said over a line."""

    def connected(self, now: float) -> None:
        """A handshake was completed; whatever was under way before is gone."""

    def lost(self) -> None:
        """The connection is gone."""

    def take(self, message: FromServer, now: float) -> None:
        """An answer came."""

    def tick(self, now: float) -> bool:
        """Send what may be sent; True when there is more to do at once."""
        ...


class Line:
    """Keeps one connection to the kiosk's server; `now` is a monotonic time in seconds.

    ZeroMQ reconnects after a loss by itself. After a refusal the line waits, longer each time, and
    opens a new connection.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        identity: Identity,
        port: int,
        knock_again_s: float,
    ) -> None:
        self.trouble: Trouble | None = None
        self._context = context
        self._identity = identity
        self._endpoint = f"tcp://{identity.host}:{port}"
        self._first_pause_s = self._pause_s = knock_again_s
        self._not_before = float("-inf")
        self._connection: Connection | None = None
        self._handshakes = 0

    def send(self, message: FromKiosk) -> bool:
        """Send if there is a connection."""
        return self._connection is not None and self._connection.send(message)

    def sockets(self) -> list[zmq.Socket[bytes]]:
        """What to poll for reading."""
        return [self._connection.socket, self._connection.monitor] if self._connection else []

    def turn(self, channel: Channel, now: float) -> tuple[bool, bool]:
        """Do what can be done now. Returns whether something was heard, whether there is more."""
        connection = self._connection
        if connection is None:
            if now >= self._not_before:
                self._open()
            return False, False
        self._follow(connection, channel, now)
        try:
            heard = self._listen(connection, channel, now)
        except FrameError as problem:
            log.error("answer.unreadable", endpoint=self._endpoint, problem=str(problem))
            self._wait(Trouble(str(problem), "install the same release on kiosk and server"), now)
            channel.lost()
            return False, False
        if connection.refused:
            self._wait(connection.trouble, now)
            return heard, False
        self.trouble = connection.trouble
        return heard, connection.up and channel.tick(now)

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> None:
        self._connection = Connection(
            self._context, self._endpoint, self._identity.server_key, self._identity.curve
        )
        self._handshakes = 0

    def _follow(self, connection: Connection, channel: Channel, now: float) -> None:
        was_up = self._handshakes > 0 and connection.up
        connection.follow()
        if connection.up and connection.handshakes != self._handshakes:
            self._handshakes = connection.handshakes
            log.info("server.connected", endpoint=self._endpoint)
            channel.connected(now)
        elif was_up and not connection.up:
            log.info("server.lost", endpoint=self._endpoint)
            channel.lost()

    def _listen(self, connection: Connection, channel: Channel, now: float) -> bool:
        heard = False
        for message in connection.messages():
            heard = True
            self._pause_s = self._first_pause_s
            channel.take(message, now)
        return heard

    def _wait(self, trouble: Trouble | None, now: float) -> None:
        """Give this connection up and leave the server alone for a while."""
        self.close()
        self.trouble = trouble
        self._not_before = now + self._pause_s
        self._pause_s = min(2 * self._pause_s, KNOCK_AGAIN_MAX_S)
