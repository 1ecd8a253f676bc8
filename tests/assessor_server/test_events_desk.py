"""The events desk's loop, fed letters by hand."""

import uuid
from pathlib import Path
from typing import Any, cast

import pytest

from assessor_server.intake.events_desk import EventsDesk
from assessor_server.intake.ledger import Ledger
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.scribe import Scribe
from assessor_server.store import ServerFolder, open_store
from assessor_server.vault import Vault, create_master_key
from protocol import GENESIS, Event, SealKey, encode_event
from protocol.messages import Entries, Entry, Receipt, encode
from tests.conftest import STARTED
from tests.fuzz.desks import Everybody, Letterbox, Part

STREAM = "0f" * 16


class Flood(Letterbox):
    """After the letters it was given, noise of one kiosk, without end."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def poll(self, timeout_ms: int = 0) -> int:
        return 1

    def recv(self, flags: int = 0, copy: bool = True) -> bytes | Part:
        if not self._letters:
            self.put("noisy", b"noise")
        self.read += 1
        return super().recv(flags, copy)


@pytest.fixture
def letters() -> Flood:
    return Flood()


@pytest.fixture
def desk(letters: Flood, tmp_path: Path) -> EventsDesk:
    server = ServerFolder(tmp_path)
    server.create()
    create_master_key(server.master_key)
    engine, everybody = open_store(tmp_path), Everybody(SealKey.generate().public)
    scribe = Scribe(engine, Vault.open(server.master_key))
    desk: Any = EventsDesk(
        cast(Any, letters), Ledger(engine), scribe, cast(Any, everybody), Metrics()
    )
    return cast(EventsDesk, desk)


def test_noise_without_end_does_not_hold_up_what_came_before_it(
    desk: EventsDesk, letters: Flood
) -> None:
    started = Event(
        attempt=str(uuid.uuid4()),
        n=0,
        at="2026-11-22T17:42:04.123Z",
        kind="attempt.started",
        body=dict(STARTED),
        prev=GENESIS,
    )
    entries = [Entry("event", encode_event(started))]
    letters.put("sound", encode(Entries(stream=STREAM, first_seq=1, entries=entries)))
    desk.work()
    desk.work()
    assert (b"sound", Receipt(stream=STREAM, upto=1)) in letters.answers
