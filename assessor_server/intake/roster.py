"""The roster: the codes a centre expects, for its kiosks. Reads candidates and attempts.

Codes only, and the language of the person's last test: what a kiosk needs to say that a code was
mistyped, and nothing that says who it is.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from assessor_server.store.tables import attempts, candidates
from protocol.pulls import MAX_ROSTER, Enlisted, Roster
from protocol.times import utc_text

EXPECTED_FOR = timedelta(days=400)
"""Somebody registered longer ago is no longer expected; their code still works."""


def roster_of(connection: Connection, centre: str, now: datetime | None = None) -> Roster:
    """The candidates registered at a centre in the last 400 days and not erased, by code."""
    since = utc_text((now or datetime.now(UTC)) - EXPECTED_FOR)
    last_language = (
        select(attempts.c.language)
        .where(attempts.c.candidate == candidates.c.code)
        .order_by(attempts.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(candidates.c.code, last_language)
        .where(
            candidates.c.created_at >= since,
            candidates.c.centre == centre,
            candidates.c.key_wrapped.is_not(None),
        )
        .order_by(candidates.c.created_at.desc())
        .limit(MAX_ROSTER)
    )
    return Roster(candidates=sorted((Enlisted(*row) for row in rows), key=lambda one: one.code))
