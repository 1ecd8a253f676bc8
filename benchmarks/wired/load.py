"""The load: many kiosks' sockets in one process, each keeping a window of entries under way.

The frames are made before the clock starts; while it runs this process only hands them to ZeroMQ
and reads what comes back. Its share of a core is reported, so that it shows when it is the limit.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import zmq
from wired.payload import Frame, Kiosk, frames_of
from wired.processes import CONTEXT, HOST

from protocol.messages import Hello, Receipt, Refused, Welcome, decode_from_server, encode

STALLED_S = 120.0


class LoadError(Exception):
    """The server did not take what it was sent: the figure would mean nothing."""


@dataclass(frozen=True)
class Load:
    """How many entries each kiosk sends, how many a frame, and how many may be under way."""

    entries: int
    batch: int
    window: int
    size: int


class Measured(msgspec.Struct, frozen=True):
    """Entries a second, the share of a core the load itself took, and receipt times in ms."""

    entries_s: float
    load_cpu: float
    p50_ms: float
    p99_ms: float


@dataclass
class _Sender:
    socket: zmq.Socket[bytes]
    frames: list[Frame]
    sent: int = 0
    sent_seq: int = 0
    acknowledged: int = 0
    echoed: int = 0
    times: deque[tuple[int, float]] = field(default_factory=deque)

    def fill(self, window: int, now: float) -> None:
        while self.sent < len(self.frames):
            frame = self.frames[self.sent]
            if frame.last_seq - self.acknowledged > max(window, frame.last_seq - self.sent_seq):
                return
            self.socket.send(frame.data, copy=False)
            self.times.append((frame.last_seq, now))
            self.sent_seq = frame.last_seq
            self.sent += 1


def run_load(
    port: int, server_key: str, kiosks: Sequence[Kiosk], load: Load, *, echo: bool = False
) -> Measured:
    """Drive a server from a process of its own; see `drive`."""
    results = CONTEXT.Queue()
    arguments = (results, port, server_key, list(kiosks), load, echo)
    process = CONTEXT.Process(target=_in_process, args=arguments, daemon=True)
    process.start()
    result = results.get()
    process.join()
    if isinstance(result, str):
        raise LoadError(result)
    return result


def _in_process(results: Any, *arguments: Any) -> None:
    try:
        results.put(drive(*arguments))
    except LoadError as problem:
        results.put(str(problem))


def drive(port: int, server_key: str, kiosks: Sequence[Kiosk], load: Load, echo: bool) -> Measured:
    """Send every kiosk's entries and wait for the last receipt (or, for an echo, the last frame).

    Raises LoadError when the server refuses, quarantines or falls silent.
    """
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    senders = [
        _Sender(
            _connect(context, port, server_key, kiosk),
            frames_of(kiosk, load.entries, batch=load.batch, size=load.size),
        )
        for kiosk in kiosks
    ]
    if not echo:
        for kiosk, sender in zip(kiosks, senders, strict=True):
            _greet(sender.socket, kiosk)
    read = _echoed if echo else _receipt
    started, cpu = time.perf_counter(), time.process_time()
    waits = _exchange(senders, load.window, read)
    seconds = time.perf_counter() - started
    share = (time.process_time() - cpu) / seconds
    for sender in senders:
        sender.socket.close(linger=0)
    context.term()
    waits.sort()
    total = sum(sender.frames[-1].last_seq for sender in senders)
    return Measured(
        total / seconds,
        round(share, 2),
        1000 * waits[len(waits) // 2],
        1000 * waits[int(len(waits) * 0.99)],
    )


def _exchange(
    senders: list[_Sender], window: int, read: Callable[[_Sender, bytes], int]
) -> list[float]:
    """Keep every window full until everything is acknowledged; return the time each frame took."""
    poller, by_socket, waits = zmq.Poller(), {}, []
    for sender in senders:
        poller.register(sender.socket, zmq.POLLIN)
        by_socket[sender.socket] = sender
        sender.fill(window, time.perf_counter())
    left = len(senders)
    while left:
        ready = poller.poll(round(STALLED_S * 1000))
        if not ready:
            raise LoadError(f"no receipt for {STALLED_S:.0f} s")
        for socket, _ in ready:
            sender = by_socket[socket]
            _take_all(sender, read)
            now = time.perf_counter()
            while sender.times and sender.times[0][0] <= sender.acknowledged:
                waits.append(now - sender.times.popleft()[1])
            sender.fill(window, now)
            if sender.acknowledged >= sender.frames[-1].last_seq:
                poller.unregister(socket)
                left -= 1
    return waits


def _take_all(sender: _Sender, read: Callable[[_Sender, bytes], int]) -> None:
    while True:
        try:
            reply = sender.socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return
        sender.acknowledged = max(sender.acknowledged, read(sender, reply))


def _receipt(sender: _Sender, reply: bytes) -> int:
    message = decode_from_server(reply)
    if not isinstance(message, Receipt):
        raise LoadError(f"the intake answered {message!r:.300}")
    return message.upto


def _echoed(sender: _Sender, reply: bytes) -> int:
    sender.echoed += 1
    return sender.frames[sender.echoed - 1].last_seq


def _connect(
    context: zmq.Context[zmq.Socket[bytes]], port: int, server_key: str, kiosk: Kiosk
) -> zmq.Socket[bytes]:
    socket = context.socket(zmq.DEALER)
    socket.curve_serverkey = server_key.encode()
    socket.curve_publickey = kiosk.curve.public.encode()
    socket.curve_secretkey = kiosk.curve.secret.encode()
    socket.sndhwm = socket.rcvhwm = 0
    socket.connect(f"tcp://{HOST}:{port}")
    return socket


def _greet(socket: zmq.Socket[bytes], kiosk: Kiosk) -> None:
    now = "2026-11-22T17:42:04.123Z"
    socket.send(encode(Hello(stream=kiosk.stream, last_seq=0, sent_at=now)))
    if not socket.poll(round(STALLED_S * 1000)):
        raise LoadError("the intake does not answer; see intake.log in its folder")
    answer = decode_from_server(socket.recv())
    if isinstance(answer, Refused) or not isinstance(answer, Welcome):
        raise LoadError(f"the intake answered {answer!r:.300}")
