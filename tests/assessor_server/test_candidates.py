"""Candidates: a code for the kiosk, a name nobody reads without the vault."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_support import Office, person

from assessor_server import candidates as people
from assessor_server.candidates import CandidateRefusedError, normal_code
from assessor_server.store import reading, writing
from assessor_server.vault import CandidateErasedError
from protocol import utc_text
from protocol.candidate_code import ALPHABET

CODE = re.compile(rf"[{ALPHABET}]{{3}}(-[{ALPHABET}]{{3}}){{1,2}}")


def register(office: Office, name: str = "Rosa Ayala", **changes: object) -> people.Candidate:
    fields = {"name": name, "centre": "zacatecoluca", "trainers": [], "code": None} | changes
    with writing(office.console.engine) as connection:
        return people.register(
            connection,
            office.console.vault,
            by=office.user("carla"),
            now=utc_text(),
            **fields,  # type: ignore[arg-type]
        )


def test_a_registered_person_gets_a_code(office: Office) -> None:
    assert CODE.fullmatch(register(office).code)


def test_a_name_is_read_back_as_written_but_for_stray_spaces(office: Office) -> None:
    assert register(office, "  José  Ñuñez\tD’Aubuisson ").name == "José Ñuñez D’Aubuisson"


def test_a_name_is_nowhere_in_the_database_file(office: Office) -> None:
    register(office, "Rosa Imelda Ayala")
    office.console.engine.dispose()
    files = (office.directory / "server").glob("acredita.db*")
    assert b"Imelda" not in b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Rosa\u202eayalA", "Rosa\x00"])
def test_an_unusable_name_is_refused(office: Office, name: str) -> None:
    with pytest.raises(CandidateRefusedError):
        register(office, name)


def test_a_centre_that_does_not_exist_is_refused(office: Office) -> None:
    with pytest.raises(CandidateRefusedError):
        register(office, centre="atlantis")


def test_a_trainer_without_account_is_refused_and_nobody_registered(office: Office) -> None:
    with pytest.raises(CandidateRefusedError):
        register(office, trainers=[999])
    with reading(office.console.engine) as connection:
        assert not people.newest_candidates(connection, office.console.vault, limit=9)


def test_a_code_used_at_a_kiosk_can_be_given_a_name(office: Office) -> None:
    office.attempt("K7F-4Q2", evidence=False)
    assert register(office, code="K7F-4Q2").code == "K7F-4Q2"


def test_a_code_that_has_a_name_is_not_given_another(office: Office) -> None:
    code = register(office).code
    with pytest.raises(CandidateRefusedError):
        register(office, "Somebody Else", code=code)


def test_an_erased_person_has_no_name(office: Office) -> None:
    code = register(office).code
    with writing(office.console.engine) as connection:
        people.erase(
            connection, office.console.vault, code, by=office.user("carla"), now=utc_text()
        )
        assert people.find_candidate(connection, office.console.vault, code).name is None


def test_an_erased_persons_code_is_not_given_to_another(office: Office) -> None:
    code = register(office).code
    with writing(office.console.engine) as connection:
        people.erase(
            connection, office.console.vault, code, by=office.user("carla"), now=utc_text()
        )
    with pytest.raises(CandidateErasedError):
        register(office, code=code)


def test_an_erased_persons_next_attempt_is_still_taken_in(office: Office) -> None:
    code = register(office).code
    with writing(office.console.engine) as connection:
        people.erase(
            connection, office.console.vault, code, by=office.user("carla"), now=utc_text()
        )
    assert office.attempt(code, seen=person(), evidence=False)


@given(st.from_regex(CODE, fullmatch=True))
def test_a_code_typed_carelessly_is_understood(code: str) -> None:
    assert normal_code(f" {code.lower().replace('-', ' ')} ") == code
