"""Peer: NATS JetStream on file storage, each publish acknowledged when it is stored."""

import asyncio
import importlib.util
import subprocess
import time
from pathlib import Path

from wired.processes import HOST, free_port, installed, program

SUBJECT = "entries"
UNDER_WAY = 64
SYNCS_SINCE = (2, 10)
"""First release of the server that can sync every write; older ones sync every two minutes."""


def missing() -> str | None:
    """What to install."""
    if installed("nats-server") is None:
        return "nats-server (Debian: nats-server)"
    return None if importlib.util.find_spec("nats") else "nats-py (dependency group bench)"


def syncs_always() -> bool:
    """Whether this server can make every message durable before it acknowledges it."""
    told = subprocess.run(
        [installed("nats-server") or "nats-server", "--version"], capture_output=True, text=True
    ).stdout
    numbers = told.rpartition("v")[2].strip().split(".")
    return tuple(int(number) for number in numbers[:2]) >= SYNCS_SINCE


def _what() -> str:
    base = "NATS JetStream, file storage"
    if missing() is not None or syncs_always():
        return f"{base}, sync_interval always"
    return f"{base}; this release cannot sync every write (2.10 can): LESS DURABLE than the others"


WHAT = _what()


def measure(folder: Path, events: list[bytes], clients: int, seconds: float) -> float:
    """Publishes acknowledged in a second."""
    port = free_port()
    sync = "  sync_interval: always\n" if syncs_always() else ""
    settings = folder / "nats.conf"
    settings.write_text(
        f'host: "{HOST}"\nport: {port}\njetstream {{\n  store_dir: "{folder / "js"}"\n{sync}}}\n'
    )
    command = [installed("nats-server") or "", "-c", str(settings)]
    with program(command, port, folder / "log"):
        return asyncio.run(_publish(port, events, clients, seconds))


async def _publish(port: int, events: list[bytes], clients: int, seconds: float) -> float:
    import nats

    first = await nats.connect(f"nats://{HOST}:{port}")
    await first.jetstream().add_stream(name="entries", subjects=[SUBJECT])
    started = time.perf_counter()
    counts = await asyncio.gather(
        *(_client(port, events[n::clients], started + seconds) for n in range(clients))
    )
    took = time.perf_counter() - started
    await first.close()
    return sum(counts) / took


async def _client(port: int, events: list[bytes], until: float) -> int:
    import nats

    connection = await nats.connect(f"nats://{HOST}:{port}")
    stream = connection.jetstream(publish_async_max_pending=UNDER_WAY)
    done = 0
    while time.perf_counter() < until:
        sent = [
            await stream.publish_async(SUBJECT, events[(done + n) % len(events)])
            for n in range(UNDER_WAY)
        ]
        await asyncio.gather(*sent)
        done += len(sent)
    await connection.close()
    return done
