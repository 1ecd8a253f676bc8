"""The peers an operator would pick instead, by name. Each stores the same events, durable one by
one as its protocol offers it, on the same disk, from the same number of clients.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from wired import http_post, jetstream, mqtt, redis_streams

Measure = Callable[[Path, list[bytes], int, float], float]
"""(empty folder, events, clients, seconds) → events a second that are durable."""


class NotInstalledError(Exception):
    """A peer's server or client library is not here; the message says what to install."""


class Peer(msgspec.Struct, frozen=True):
    """A peer: what it is, what it needs installed, and how it is measured."""

    what: str
    needs: Callable[[], str | None]
    measure: Measure


PEERS: dict[str, Peer] = {
    "http": Peer(http_post.WHAT, http_post.missing, http_post.measure),
    "mqtt": Peer(mqtt.WHAT, mqtt.missing, mqtt.measure),
    "redis": Peer(redis_streams.WHAT, redis_streams.missing, redis_streams.measure),
    "nats": Peer(jetstream.WHAT, jetstream.missing, jetstream.measure),
}


def measure(name: str, folder: Path, events: list[bytes], clients: int, seconds: float) -> float:
    """Events a second of one peer. Raises NotInstalledError."""
    peer = PEERS[name]
    missing = peer.needs()
    if missing is not None:
        raise NotInstalledError(f"{name}: {missing} is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    return peer.measure(folder, events, clients, seconds)
