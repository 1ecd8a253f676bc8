"""A line with several addresses of one server: which it uses, and when it goes on to the next."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import zmq

from kiosk.identity import Identity, load_identity, save_identity
from kiosk.journal import Journal
from kiosk.line import NEXT_ADDRESS_S, Line
from kiosk.uplink import Uplink
from protocol import SealKey
from protocol.curve import CurveKeys
from protocol.messages import FromServer
from protocol.pulls import Address

KEYS = CurveKeys.generate()
HERE = Identity("k", "Kiosk", "centre", "10.0.0.1", 1, 2, KEYS.public, KEYS, SealKey.generate(), 3)
OTHER = Address(host="10.0.0.2")
ELSEWHERE = Address(host="[::1]", events_port=7, evidence_port=8, pulls_port=9)


class Silent:
    """A channel over which nothing is said."""

    def connected(self, now: float) -> None: ...
    def lost(self) -> None: ...
    def take(self, message: FromServer, now: float) -> None: ...
    def tick(self, now: float) -> bool:
        return False


@pytest.fixture
def context() -> Iterator[zmq.Context[zmq.Socket[bytes]]]:
    made: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    yield made
    made.term()


def test_every_address_has_the_ports_of_the_first_unless_it_names_its_own() -> None:
    identity = replace(HERE, others=(OTHER, ELSEWHERE))
    assert identity.endpoints("events") == ["tcp://10.0.0.1:1", "tcp://10.0.0.2:1", "tcp://[::1]:7"]
    assert identity.endpoints("pulls") == ["tcp://10.0.0.1:3", "tcp://10.0.0.2:3", "tcp://[::1]:9"]


def test_a_kiosk_without_a_pulls_port_has_nowhere_to_ask() -> None:
    assert replace(HERE, pulls_port=None, others=(OTHER,)).endpoints("pulls") == []


def test_addresses_are_kept_with_the_identity(tmp_path: Path) -> None:
    identity = replace(HERE, others=(OTHER, ELSEWHERE))
    save_identity(tmp_path, identity)
    assert load_identity(tmp_path).others == (OTHER, ELSEWHERE)


def test_a_silent_address_is_left_for_the_next_and_tried_again_later(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    ends = ["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"]
    line, tried = Line(context, HERE, ends, 1.0), []
    for turn in range(10):
        now = turn * (NEXT_ADDRESS_S + 1) / 2
        line.turn(Silent(), now)
        tried.append(line.endpoint[-1])
    line.close()
    assert [end for end, _ in groupby(tried)][:3] == ["1", "2", "1"]
    assert line.trouble is not None


def test_the_only_address_is_never_left(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    line = Line(context, HERE, ["tcp://127.0.0.1:1"], 1.0)
    for turn in range(8):
        line.turn(Silent(), turn * NEXT_ADDRESS_S)
    assert line.endpoint == "tcp://127.0.0.1:1"
    line.close()


def test_a_backlog_goes_to_the_address_that_answers(
    intake: Any, attempt_maker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.line.NEXT_ADDRESS_S", 0.3)
    identity = intake.pair(tmp_path / "kiosk")
    true_way = Address(host="127.0.0.1")
    lost = replace(identity, host="127.0.0.2", others=(true_way,))
    journal = Journal(tmp_path / "kiosk" / "journal.db")
    attempt_maker.whole(journal, identity.seal_key)
    start = time.monotonic()
    with Uplink(journal, lost) as uplink:
        assert uplink.wait_until_sent(30), uplink.state()
    assert time.monotonic() - start < 30
