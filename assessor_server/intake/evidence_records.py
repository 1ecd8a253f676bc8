"""What the store knows of pieces of evidence: announced, whole, or held already for another attempt
of the same person. Touches the table evidence; reads attempts.
"""

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from assessor_server.errors import ServerError
from assessor_server.store.tables import attempts, evidence
from protocol.messages import Manifest


class NotYoursError(ServerError):
    """A piece announced for an attempt of another kiosk or another candidate."""


def require_own(connection: Connection, kiosk: str, manifest: Manifest) -> None:
    """Check that the attempt, if it is known, is this kiosk's and this candidate's.

    Raises NotYoursError.
    """
    row = connection.execute(
        select(attempts.c.kiosk, attempts.c.candidate).where(attempts.c.id == manifest.attempt)
    ).one_or_none()
    if row is not None and row.kiosk != kiosk:
        raise NotYoursError("the attempt is another kiosk's")
    if row is not None and row.candidate != manifest.candidate:
        raise NotYoursError("the attempt is another candidate's")


def is_complete(connection: Connection, manifest: Manifest) -> bool:
    """Whether the piece is stored whole."""
    query = select(evidence.c.completed_at).where(_row(manifest))
    return connection.scalar(query) is not None


def announce(connection: Connection, manifest: Manifest) -> None:
    """Note the newest announcement; a piece begun under other words goes on under these."""
    described = {
        "candidate": manifest.candidate,
        "size": manifest.size,
        "media_type": manifest.media_type,
    }
    row = {"digest": manifest.digest, "attempt": manifest.attempt, "stored_bytes": 0, **described}
    connection.execute(
        upsert(evidence)
        .values(row)
        .on_conflict_do_update(index_elements=["digest", "attempt"], set_=described)
    )


def complete(connection: Connection, manifest: Manifest, now: str) -> None:
    """Note that the announced piece is stored whole."""
    connection.execute(
        update(evidence).where(_row(manifest)).values(stored_bytes=manifest.size, completed_at=now)
    )


def forget(connection: Connection, manifest: Manifest) -> None:
    """Drop the announcement of a piece that was not what it said."""
    connection.execute(delete(evidence).where(_row(manifest)))


def held_elsewhere(connection: Connection, kiosk: str, manifest: Manifest) -> str | None:
    """Another attempt, of the same candidate at the same kiosk, that has this piece whole.

    Only then may it be taken from there: it is sealed with the same key, and the kiosk has shown
    once that it holds the bytes and not only their digest.
    """
    return connection.scalar(
        select(evidence.c.attempt)
        .join(attempts, attempts.c.id == evidence.c.attempt)
        .where(
            evidence.c.candidate == manifest.candidate,
            evidence.c.digest == manifest.digest,
            evidence.c.size == manifest.size,
            evidence.c.completed_at.is_not(None),
            attempts.c.kiosk == kiosk,
        )
        .limit(1)
    )


def _row(manifest: Manifest) -> ColumnElement[bool]:
    return and_(evidence.c.digest == manifest.digest, evidence.c.attempt == manifest.attempt)
