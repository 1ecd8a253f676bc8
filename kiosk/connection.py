"""Room: kiosk. One CURVE connection to the server, and what became of it. Touches one socket.

ZeroMQ reconnects by itself and never says so; its monitor does. A connection that the server
refused (unknown or revoked key) is dead and has to be made anew.
"""

import time
from collections.abc import Iterator

import zmq
from zmq.utils.monitor import parse_monitor_message

from kiosk.errors import KioskError
from kiosk.handshakes import EVENTS, Handshakes
from kiosk.trouble import Trouble
from protocol import FrameError
from protocol.curve import CurveKeys
from protocol.messages import (
    MAX_FRAME_BYTES,
    FromKiosk,
    FromServer,
    decode_from_server,
    encode,
)

HEARTBEAT_MS = 5_000
RECONNECT_MS = 100
RECONNECT_MAX_MS = 10_000
QUEUED_MESSAGES = 256


class WireError(KioskError):
    """The server cannot be reached, or does not let this kiosk in."""


class Connection:
    """A DEALER socket to one endpoint, to be used by one thread.

    `up` is true between a completed handshake and the next loss; `trouble` says why it is down.
    `handshakes` counts: after each one the server may be a new process that knows nothing of us.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        server_key: str,
        curve: CurveKeys,
    ) -> None:
        self.endpoint = endpoint
        self._closed = False
        self._seen = Handshakes(endpoint)
        self.socket = context.socket(zmq.DEALER)
        self._set_options(server_key, curve)
        self.monitor = self.socket.get_monitor_socket(EVENTS)
        self.socket.connect(endpoint)

    @property
    def up(self) -> bool:
        """Whether messages can be sent."""
        return self._seen.up and not self._closed

    @property
    def handshakes(self) -> int:
        """How many were completed."""
        return self._seen.completed

    @property
    def trouble(self) -> Trouble | None:
        """Why it is down."""
        return self._seen.trouble

    @property
    def refused(self) -> bool:
        """Whether it is dead for good: one of the two sides does not know the other's key."""
        return self._seen.refused

    def _set_options(self, server_key: str, curve: CurveKeys) -> None:
        socket = self.socket
        socket.curve_serverkey = server_key.encode()
        socket.curve_publickey = curve.public.encode()
        socket.curve_secretkey = curve.secret.encode()
        socket.linger = 0
        socket.immediate = True  # nothing is queued for a connection that is not there
        socket.sndhwm = socket.rcvhwm = QUEUED_MESSAGES
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_FRAME_BYTES)
        socket.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, RECONNECT_MAX_MS)
        socket.setsockopt(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3 * HEARTBEAT_MS)
        socket.setsockopt(zmq.HANDSHAKE_IVL, 2 * HEARTBEAT_MS)
        socket.setsockopt(zmq.IPV6, 1)

    def close(self) -> None:
        """Drop the connection at once; unsent messages are in the journal anyway."""
        self._closed = True
        self.socket.disable_monitor()
        self.monitor.close(linger=0)
        self.socket.close(linger=0)

    def send(self, message: FromKiosk) -> bool:
        """Hand a message to the socket; False when it is down or has enough to do."""
        if not self.up:
            return False
        try:
            self.socket.send(encode(message), zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def messages(self) -> Iterator[FromServer]:
        """What has come in. Raises FrameError for bytes that are no message."""
        while True:
            try:
                parts = self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if len(parts) != 1:
                raise FrameError("message has several parts; install the same release")
            yield decode_from_server(parts[0])

    def follow(self) -> None:
        """Take note of what the monitor saw since the last call."""
        while True:
            try:
                seen = parse_monitor_message(self.monitor.recv_multipart(zmq.NOBLOCK))
            except zmq.Again:
                return
            self._seen.note(zmq.Event(seen["event"]), time.monotonic())
