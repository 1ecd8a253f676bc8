"""The intake's memory, as the system counts it, whatever kiosks send."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from protocol.messages import (
    MAX_CHUNK_BYTES,
    MAX_EVENTS_FRAME_BYTES,
    MAX_FRAME_BYTES,
    PREFIX,
    Chunk,
    Entries,
    Entry,
    Have,
    Hello,
    Manifest,
    Stored,
    decode_from_server,
    encode,
)

LIMIT_MB = 60
TRANSFERS = 12
PIECE = os.urandom(2 * MAX_CHUNK_BYTES)
DIGEST = hashlib.sha256(PIECE).hexdigest()
HELLO = Hello(stream="0f" * 16, last_seq=0, sent_at="2026-11-22T17:42:04.123Z")

OpenWire = Callable[[Any, int], Any]


@pytest.fixture
def process(server: Any) -> Iterator[subprocess.Popen[str]]:
    """The intake as operators start it: forked from the tests it would hold their memory too."""
    command = [sys.executable, "-m", "assessor_server.intake", *server.arguments()]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline().startswith("ready")
    yield running
    running.terminate()
    assert running.wait(30) == 0


def resident_mb(process: subprocess.Popen[str]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def settled_mb(process: subprocess.Popen[str]) -> float:
    """What it has when it has worked everything off."""
    time.sleep(3)
    return resident_mb(process)


def flood(line: Any, frame: bytes, times: int) -> None:
    for _ in range(times):
        try:
            line.socket.send(frame, zmq.NOBLOCK)
        except zmq.Again:
            time.sleep(0.02)


def send_in_turns(lines: list[Any]) -> int:
    """Send the piece over every line as a kiosk does, all at once; how many were stored."""
    poller, sent = zmq.Poller(), dict.fromkeys((one.socket for one in lines), 0)
    for number, one in enumerate(lines):
        poller.register(one.socket, zmq.POLLIN)
        attempt = f"00000000-0000-4000-8000-{number:012d}"
        one.say(
            Manifest(
                digest=DIGEST,
                size=len(PIECE),
                media_type="video/mp4",
                attempt=attempt,
                candidate="K7F-4Q2",
            )
        )
    stored = 0
    while stored < len(lines):
        ready = poller.poll(60_000)
        assert ready, "nobody is served"
        for socket, _ in ready:
            answer = decode_from_server(socket.recv())
            stored += isinstance(answer, Stored)
            if isinstance(answer, Have):
                start = max(sent[socket], answer.offset)
                if start < len(PIECE):
                    data = PIECE[start : start + MAX_CHUNK_BYTES]
                    socket.send(encode(Chunk(digest=DIGEST, offset=start, data=data)))
                    sent[socket] = start + len(data)
    return stored


def test_memory_stays_bounded_whatever_arrives(
    server: Any, process: subprocess.Popen[str], wire: OpenWire, tmp_path: Path
) -> None:
    identity = server.pair(tmp_path / "kiosk")
    seen = {"idle": settled_mb(process)}

    noisy = [wire(identity, server.ports["port"]) for _ in range(2)]
    garbage = PREFIX + b"\x82" + os.urandom(MAX_EVENTS_FRAME_BYTES - 200)
    large = encode(
        Entries(stream="1f" * 16, first_seq=1, entries=[Entry("event", os.urandom(3000))] * 64)
    )
    for one in noisy:
        flood(one, garbage, 40)
        flood(one, large, 40)
        flood(one, encode(HELLO), 2_000)
    for port in ("port", "evidence-port"):
        flood(wire(identity, server.ports[port]), PREFIX + bytes(MAX_FRAME_BYTES + 1), 3)
    seen["after floods"] = settled_mb(process)

    lines = [
        wire(server.pair(tmp_path / f"kiosk {n}"), server.ports["evidence-port"])
        for n in range(TRANSFERS)
    ]
    assert send_in_turns(lines) == TRANSFERS
    seen["after transfers"] = settled_mb(process)

    assert max(seen.values()) <= LIMIT_MB, seen
