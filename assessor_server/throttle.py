"""Slows down password guessing. Touches failed_log_ins, so every web process counts together."""

import hashlib

from sqlalchemy import Connection, delete, func, insert, select

from assessor_server.clock import later
from assessor_server.errors import ServerError
from assessor_server.store.tables import failed_log_ins

MINUTES = 15
FAILURES_PER_LOGIN = 5  # from one address: a stranger elsewhere cannot lock a person out
FAILURES_PER_ADDRESS = 30  # a centre's people may share one address


class TooManyFailuresError(ServerError):
    """Too many wrong passwords: wait before trying again."""


def require_patience(connection: Connection, login: str, address: str, *, now: str) -> None:
    """Raise TooManyFailuresError when this log-in or address has failed too often."""
    since = later(now, minutes=-MINUTES)
    for what, most in _keys(login, address):
        failures = connection.execute(
            select(func.count()).where(failed_log_ins.c.what == what, failed_log_ins.c.at > since)
        ).scalar_one()
        if failures >= most:
            raise TooManyFailuresError(f"Too many wrong passwords: wait {MINUTES} minutes.")


def count_failure(connection: Connection, login: str, address: str, *, now: str) -> None:
    """Remember a failed log-in, and forget those too old to matter."""
    connection.execute(
        delete(failed_log_ins).where(failed_log_ins.c.at < later(now, minutes=-MINUTES))
    )
    for what, _ in _keys(login, address):
        connection.execute(insert(failed_log_ins).values(what=what, at=now))


def _keys(login: str, address: str) -> tuple[tuple[str, int], ...]:
    # Hashed: people type passwords into the log-in field.
    def key(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    return (
        (key(f"login:{login}|{address}"), FAILURES_PER_LOGIN),
        (key(f"address:{address}"), FAILURES_PER_ADDRESS),
    )
