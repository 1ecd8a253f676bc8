"""From the certificate back to the sensor: every link that was tampered with is found."""

import pytest
from office_support import PHOTO, Office
from sqlalchemy import text

from assessor_server import candidates as people
from assessor_server.attempts import find_attempt
from assessor_server.provenance import LinkState
from assessor_server.store import reading, writing
from protocol import digest_bytes, utc_text


def links(office: Office, attempt: str) -> dict[str, LinkState]:
    with reading(office.console.engine) as connection:
        found = office.console.provenance_of(connection, find_attempt(connection, attempt))
    return {link.name: link.state for link in found.links}


def change(office: Office, statement: str, **values: object) -> None:
    with writing(office.console.engine) as connection:
        connection.execute(text(statement), values)


def test_an_untouched_attempt_holds_in_every_link(office: Office) -> None:
    assert links(office, office.attempt()) == {
        "evidence": LinkState.HOLDS,
        "scores": LinkState.HOLDS,
        "chain": LinkState.HOLDS,
        "seal": LinkState.HOLDS,
    }


def test_pictures_on_their_way_are_waited_for(office: Office) -> None:
    assert links(office, office.attempt(evidence=False))["evidence"] is LinkState.WAITING


def test_a_picture_altered_on_disk_is_found(office: Office) -> None:
    attempt = office.attempt()
    path = office.console.files.path(attempt, digest_bytes(PHOTO))
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    assert links(office, attempt)["evidence"] is LinkState.BROKEN


@pytest.mark.parametrize("kept", [0, 10])
def test_a_picture_cut_short_on_disk_is_found(office: Office, kept: int) -> None:
    attempt = office.attempt()
    path = office.console.files.path(attempt, digest_bytes(PHOTO))
    path.write_bytes(path.read_bytes()[:kept])
    assert links(office, attempt)["evidence"] is LinkState.BROKEN


def test_a_picture_missing_on_disk_is_found(office: Office) -> None:
    attempt = office.attempt()
    office.console.files.path(attempt, digest_bytes(PHOTO)).unlink()
    assert links(office, attempt)["evidence"] is LinkState.BROKEN


def test_an_erased_candidates_pictures_are_erased_not_broken(office: Office) -> None:
    code = office.candidate()
    attempt = office.attempt(code)
    with writing(office.console.engine) as connection:
        people.erase(
            connection, office.console.vault, code, by=office.user("carla"), now=utc_text()
        )
    assert links(office, attempt)["evidence"] is LinkState.ERASED


def test_an_event_altered_in_the_store_is_found(office: Office) -> None:
    attempt = office.attempt()
    office.alter_event(attempt, 3, lambda event: event.replace(b"4.0", b"1.0"))
    assert links(office, attempt) == {"chain": LinkState.BROKEN}


def test_an_event_removed_from_the_store_is_found(office: Office) -> None:
    attempt = office.attempt()
    office.alter_event(attempt, 10, lambda _: None)
    assert links(office, attempt)["seal"] is LinkState.BROKEN


def test_scores_altered_in_the_store_are_found(office: Office) -> None:
    attempt = office.attempt()
    change(office, "UPDATE ai_scores SET score = replace(score, '\"worn\"', '\"not_worn\"')")
    assert links(office, attempt)["scores"] is LinkState.DIFFERS


def test_a_seal_of_another_kiosk_is_found(office: Office) -> None:
    attempt = office.attempt()
    change(office, "UPDATE kiosks SET seal_key = :key", key="ab" * 32)
    assert links(office, attempt)["seal"] is LinkState.BROKEN


def test_a_digest_that_is_not_the_seals_is_found(office: Office) -> None:
    attempt = office.attempt()
    change(office, "UPDATE attempts SET seal_digest = :digest", digest="ab" * 32)
    assert links(office, attempt)["seal"] is LinkState.BROKEN


def test_a_kiosk_nobody_enrolled_is_found(office: Office) -> None:
    attempt = office.attempt()
    change(office, "DELETE FROM kiosks")
    assert links(office, attempt)["seal"] is LinkState.BROKEN
