"""Peer: Redis Streams with appendfsync always. Commands are written as bytes made beforehand."""

import asyncio
import time
from pathlib import Path

from wired.processes import HOST, free_port, installed, program

WHAT = "Redis Streams, XADD, appendfsync always"
UNDER_WAY = 64


def missing() -> str | None:
    """What to install."""
    return None if installed("redis-server") else "redis-server (Debian: redis-server)"


def measure(folder: Path, events: list[bytes], clients: int, seconds: float) -> float:
    """XADDs answered in a second."""
    port = free_port()
    command = [installed("redis-server") or "", "--port", str(port), "--bind", HOST]
    command += ["--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always"]
    command += ["--save", ""]
    commands = [
        b"*5\r\n$4\r\nXADD\r\n$7\r\nentries\r\n$1\r\n*\r\n$1\r\nb\r\n$%d\r\n%s\r\n"
        % (len(body), body)
        for body in events
    ]
    with program(command, port, folder / "log"):
        return asyncio.run(_add(port, commands, clients, seconds))


async def _add(port: int, commands: list[bytes], clients: int, seconds: float) -> float:
    started = time.perf_counter()
    counts = await asyncio.gather(
        *(_client(port, commands[n::clients], started + seconds) for n in range(clients))
    )
    return sum(counts) / (time.perf_counter() - started)


async def _client(port: int, commands: list[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection(HOST, port)
    sent = done = 0
    while time.perf_counter() < until:
        free = UNDER_WAY - (sent - done)
        writer.write(b"".join(commands[(sent + n) % len(commands)] for n in range(free)))
        sent += free
        answered = await reader.read(65536)
        if b"-ERR" in answered or not answered:
            raise RuntimeError(f"redis answered {answered[:80]!r}")
        done += answered.count(b"$")
    writer.close()
    return done
