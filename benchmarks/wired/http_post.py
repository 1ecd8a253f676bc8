"""Peer: HTTP POST with a commit per request, FastAPI and uvicorn over SQLite.

The clients write requests made beforehand to kept-alive connections; no client library is in the
way.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from wired.processes import HOST, child, free_port, wait_for

WHAT = "HTTP POST, FastAPI + uvicorn, SQLite, one commit per request"


def missing() -> str | None:
    """FastAPI and uvicorn come with the server."""
    return None


def serve(database: str, port: int) -> None:
    """The server an operator would write in an afternoon."""
    import uvicorn
    from fastapi import FastAPI, Request

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        application.state.database = open_table(database)
        yield

    application = FastAPI(lifespan=lifespan)

    @application.post("/entries")
    async def take(request: Request) -> dict[str, bool]:
        insert(application.state.database, await request.body())
        return {"stored": True}

    uvicorn.run(application, host=HOST, port=port, log_level="error", access_log=False)


def open_table(database: str) -> sqlite3.Connection:
    """A table of bodies: WAL, synchronous=FULL."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, body BLOB)")
    return connection


def insert(connection: sqlite3.Connection, body: bytes) -> None:
    """One row, one commit."""
    connection.execute("INSERT INTO entries (body) VALUES (?)", (body,))


def measure(folder: Path, events: list[bytes], clients: int, seconds: float) -> float:
    """Requests answered in a second."""
    port = free_port()
    requests = [
        b"POST /entries HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        for body in events
    ]
    with child(serve, str(folder / "http.db"), port):
        wait_for(port)
        return asyncio.run(_post(port, requests, clients, seconds))


async def _post(port: int, requests: list[bytes], clients: int, seconds: float) -> float:
    started = time.perf_counter()
    counts = await asyncio.gather(
        *(_client(port, requests[n::clients], started + seconds) for n in range(clients))
    )
    return sum(counts) / (time.perf_counter() - started)


async def _client(port: int, requests: list[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection(HOST, port)
    done = 0
    while time.perf_counter() < until:
        writer.write(requests[done % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the HTTP peer answered {head[:80]!r}")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        done += 1
    writer.close()
    return done
