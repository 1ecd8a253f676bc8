"""`POST /api/verify` of the real server beside a hello of the same framework, over loopback.

Requests are pipelined on one connection, so that the server is what is timed, not the client.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checked.world import World

from assessor_server import Centre, Organisation, create_server
from assessor_server.issuer import Issuer
from assessor_server.store import ServerFolder
from assessor_server.vault import Vault
from certificates import issue
from scenarios import load_scheme

ROUNDS, DEPTH = 25, 8
HELLO = """
from fastapi import FastAPI
app = FastAPI()
@app.post("/hello")
async def hello():
    return {"hello": "world"}
"""


def endpoint_over_hello(world: World, requests: int) -> dict[str, object]:
    """Rates of both, the best of many short rounds in turn: machines waver."""
    with tempfile.TemporaryDirectory(prefix="acredita-bench-") as name:
        folder = Path(name)
        port, hello_port = _free_port(), _free_port()
        text = _make_server(world, folder / "site", f"http://127.0.0.1:{port}")
        (folder / "hello.py").write_text(HELLO)
        served = [
            sys.executable, "-m", "assessor_server.web", "--dir", folder / "site",
            "--host", "127.0.0.1", "--port", port, "--base-url", f"http://127.0.0.1:{port}",
        ]  # fmt: skip
        greeting = [
            sys.executable, "-m", "uvicorn", "hello:app", "--port", hello_port,
            "--no-access-log", "--log-level", "error", "--app-dir", folder,
        ]  # fmt: skip
        with _running(served, port), _running(greeting, hello_port):
            ask = _request("/api/verify", text.encode(), "text/plain")
            hello = _request("/hello", b"", "application/json")
            best = {"ask": 0.0, "hello": 0.0}
            for _ in range(ROUNDS):
                for task, at, request in (("ask", port, ask), ("hello", hello_port, hello)):
                    best[task] = max(best[task], _rate(at, request, max(DEPTH, requests // ROUNDS)))
    return {
        "endpoint_over_hello": round(best["ask"] / best["hello"], 3),
        "endpoint_per_s": round(best["ask"]),
        "hello_per_s": round(best["hello"]),
    }


def _make_server(world: World, directory: Path, base: str) -> str:
    """A server, and the QR's text of a certificate it would have issued."""
    create_server(
        directory,
        organisation=Organisation("incaf", "Instituto"),
        centres=[Centre("sv-zac", "Zacatecoluca")],
        base_url=base,
        schemes=[load_scheme("table_service")],
    )
    folder = ServerFolder(directory)
    issuer = Issuer.open(folder, Vault.open(folder.master_key))
    import msgspec

    record = msgspec.structs.replace(
        world.records[2], scheme="table-service", issued_at=issuer.keyset.keys[0].valid_from
    )
    key = issuer.issuing_key("sv-zac", "table-service")
    return issue(record, key, issuer.keyset).qr_text


def _request(path: str, body: bytes, kind: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def _rate(port: int, request: bytes, count: int) -> float:
    """Answers a second."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(60)  # an answer other than 200 ends here, as an error
        start, done = time.perf_counter(), 0
        while done < count:
            connection.sendall(request * DEPTH)
            waiting, seen = DEPTH, b""
            while waiting:
                answer = connection.recv(1 << 20)
                if not answer:
                    raise SystemExit("The server closed the connection: no figure.")
                seen += answer
                good = seen.count(b"HTTP/1.1 200 ")
                waiting -= good
                seen = seen[-len(b"HTTP/1.1 200 ") + 1 :]
            done += DEPTH
        return done / (time.perf_counter() - start)


@contextmanager
def _running(command: list[object], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    first, *others = sorted(os.sched_getaffinity(0))
    if others:  # the asking is not to take the server's core
        os.sched_setaffinity(process.pid, {first})
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
