"""The intake over real sockets: who is let in, what it answers, what it survives."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor_server.enrolment import EnrolmentError, create_pairing_code, revoke_kiosk
from assessor_server.intake.page import KEPT_FRAME_BYTES
from assessor_server.store.tables import attempts, audit, kiosks, quarantine
from kiosk.identity import Identity
from kiosk.journal import Journal
from protocol import SealKey
from protocol.curve import CurveKeys
from protocol.messages import (
    MAX_EVENTS_FRAME_BYTES,
    PREFIX,
    Chunk,
    Entries,
    Hello,
    Pair,
    Paired,
    Ping,
    Pong,
    Receipt,
    Refused,
    Welcome,
)
from protocol.ticket import read_ticket

STREAM, NOW = "0f" * 16, "2026-11-22T17:42:04.123Z"
HELLO = Hello(stream=STREAM, last_seq=0, sent_at=NOW)

OpenWire = Callable[[Identity, int], Any]


@pytest.fixture
def identity(intake: Any, tmp_path: Path) -> Identity:
    paired: Identity = intake.pair(tmp_path / "kiosk")
    return paired


@pytest.fixture
def events(intake: Any, identity: Identity, wire: OpenWire) -> Any:
    """An enrolled kiosk's bare events socket."""
    return wire(identity, intake.ports["port"])


@pytest.fixture
def written(tmp_path: Path, identity: Identity, attempt_maker: Any) -> Entries:
    """A whole attempt, as the frame that carries it."""
    journal = Journal(tmp_path / "kiosk" / "journal.db")
    attempt_maker.whole(journal, identity.seal_key)
    return Entries(stream=STREAM, first_seq=1, entries=journal.entries_after(0))


# --- receipts ------------------------------------------------------------------------------------


def test_a_receipt_is_sent_only_after_commit(intake: Any, events: Any, written: Entries) -> None:
    blocker = sqlite3.connect(intake.directory / "server" / "acredita.db", isolation_level=None)
    assert isinstance(events.ask(HELLO), Welcome)
    blocker.execute("BEGIN IMMEDIATE")  # nothing can be committed while this is held
    events.say(written)
    assert events.silent(0.7)
    assert intake.entries() == []
    blocker.execute("ROLLBACK")
    assert events.hear() == Receipt(stream=STREAM, upto=5)
    assert len(intake.entries()) == 5


def test_a_receipt_survives_a_kill_right_after_it(
    intake: Any, events: Any, written: Entries
) -> None:
    assert isinstance(events.ask(written), Receipt)
    intake.kill()
    assert len(intake.entries()) == 5


def test_a_kiosk_that_has_left_does_not_stop_the_others(
    intake: Any, identity: Identity, wire: OpenWire, written: Entries
) -> None:
    for _ in range(20):
        gone = wire(identity, intake.ports["port"])
        gone.say(written)
        gone.close()
    assert isinstance(wire(identity, intake.ports["port"]).ask(HELLO), Welcome)


def test_a_ping_is_answered_with_the_servers_time(events: Any) -> None:
    pong = events.ask(Ping(sent_at=NOW))
    assert isinstance(pong, Pong)
    assert pong.sent_at == NOW
    assert pong.received_at > NOW


# --- who is let in -------------------------------------------------------------------------------


def test_a_key_nobody_enrolled_gets_no_answer(
    intake: Any, identity: Identity, wire: OpenWire
) -> None:
    stranger = replace(identity, curve=CurveKeys.generate())
    for port in ("port", "evidence-port"):
        knocking = wire(stranger, intake.ports[port])
        knocking.say(HELLO)
        assert knocking.silent(0.5)


def test_a_revoked_kiosk_is_refused_on_its_open_connection(
    intake: Any, identity: Identity, events: Any, written: Entries
) -> None:
    events.ask(HELLO)
    revoke_kiosk(intake.engine, identity.kiosk)
    time.sleep(1.5)  # the allow-list is refreshed every second
    refusal = events.ask(written)
    assert isinstance(refusal, Refused)
    assert refusal.code == "revoked"
    assert intake.entries() == []


def test_a_kiosk_is_known_by_its_key_not_by_what_it_says(
    intake: Any, identity: Identity, wire: OpenWire, written: Entries, tmp_path: Path
) -> None:
    other = intake.pair(tmp_path / "other kiosk", "second desk")
    posing = wire(other, intake.ports["port"])
    posing.ask(written)
    assert {row.kiosk for row in intake.rows(attempts)} == {other.kiosk}


def test_kiosks_do_not_share_sequences(
    intake: Any, events: Any, wire: OpenWire, written: Entries, tmp_path: Path
) -> None:
    other = intake.pair(tmp_path / "other kiosk", "second desk")
    events.ask(written)
    welcome = wire(other, intake.ports["port"]).ask(HELLO)
    assert isinstance(welcome, Welcome)
    assert welcome.have_seq == 0


# --- bad input -----------------------------------------------------------------------------------

BAD_FRAMES = {
    "nothing": b"",
    "random": os.urandom(300),
    "another version": b"ACR\x63" + b"\x80",
    "truncated": PREFIX + b"\x82\xa1m\xa5",
    "bomb": PREFIX + b"\x82\xa1m\xa4ping\xa1z" + b"\x91" * 100_000,
    "announced gigabyte": PREFIX + b"\x82\xa1m\xa4ping\xa1z\xc6\x40\x00\x00\x00",
}


@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=list(BAD_FRAMES))
def test_a_bad_frame_is_refused_and_kept_and_the_next_one_taken(
    intake: Any, events: Any, written: Entries, frame: bytes
) -> None:
    refusal = events.ask(frame)
    assert isinstance(refusal, Refused)
    assert refusal.code == "bad_frame"
    assert isinstance(events.ask(written), Receipt)
    assert [row.body for row in intake.rows(quarantine)] == [frame[:KEPT_FRAME_BYTES]]


def test_a_message_for_another_socket_is_refused(events: Any) -> None:
    refusal = events.ask(Chunk(digest="ab" * 32, offset=0, data=b"x"))
    assert isinstance(refusal, Refused)
    assert "does not belong" in refusal.problem


def test_a_message_of_several_parts_is_refused(events: Any) -> None:
    events.socket.send_multipart([b"one", b"two"])
    refusal = events.hear()
    assert isinstance(refusal, Refused)


def test_an_oversized_frame_ends_only_its_own_connection(
    intake: Any, identity: Identity, events: Any, wire: OpenWire, written: Entries
) -> None:
    flooding = wire(identity, intake.ports["port"])
    flooding.say(PREFIX + b"\x00" * (MAX_EVENTS_FRAME_BYTES + 1))
    assert flooding.silent(0.5)
    assert isinstance(events.ask(written), Receipt)
    assert intake.rows(quarantine) == []


def test_random_bytes_do_not_disturb_the_intake(intake: Any, events: Any, written: Entries) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=300), st.booleans())
    def babble(data: bytes, dressed: bool) -> None:
        events.say(PREFIX + data if dressed else data)
        assert isinstance(events.hear(), Refused)

    babble()
    assert isinstance(events.ask(written), Receipt)


def test_a_stranger_at_the_pairing_port_cannot_disturb_it(
    intake: Any, identity: Identity, wire: OpenWire, tmp_path: Path
) -> None:
    stranger = wire(replace(identity, curve=CurveKeys.generate()), intake.ports["pairing-port"])
    for frame in (b"", b"junk", os.urandom(1000)):
        assert isinstance(stranger.ask(frame), Refused)
    assert isinstance(stranger.ask(HELLO), Refused)
    intake.pair(tmp_path / "newcomer")


# --- pairing -------------------------------------------------------------------------------------


def pairing_request(text: str, curve: CurveKeys, seal_key: SealKey) -> Pair:
    code = read_ticket(text).code
    proof = seal_key.prove(code, curve.public)
    return Pair(code=code, kiosk_name="desk", seal_key=seal_key.public, proof=proof)


def test_a_kiosk_whose_answer_was_lost_may_ask_again(
    intake: Any, identity: Identity, wire: OpenWire
) -> None:
    curve = CurveKeys.generate()
    request = pairing_request(intake.pairing_string(), curve, SealKey.generate())
    asking = wire(replace(identity, curve=curve), intake.ports["pairing-port"])
    first = asking.ask(request)
    assert isinstance(first, Paired)
    assert asking.ask(request) == first
    assert len(intake.rows(kiosks)) == 2


def test_a_seal_key_is_enrolled_only_by_who_holds_it(
    intake: Any, identity: Identity, wire: OpenWire
) -> None:
    curve, stolen = CurveKeys.generate(), SealKey.generate()
    request = pairing_request(intake.pairing_string(), curve, SealKey.generate())
    forged = Pair(code=request.code, kiosk_name="desk", seal_key=stolen.public, proof=request.proof)
    asking = wire(replace(identity, curve=curve), intake.ports["pairing-port"])
    refusal = asking.ask(forged)
    assert isinstance(refusal, Refused)
    assert refusal.code == "bad_proof"
    assert isinstance(asking.ask(request), Paired)


def test_enrolling_and_revoking_are_in_the_audit_log(intake: Any, identity: Identity) -> None:
    revoke_kiosk(intake.engine, identity.kiosk, by="carla")
    acts = [(row.act, row.who) for row in intake.rows(audit)]
    assert acts == [
        ("pairing_code.made", "system"),
        ("kiosk.enrolled", "system"),
        ("kiosk.revoked", "carla"),
    ]


def test_a_kiosk_can_be_revoked_once(intake: Any, identity: Identity) -> None:
    revoke_kiosk(intake.engine, identity.kiosk)
    with pytest.raises(EnrolmentError, match="no kiosk"):
        revoke_kiosk(intake.engine, identity.kiosk)


@pytest.mark.parametrize("address", ["10.0.0.1", "10.0.0.1:x", ":"])
def test_an_address_without_a_port_makes_no_code(intake: Any, address: str) -> None:
    with pytest.raises(EnrolmentError, match="HOST:PORT"):
        create_pairing_code(intake.engine, "c", "k", address, intake.curve_keys().public)


# --- the process ---------------------------------------------------------------------------------


def test_the_intake_stops_cleanly_when_told(intake: Any, events: Any, written: Entries) -> None:
    assert isinstance(events.ask(written), Receipt)
    assert intake.stop() == 0
    assert len(intake.entries()) == 5


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "assessor_server.intake", "--dir", str(folder), *more]


def test_the_process_says_when_it_is_ready_and_where(server: Any) -> None:
    process = subprocess.Popen(
        command(server.directory, "--port", "0"), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    word, *ports = process.stdout.readline().split()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert word == "ready"
    assert [port.partition("=")[0] for port in ports] == [
        "events_port", "evidence_port", "pairing_port", "pulls_port",
    ]  # fmt: skip
    assert all(int(port.partition("=")[2]) > 0 for port in ports)
    assert (rest, process.returncode) == ("", 0)


def test_a_folder_without_a_server_is_said_plainly(tmp_path: Path) -> None:
    ended = subprocess.run(command(tmp_path), capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "holds no server" in ended.stderr


def test_a_port_in_use_is_said_plainly(intake: Any) -> None:
    port = str(intake.ports["port"])
    ended = subprocess.run(
        command(intake.directory, "--port", port), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "give another port" in ended.stderr
