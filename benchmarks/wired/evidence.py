"""How fast evidence goes to the intake: manifest, chunks within credits, stored. One kiosk."""

import hashlib
import os
import time
import uuid
from typing import Any

import zmq
from wired.load import LoadError
from wired.payload import Kiosk
from wired.processes import CONTEXT, HOST, child

from protocol.messages import (
    MAX_CHUNK_BYTES,
    Chunk,
    FromServer,
    Have,
    Manifest,
    Stored,
    decode_from_server,
    encode,
)

ANSWERS_WITHIN_MS = 60_000


def send_evidence(port: int, server_key: str, kiosk: Kiosk, megabytes: int) -> float:
    """Bytes a second from the first chunk to the word that it is stored, verified and durable."""
    results = CONTEXT.Queue()
    with child(_send, results, port, server_key, kiosk, megabytes):
        result = results.get()
    if isinstance(result, str):
        raise LoadError(result)
    return float(result)


def _send(results: Any, port: int, server_key: str, kiosk: Kiosk, megabytes: int) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.curve_serverkey = server_key.encode()
    socket.curve_publickey = kiosk.curve.public.encode()
    socket.curve_secretkey = kiosk.curve.secret.encode()
    socket.connect(f"tcp://{HOST}:{port}")
    try:
        results.put(_piece(socket, megabytes))
    except LoadError as problem:
        results.put(str(problem))


def _piece(socket: zmq.Socket[bytes], megabytes: int) -> float:
    chunk = os.urandom(MAX_CHUNK_BYTES)
    hasher, size = hashlib.sha256(), megabytes * len(chunk)
    for _ in range(megabytes):
        hasher.update(chunk)
    digest, sent = hasher.hexdigest(), 0
    manifest = Manifest(
        digest=digest,
        size=size,
        media_type="video/mp4",
        attempt=str(uuid.uuid4()),
        candidate="K7F-4Q2",
    )
    socket.send(encode(manifest))
    granted = _answer(socket)
    started = time.perf_counter()
    while not isinstance(granted, Stored):
        if not isinstance(granted, Have):
            raise LoadError(f"the intake answered {granted!r:.300}")
        while sent < size and sent - granted.offset < granted.credits * len(chunk):
            socket.send(encode(Chunk(digest=digest, offset=sent, data=chunk)), copy=False)
            sent += len(chunk)
        granted = _answer(socket)
    return size / (time.perf_counter() - started)


def _answer(socket: zmq.Socket[bytes]) -> FromServer:
    if not socket.poll(ANSWERS_WITHIN_MS):
        raise LoadError("the intake does not answer on the evidence socket")
    return decode_from_server(socket.recv())
