"""Room: kiosk. A line: one connection kept up, anew when it has to be, and the channel over it.

Touches one socket at a time.
"""

from collections import deque
from collections.abc import Sequence
from typing import Protocol

import structlog
import zmq

from kiosk.connection import Connection
from kiosk.identity import Identity
from kiosk.trouble import Trouble, unreachable
from protocol import FrameError
from protocol.messages import FromKiosk, FromServer

KNOCK_AGAIN_S = 5.0
KNOCK_AGAIN_MAX_S = 60.0
NEXT_ADDRESS_S = 6.0
"""After so long without an answer from one address of the server, try the next."""
MADE_ANEW_S = 20.0
"""After so long without a connection to the only address, make a new socket. Longer than a
handshake may take."""

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

    ZeroMQ reconnects after a loss by itself; where the server has several addresses, the line goes
    on to the next after a while. After a refusal it waits, longer each time, and opens a new
    connection.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        identity: Identity,
        endpoints: Sequence[str],
        knock_again_s: float,
    ) -> None:
        self.trouble: Trouble | None = None
        self._context = context
        self._identity = identity
        self._endpoints = deque(endpoints)
        self._first_pause_s = self._pause_s = knock_again_s
        self._not_before = float("-inf")
        self._connection: Connection | None = None
        self._handshakes = 0
        self._down_since: float | None = None

    @property
    def endpoint(self) -> str:
        """The address in use."""
        return self._endpoints[0]

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
                self._open(now)
            return False, False
        self._follow(connection, channel, now)
        if self._gives_up(connection, now):
            return False, False
        try:
            heard = self._listen(connection, channel, now)
        except FrameError as problem:
            log.error("answer.unreadable", endpoint=self.endpoint, problem=str(problem))
            self._wait(
                Trouble(str(problem), "install the same release on kiosk and server", "unreadable"),
                now,
            )
            channel.lost()
            return False, False
        if connection.refused:
            self._wait(connection.trouble, now)
            return heard, False
        if connection.up or connection.trouble:
            self.trouble = connection.trouble
        return heard, connection.up and channel.tick(now)

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self, now: float) -> None:
        self._connection = Connection(
            self._context, self.endpoint, self._identity.server_key, self._identity.curve
        )
        self._handshakes = 0
        self._down_since = now

    def _gives_up(self, connection: Connection, now: float) -> bool:
        """Make a connection that is down for too long anew, at the next address if there is one.

        ZeroMQ reconnects by itself after a loss, but never after bytes that were changed on the
        way: then the old socket is dead for good.
        """
        if connection.up:
            self._down_since = None
        elif self._down_since is None:
            self._down_since = now
        elif now - self._down_since > (NEXT_ADDRESS_S if len(self._endpoints) > 1 else MADE_ANEW_S):
            self.close()
            self.trouble = connection.trouble or unreachable(self.endpoint)
            self._next_address()
            return True
        return False

    def _next_address(self) -> None:
        self._endpoints.rotate(-1)
        if len(self._endpoints) > 1:
            log.info("server.next_address", endpoint=self.endpoint)

    def _follow(self, connection: Connection, channel: Channel, now: float) -> None:
        was_up = self._handshakes > 0 and connection.up
        connection.follow()
        if connection.up and connection.handshakes != self._handshakes:
            self._handshakes = connection.handshakes
            log.info("server.connected", endpoint=self.endpoint)
            channel.connected(now)
        elif was_up and not connection.up:
            log.info("server.lost", endpoint=self.endpoint)
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
        self._next_address()
        self._not_before = now + self._pause_s
        self._pause_s = min(2 * self._pause_s, KNOCK_AGAIN_MAX_S)
