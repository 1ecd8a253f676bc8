"""The intake's ROUTER sockets: how they are set up, and one frame in or out. Touches sockets only.

A peer is known by its authenticated key (the ZAP user id), never by its routing id, which it may
choose itself and which serves only to answer on the same connection.
"""

import os
import socket as network
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import zmq

from protocol.curve import CurveKeys
from protocol.messages import FromServer, Refused, encode

HEARTBEAT_MS = 5_000
ANSWERS_QUEUED = 256
"""Answers held for each peer; one that does not read loses the rest and asks again."""
LINGER_MS = 300
"""How long a clean stop waits for the last answers to leave."""

_NOW = int(zmq.NOBLOCK)  # an enumeration is converted at every call, and text encoded
_USER = b"User-Id"
_COPIED_BYTES = 4096
"""Looking into ZeroMQ's own memory costs more than copying so little."""

REVOKED = Refused(
    code="revoked",
    problem="the server does not let this kiosk in: its key was revoked",
    remedy="ask the coordinator for a new pairing code and pair this kiosk again",
)


class Letter(NamedTuple):
    """One frame from a peer; `user` is who its key says it is, `peer` where to answer."""

    user: str
    peer: bytes
    frame: bytes | memoryview
    part: zmq.Frame | None = None

    @property
    def line(self) -> int:
        """The number of the connection it came on; -1 when it is not known."""
        return -1 if self.part is None else int(self.part.get(zmq.SRCFD))


@dataclass(frozen=True)
class SocketKind:
    """The door's domain, the largest frame read, and how many frames and answers are held for
    each peer."""

    domain: bytes
    max_frame_bytes: int
    queued_frames: int
    queued_answers: int = ANSWERS_QUEUED


def open_router(
    context: zmq.Context[zmq.Socket[bytes]], keys: CurveKeys, kind: SocketKind
) -> zmq.Socket[bytes]:
    """Make a CURVE ROUTER of this kind, not yet bound."""
    socket = context.socket(zmq.ROUTER)
    socket.curve_server = True
    socket.curve_secretkey = keys.secret.encode()
    socket.zap_domain = kind.domain
    socket.linger = LINGER_MS
    socket.rcvhwm = kind.queued_frames
    socket.sndhwm = kind.queued_answers
    socket.setsockopt(zmq.MAXMSGSIZE, kind.max_frame_bytes)
    socket.setsockopt(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3 * HEARTBEAT_MS)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 2 * HEARTBEAT_MS)
    socket.setsockopt(zmq.IPV6, 1)
    return socket


def bind(socket: zmq.Socket[bytes], host: str, port: int) -> int:
    """Bind to a port, or to a free one for 0; return it. Raises zmq.ZMQError."""
    socket.bind(f"tcp://{host}:{port or '*'}")
    endpoint = socket.getsockopt_string(zmq.LAST_ENDPOINT)
    return int(endpoint.rpartition(":")[2])


def receive(socket: zmq.Socket[bytes]) -> Letter | None:
    """Take the next frame without waiting; None when there is none.

    Messages of several parts are no messages of ours: they come out as an empty frame. A large
    frame is the bytes ZeroMQ received, not a copy of them.
    """
    try:
        peer = socket.recv(_NOW)
    except zmq.Again:
        return None
    first = part = socket.recv(_NOW, False)  # a message comes whole
    while part.more:
        part = socket.recv(_NOW, False)
    if part is not first:
        return Letter(first.get(_USER), peer, b"", first)
    frame = first.bytes if len(first) <= _COPIED_BYTES else first.buffer
    return Letter(first.get(_USER), peer, frame, first)


def answer(socket: zmq.Socket[bytes], peer: bytes, message: FromServer) -> None:
    """Answer a peer. One that has left, or does not read, loses the answer and asks again."""
    with suppress(zmq.Again):
        socket.send_multipart([peer, encode(message)], zmq.NOBLOCK)


def cut(line: int) -> None:
    """End the connection a letter came on; whoever it was may connect again.

    Should the number mean another kiosk's connection by now, that one connects again and resumes.
    """
    with suppress(OSError), network.socket(fileno=os.dup(line)) as connection:
        connection.shutdown(network.SHUT_RDWR)
