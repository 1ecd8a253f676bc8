"""Log-in sessions, kept in the store: a stolen store holds no usable token. Touches sessions."""

import hashlib
import secrets

import msgspec
from sqlalchemy import Connection, delete, insert, select

from assessor_server.accounts import User, find_user
from assessor_server.clock import later
from assessor_server.store.tables import sessions

HOURS = 10  # a working day; then the person logs in again


class Session(msgspec.Struct, frozen=True):
    """A person at a browser: who, and the token every form of theirs must carry."""

    user: User
    csrf: str


def start_session(connection: Connection, user: User, *, now: str) -> str:
    """Open a session and give its token, which only the browser keeps; outdated ones go."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))
    connection.execute(
        insert(sessions).values(
            token_hash=_hash(token),
            user=user.id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=later(now, hours=HOURS),
        )
    )
    return token


def find_session(connection: Connection, token: str, *, now: str) -> Session | None:
    """The live session of a token; None when unknown, outdated, or the account is closed."""
    row = connection.execute(
        select(sessions.c.user, sessions.c.csrf).where(
            sessions.c.token_hash == _hash(token), sessions.c.expires_at > now
        )
    ).one_or_none()
    user = None if row is None else find_user(connection, row.user)
    return None if row is None or user is None else Session(user, row.csrf)


def end_session(connection: Connection, token: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
