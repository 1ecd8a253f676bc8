"""Peer: MQTT QoS 1 through Mosquitto, and a subscriber that commits every message to SQLite."""

import importlib.util
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from wired.http_post import insert, open_table
from wired.processes import HOST, child, free_port, installed, program

WHAT = "MQTT QoS 1, Mosquitto, a subscriber with one commit per message to SQLite"
TOPIC = "entries"
UNDER_WAY = 64


def missing() -> str | None:
    """What to install."""
    if installed("mosquitto") is None:
        return "mosquitto (Debian: mosquitto)"
    return None if importlib.util.find_spec("paho") else "paho-mqtt (dependency group bench)"


def subscribe(port: int, database: str, ready: Any) -> None:
    """Store what comes; a message is acknowledged to the broker after its commit."""
    from paho.mqtt import client as paho

    connection = open_table(database)
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, "store", clean_session=False)
    client.on_message = lambda *given: insert(connection, given[2].payload)
    client.on_subscribe = lambda *_: ready.set()
    client.max_inflight_messages_set(UNDER_WAY)
    client.connect(HOST, port)
    client.subscribe(TOPIC, qos=1)
    client.loop_forever()


def publish(port: int, number: int, events: list[bytes], until: float) -> None:
    """Publish with a window, as fast as acknowledgements come, until a time."""
    from paho.mqtt import client as paho

    free = threading.Semaphore(UNDER_WAY)
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, f"kiosk-{number}")
    client.max_inflight_messages_set(UNDER_WAY)
    client.on_publish = lambda *_: free.release()
    client.connect(HOST, port)
    client.loop_start()
    sent = 0
    while time.monotonic() < until:
        if free.acquire(timeout=0.1):
            client.publish(TOPIC, events[sent % len(events)], qos=1)
            sent += 1
    client.disconnect()
    client.loop_stop()


def measure(folder: Path, events: list[bytes], clients: int, seconds: float) -> float:
    """Events a second that reach SQLite while the clients publish."""
    from wired.processes import CONTEXT

    port, database = free_port(), str(folder / "mqtt.db")
    settings = folder / "mosquitto.conf"
    settings.write_text(
        f"listener {port} {HOST}\nallow_anonymous true\nmax_queued_messages 0\n"
        f"max_inflight_messages {UNDER_WAY}\npersistence true\npersistence_location {folder}/\n"
        "user root\n"
    )
    ready = CONTEXT.Event()
    with (
        program([installed("mosquitto") or "", "-c", str(settings)], port, folder / "log"),
        child(subscribe, port, database, ready),
    ):
        if not ready.wait(60):
            raise RuntimeError("the MQTT subscriber did not start")
        with child(_publish_all, port, events, clients, seconds):
            _wait_for_rows(database, 1)
            started, before = time.perf_counter(), _rows(database)
            time.sleep(seconds * 0.8)  # counted while the publishers are still at it
            return (_rows(database) - before) / (time.perf_counter() - started)


def _publish_all(port: int, events: list[bytes], clients: int, seconds: float) -> None:
    until = time.monotonic() + seconds * 2
    threads = [
        threading.Thread(target=publish, args=(port, n, events[n::clients], until))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rows(database: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT ifnull(max(id), 0) FROM entries").fetchone()[0])


def _wait_for_rows(database: str, count: int) -> None:
    deadline = time.monotonic() + 60
    while _rows(database) < count:
        if time.monotonic() > deadline:
            raise RuntimeError("nothing reached SQLite through MQTT")
        time.sleep(0.02)
