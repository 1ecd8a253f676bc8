"""What ours is held against, in the same run: a CURVE echo, bare SQLite, bare TCP with a hash."""

import hashlib
import socket
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import zmq
from wired.payload import Kiosk, entries_of
from wired.processes import CONTEXT, HOST, child, wait_for

from protocol import digest_bytes
from protocol.curve import CurveKeys

CHUNK = 1024 * 1024
COMMIT_EVERY = 1_000
TABLE = """CREATE TABLE entries (kiosk VARCHAR(64) NOT NULL, stream VARCHAR(64) NOT NULL,
    seq INTEGER NOT NULL, received_at VARCHAR(32) NOT NULL, entry_kind VARCHAR(16) NOT NULL,
    attempt VARCHAR(64) NOT NULL, n INTEGER, body BLOB NOT NULL, digest VARCHAR(64) NOT NULL,
    PRIMARY KEY (kiosk, stream, seq))"""
INDEX = "CREATE INDEX ix_entries_attempt_n ON entries (attempt, n)"
"""A row an entry, as the intake stored them until it stored passages: what one would make."""


def serve_echo(port: int, secret: str) -> None:
    """A CURVE ROUTER that sends every frame back and does nothing else: the most ours could do."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    router = context.socket(zmq.ROUTER)
    router.curve_server = True
    router.curve_secretkey = secret.encode()
    router.sndhwm = router.rcvhwm = 0
    router.bind(f"tcp://{HOST}:{port}")
    while True:
        router.send_multipart(router.recv_multipart(copy=False), copy=False)


@contextmanager
def echo(port: int) -> Iterator[str]:
    """A running echo; yields its public key."""
    keys = CurveKeys.generate()
    with child(serve_echo, port, keys.secret):
        wait_for(port)
        yield keys.public


def raw_sqlite(folder: Path, kiosk: Kiosk, count: int, size: int) -> float:
    """Entries a second, a row each into an ordinary table with the keys they are asked for by,
    1,000 a transaction, by the bare driver: WAL, synchronous=FULL, the rows made beforehand."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = _rows(kiosk, count, size)
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute(TABLE)
        database.execute(INDEX)
        started = time.perf_counter()
        for first in range(0, len(rows), COMMIT_EVERY):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows[first : first + COMMIT_EVERY],
            )
            database.execute("COMMIT")
        return len(rows) / (time.perf_counter() - started)


def _rows(kiosk: Kiosk, count: int, size: int) -> list[tuple[Any, ...]]:
    place = (kiosk.id, kiosk.stream)
    now, attempt = "2026-11-22T17:42:04.123Z", "0f" * 16
    made = islice(entries_of(kiosk, count, size=size), count)
    return [
        (*place, seq, now, entry.kind, attempt, seq, entry.body, digest_bytes(entry.body))
        for seq, entry in enumerate(made, 1)
    ]


def serve_tcp_hash(port: int) -> None:
    """Reads a connection to its end, hashes, and answers with the digest."""
    with socket.create_server((HOST, port)) as server:
        while True:
            connection, _ = server.accept()
            hasher, buffer = hashlib.sha256(), bytearray(CHUNK)
            with connection:
                while read := connection.recv_into(buffer):
                    hasher.update(memoryview(buffer)[:read])
                connection.sendall(hasher.digest())


def _send(results: Any, port: int, chunk: bytes, count: int) -> None:
    started = time.perf_counter()
    with socket.create_connection((HOST, port)) as connection:
        for _ in range(count):
            connection.sendall(chunk)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(32, socket.MSG_WAITALL)
    results.put(count * len(chunk) / (time.perf_counter() - started))


def raw_tcp_hash(port: int, chunk: bytes, count: int) -> float:
    """Bytes a second over bare TCP with SHA-256 at the end, from process to process."""
    with child(serve_tcp_hash, port):
        wait_for(port)
        results = CONTEXT.Queue()
        with child(_send, results, port, chunk, count):
            return float(results.get())


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]
