"""Accounts, sessions and the brake on guessing."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from assessor_server.accounts import (
    AccountRefusedError,
    User,
    all_users,
    authenticate,
    disable_account,
    find_login,
    insert_account,
    make_password,
)
from assessor_server.clock import later
from assessor_server.sessions import HOURS, end_session, find_session, start_session
from assessor_server.store import open_store, reading, tables, writing
from assessor_server.throttle import (
    FAILURES_PER_ADDRESS,
    FAILURES_PER_LOGIN,
    MINUTES,
    TooManyFailuresError,
    count_failure,
    require_patience,
)

NOW = "2026-11-22T17:00:00.000Z"
PASSWORD = "correct horse battery"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_store(tmp_path)


@pytest.fixture
def ana(engine: Engine) -> User:
    return added(engine)


def added(engine: Engine, **changes: object) -> User:
    account = {"login": "ana", "name": "Ana", "roles": ["assessor"], "password": PASSWORD}
    with writing(engine) as connection:
        return insert_account(connection, **(account | changes), now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"login": "Ana María"}, "a–z"),
        ({"name": " "}, "name is missing"),
        ({"roles": ["boss"]}, "Roles must be among"),
        ({"roles": []}, "Roles must be among"),
        ({"password": "short"}, "10–200 characters"),
        ({"password": "x" * 201}, "10–200 characters"),
    ],
)
def test_a_bad_account_is_refused_with_its_remedy(
    engine: Engine, change: dict[str, object], remedy: str
) -> None:
    with pytest.raises(AccountRefusedError, match=remedy):
        added(engine, **change)


def test_a_login_is_given_once(engine: Engine, ana: User) -> None:
    with pytest.raises(AccountRefusedError, match="taken"):
        added(engine)


def test_the_right_password_proves_a_person(engine: Engine, ana: User) -> None:
    with reading(engine) as connection:
        assert authenticate(connection, "ana", PASSWORD) == ana


@pytest.mark.parametrize(("login", "password"), [("ana", "wrong one"), ("nobody", PASSWORD)])
def test_a_wrong_login_or_password_proves_nobody(
    engine: Engine, ana: User, login: str, password: str
) -> None:
    with reading(engine) as connection:
        assert authenticate(connection, login, password) is None


def test_a_closed_account_cannot_log_in(engine: Engine, ana: User) -> None:
    other = added(engine, login="other")
    with writing(engine) as connection:
        disable_account(connection, "ana", by=other, now=NOW)
        assert authenticate(connection, "ana", PASSWORD) is None


def test_passwords_are_stored_as_argon2id(engine: Engine, ana: User) -> None:
    with reading(engine) as connection:
        stored = connection.execute(select(tables.users.c.password_hash)).scalar_one()
    assert stored.startswith("$argon2id$")


def test_a_person_may_hold_several_roles(engine: Engine) -> None:
    added(engine, roles=["assessor", "certifying_officer"])
    with reading(engine) as connection:
        found = find_login(connection, "ana")
    assert found is not None
    assert found.roles == {"assessor", "certifying_officer"}


def test_people_are_listed_by_name_whatever_their_accents(engine: Engine) -> None:
    for login, name in (("b", "Pedro"), ("o", "Óscar"), ("n", "Nora")):
        added(engine, login=f"{login}{login}", name=name)
    with reading(engine) as connection:
        assert [user.name for user in all_users(connection)] == ["Nora", "Óscar", "Pedro"]


def test_made_passwords_differ() -> None:
    assert len({make_password() for _ in range(50)}) == 50


def test_a_session_belongs_to_its_token(engine: Engine, ana: User) -> None:
    with writing(engine) as connection:
        token = start_session(connection, ana, now=NOW)
        session = find_session(connection, token, now=NOW)
    assert session is not None
    assert session.user == ana


def test_the_store_holds_no_usable_token(engine: Engine, ana: User) -> None:
    with writing(engine) as connection:
        token = start_session(connection, ana, now=NOW)
        stored = connection.execute(select(tables.sessions)).one()
    assert token not in tuple(stored)


def test_a_session_ends_with_the_working_day(engine: Engine, ana: User) -> None:
    with writing(engine) as connection:
        token = start_session(connection, ana, now=NOW)
        assert find_session(connection, token, now=later(NOW, hours=HOURS)) is None


def test_logging_out_ends_the_session(engine: Engine, ana: User) -> None:
    with writing(engine) as connection:
        token = start_session(connection, ana, now=NOW)
        end_session(connection, token)
        assert find_session(connection, token, now=NOW) is None


@pytest.mark.parametrize("login", ["ana", "nobody"])
def test_neither_ones_own_nor_an_unknown_account_is_closed(
    engine: Engine, ana: User, login: str
) -> None:
    with writing(engine) as connection, pytest.raises(AccountRefusedError):
        disable_account(connection, login, by=ana, now=NOW)


def test_closing_an_account_ends_its_sessions(engine: Engine, ana: User) -> None:
    other = added(engine, login="other")
    with writing(engine) as connection:
        token = start_session(connection, ana, now=NOW)
        disable_account(connection, "ana", by=other, now=NOW)
        assert find_session(connection, token, now=NOW) is None


def fail(engine: Engine, times: int, *, login: str = "ana", address: str = "10.0.0.1") -> None:
    with writing(engine) as connection:
        for _ in range(times):
            count_failure(connection, login, address, now=NOW)


def test_guessing_one_login_is_slowed_down(engine: Engine) -> None:
    fail(engine, FAILURES_PER_LOGIN)
    with reading(engine) as connection, pytest.raises(TooManyFailuresError):
        require_patience(connection, "ana", "10.0.0.1", now=NOW)


def test_a_stranger_elsewhere_cannot_lock_a_person_out(engine: Engine) -> None:
    fail(engine, FAILURES_PER_LOGIN, address="10.9.9.9")
    with reading(engine) as connection:
        require_patience(connection, "ana", "10.0.0.1", now=NOW)


def test_guessing_many_logins_from_one_address_is_slowed_down(engine: Engine) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(engine, 1, login=f"user{number}")
    with reading(engine) as connection, pytest.raises(TooManyFailuresError):
        require_patience(connection, "ana", "10.0.0.1", now=NOW)


def test_patience_is_rewarded(engine: Engine) -> None:
    fail(engine, FAILURES_PER_LOGIN)
    with reading(engine) as connection:
        require_patience(connection, "ana", "10.0.0.1", now=later(NOW, minutes=MINUTES + 1))
