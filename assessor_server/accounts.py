"""Accounts of the people who work with the console: passwords and roles. Touches users, user_roles.

A person may hold several roles; that they never hold two for one attempt is judgement's rule.
"""

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ColumnElement, Connection, insert, select, update

from assessor_server.errors import RefusedError
from assessor_server.store.tables import user_roles, users

ROLES = ("coordinator", "assessor", "certifying_officer", "auditor", "administrator")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200  # more would only keep the hash busy
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")

_hasher = PasswordHasher()  # argon2id with RFC 9106's low-memory profile: 64 MiB a hash
_two_at_a_time = threading.BoundedSemaphore(2)  # many log-ins at once must not fill the memory


class AccountRefusedError(RefusedError):
    """An account cannot be made like this."""


class User(msgspec.Struct, frozen=True):
    """A person with an account."""

    id: int
    login: str
    name: str
    roles: frozenset[str]


def make_password() -> str:
    """A fresh password that can be read aloud: four groups of four, 79 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def insert_account(
    connection: Connection, *, login: str, name: str, roles: Iterable[str], password: str, now: str
) -> User:
    """Add a person; raises AccountRefusedError for a bad or taken log-in, role or password."""
    wanted = frozenset(roles)
    _require(
        bool(_LOGIN.fullmatch(login)),
        "account_login",
        f"{login!r} is no log-in name: use 2–63 of a–z, 0–9, dot, dash, underscore.",
    )
    _require(bool(name.strip()), "account_name", "The person's name is missing: give it.")
    _require(
        bool(wanted) and wanted <= set(ROLES),
        "account_roles",
        f"Roles must be among {', '.join(ROLES)}, but got {', '.join(sorted(wanted)) or 'none'}.",
    )
    _require(
        SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD,
        "account_password",
        f"The password must have {SHORTEST_PASSWORD}–{LONGEST_PASSWORD} characters.",
    )
    taken = connection.execute(select(users.c.id).where(users.c.login == login)).one_or_none()
    _require(taken is None, "account_taken", f"The log-in {login} is taken: choose another.")
    made = connection.execute(
        insert(users)
        .values(login=login, name=name.strip(), password_hash=_hash(password), created_at=now)
        .returning(users.c.id)
    ).scalar_one()
    connection.execute(insert(user_roles), [{"user": made, "role": role} for role in wanted])
    return User(made, login, name.strip(), wanted)


def authenticate(connection: Connection, login: str, password: str) -> User | None:
    """The person who proves this log-in, or None; takes equally long for a log-in nobody has."""
    row = connection.execute(
        select(users.c.id, users.c.password_hash).where(
            users.c.login == login, users.c.disabled_at.is_(None)
        )
    ).one_or_none()
    stored = _nobodys_hash() if row is None else row.password_hash
    if not _verifies(stored, password) or row is None:
        return None
    return find_user(connection, row.id)


def disable_account(connection: Connection, login: str, *, by: User, now: str) -> None:
    """Close an account: it cannot log in any more; what the person did stays theirs.

    Raises AccountRefusedError for one's own account, or one that is not open.
    """
    _require(
        login != by.login, "account_own", "Nobody closes their own account: ask somebody else."
    )
    _require(
        find_login(connection, login) is not None,
        "account_unknown",
        f"No open account has the log-in {login}: choose one of the list.",
    )
    connection.execute(update(users).where(users.c.login == login).values(disabled_at=now))


def find_user(connection: Connection, user: int) -> User | None:
    """The person with this id, unless their account is closed."""
    found = _users(connection, users.c.id == user)
    return found[0] if found else None


def find_login(connection: Connection, login: str) -> User | None:
    """The person with this log-in, unless their account is closed."""
    found = _users(connection, users.c.login == login)
    return found[0] if found else None


def all_users(connection: Connection) -> Sequence[User]:
    """Everyone with an open account, by name."""
    return _users(connection)


def _users(connection: Connection, *conditions: ColumnElement[bool]) -> list[User]:
    query = (
        select(users.c.id, users.c.login, users.c.name, user_roles.c.role)
        .join(user_roles, user_roles.c.user == users.c.id)
        .where(users.c.disabled_at.is_(None), *conditions)
        .order_by(users.c.id)
    )
    people: dict[int, tuple[str, str, set[str]]] = {}
    for row in connection.execute(query):
        people.setdefault(row.id, (row.login, row.name, set()))[2].add(row.role)
    found = [User(who, *about[:2], frozenset(about[2])) for who, about in people.items()]
    return sorted(found, key=lambda user: _plain(user.name))


def _plain(name: str) -> str:
    """A name as it is sorted: Óscar among the O's."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _hash(password: str) -> str:
    with _two_at_a_time:
        return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    """What a log-in that nobody has is compared with, so that it takes as long as any other."""
    return _hash(secrets.token_hex(16))


def _verifies(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        with _two_at_a_time:
            return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _require(holds: bool, reason: str, message: str) -> None:
    if not holds:
        raise AccountRefusedError(reason, message)
