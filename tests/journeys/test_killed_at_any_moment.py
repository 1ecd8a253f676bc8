"""Kiosk, intake, web and the demonstration itself are killed; nothing is lost, nothing doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from journeys_support import DEMO_WITHIN_S
from sqlalchemy import select

from assessor_server.store import open_store, passages, reading
from assessor_server.store.tables import (
    attempts,
    candidates,
    certificates,
    decisions,
    evidence,
    ratings,
)
from kiosk.journal import Journal

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("ACREDITA_KILLS", "8"))


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "acredita", "demo", "--dir", str(folder), "--seed", "5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_something(folder: Path, chance: random.Random) -> str | None:
    name = chance.choice(["kiosk", "intake", "web"])
    try:
        pid = int((folder / "logs" / f"{name}.pid").read_text())
        os.kill(pid, signal.SIGKILL)
    except (OSError, ValueError):
        return None
    return name


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration that was killed again and again, and then finished."""
    folder = tmp_path_factory.mktemp("killed") / "demo"
    chance = random.Random(20261122)
    demo, killed, end = start(folder), 0, time.monotonic() + DEMO_WITHIN_S
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.2, 2.5))
        if demo.poll() is not None:
            break
        if killed == KILLS // 2 and (folder / "demo.json").exists():
            demo.kill()  # the demonstration itself: it must go on where it was
            demo.communicate()
            demo = start(folder)
            killed += 1
        elif killed < KILLS and kill_something(folder, chance):
            killed += 1
    output, _ = demo.communicate(timeout=DEMO_WITHIN_S)
    assert demo.returncode == 0, output
    assert killed >= KILLS // 2
    return folder


def rows(folder: Path, table: object) -> list[object]:
    engine = open_store(folder)
    with reading(engine) as connection:
        found = list(connection.execute(select(table)))  # type: ignore[call-overload]
    engine.dispose()
    return found


@pytest.mark.parametrize("table", [attempts, candidates, decisions, certificates])
def test_nothing_is_doubled(survivor: Path, table: object) -> None:
    assert len(rows(survivor, table)) == 1


def test_every_criterion_is_rated_once_blind_and_once_confirmed(survivor: Path) -> None:
    kept = [(row.criterion, row.blind) for row in rows(survivor, ratings)]  # type: ignore[attr-defined]
    assert len(kept) == len(set(kept))
    assert sum(blind for _, blind in kept) * 2 == len(kept)


def test_the_server_holds_what_the_kiosk_wrote_in_order(survivor: Path) -> None:
    journal = Journal(survivor / "kiosk" / "journal.db")
    attempt = json.loads((survivor / "demo.json").read_text())["attempt"]
    wrote = len(journal.events_of(attempt)) + 1  # and the seal
    engine = open_store(survivor)
    with reading(engine) as connection:
        sequence = sorted(entry.seq for entry in passages.all_entries(connection))
    engine.dispose()
    assert sequence == list(range(sequence[0], sequence[0] + wrote))


def test_all_evidence_arrived_whole(survivor: Path) -> None:
    pieces = rows(survivor, evidence)
    assert pieces
    assert all(piece.completed_at for piece in pieces)  # type: ignore[attr-defined]


def test_the_certificate_is_valid_all_the_same(survivor: Path) -> None:
    assert json.loads((survivor / "summary.json").read_text())["certificate_state"] == "valid"
