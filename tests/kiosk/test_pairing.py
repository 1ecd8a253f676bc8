import socket
from pathlib import Path
from typing import Any

import pytest

from assessor_server.store.tables import kiosks, pairing_codes
from kiosk.identity import IdentityError, load_identity
from kiosk.pairing import PairingError, pair
from protocol.curve import CurveKeys
from protocol.keyfiles import KeyFileError
from protocol.ticket import Ticket, TicketError, new_code, read_ticket, write_ticket


def test_a_paired_kiosk_knows_who_it_is_after_a_restart(intake: Any, tmp_path: Path) -> None:
    identity = intake.pair(tmp_path / "kiosk")
    again = load_identity(tmp_path / "kiosk")
    assert (again.kiosk, again.curve) == (identity.kiosk, identity.curve)
    assert again.seal_key.public == identity.seal_key.public


def test_the_server_enrols_the_keys_the_kiosk_made(intake: Any, tmp_path: Path) -> None:
    identity = intake.pair(tmp_path / "kiosk", "Recepción")
    (row,) = intake.rows(kiosks)
    assert (row.id, row.name, row.centre) == (identity.kiosk, "Recepción", "zacatecoluca")
    assert (row.curve_key, row.seal_key) == (identity.curve.public, identity.seal_key.public)


def test_the_kiosks_secrets_are_readable_by_their_owner_only(intake: Any, tmp_path: Path) -> None:
    intake.pair(tmp_path / "kiosk")
    files = list((tmp_path / "kiosk" / "keys").iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_code_is_not_stored_in_the_open(intake: Any) -> None:
    code = read_ticket(intake.pairing_string()).code
    (row,) = intake.rows(pairing_codes)
    assert code not in row.code_hash


def test_a_pairing_code_works_once(intake: Any, tmp_path: Path) -> None:
    text = intake.pairing_string()
    pair(text, tmp_path / "first", "front desk")
    with pytest.raises(PairingError, match="has been used; ask the coordinator for a new"):
        pair(text, tmp_path / "second", "front desk")
    assert not (tmp_path / "second").exists()
    assert len(intake.rows(kiosks)) == 1


def test_an_expired_code_is_refused_and_nothing_written(intake: Any, tmp_path: Path) -> None:
    with pytest.raises(PairingError, match="ended at"):
        pair(intake.pairing_string(valid_hours=-1), tmp_path / "kiosk", "front desk")
    assert not (tmp_path / "kiosk").exists()


def test_an_unknown_code_is_refused_and_nothing_written(intake: Any, tmp_path: Path) -> None:
    ticket = read_ticket(intake.pairing_string())
    forged = Ticket(ticket.host, ticket.port, ticket.server_key, new_code())
    with pytest.raises(PairingError, match="not known"):
        pair(write_ticket(forged), tmp_path / "kiosk", "front desk")
    assert not (tmp_path / "kiosk").exists()


def test_a_server_with_another_key_is_not_trusted(intake: Any, tmp_path: Path) -> None:
    ticket = read_ticket(intake.pairing_string())
    forged = Ticket(ticket.host, ticket.port, CurveKeys.generate().public, ticket.code)
    with pytest.raises(PairingError, match="another key"):
        pair(write_ticket(forged), tmp_path / "kiosk", "front desk", timeout_s=2)
    assert not (tmp_path / "kiosk").exists()
    assert intake.rows(kiosks) == []


def test_a_server_that_is_off_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    text = write_ticket(Ticket("127.0.0.1", port, CurveKeys.generate().public, new_code()))
    with pytest.raises(PairingError, match="does not answer; check the network"):
        pair(text, tmp_path / "kiosk", "front desk", timeout_s=1)


def test_a_mistyped_string_reaches_no_server(tmp_path: Path) -> None:
    with pytest.raises(TicketError):
        pair("acredita-pair:oops", tmp_path / "kiosk", "front desk")
    assert not (tmp_path / "kiosk").exists()


def test_a_paired_kiosk_is_not_paired_over(intake: Any, tmp_path: Path) -> None:
    identity = intake.pair(tmp_path / "kiosk")
    text = intake.pairing_string()
    with pytest.raises(IdentityError, match="paired already"):
        pair(text, tmp_path / "kiosk", "front desk")
    assert load_identity(tmp_path / "kiosk").kiosk == identity.kiosk
    pair(text, tmp_path / "another", "front desk")  # the code was not used up


def test_a_kiosk_without_keys_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match="pair it with its server"):
        load_identity(tmp_path)


def test_a_secret_opened_to_others_is_refused(intake: Any, tmp_path: Path) -> None:
    intake.pair(tmp_path / "kiosk")
    (tmp_path / "kiosk" / "keys" / "curve.secret").chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_identity(tmp_path / "kiosk")
