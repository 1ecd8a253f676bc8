"""What waits for whom: attempts to rate, to decide, and done. Reads only, a page at a time."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, exists, select

from assessor_server.accounts import User
from assessor_server.attempts import Attempt, read_attempt
from assessor_server.store.tables import attempts, decisions, ratings, trainings

PAGE = 50  # the oldest come first: whoever waits longest is served next


class Queue(msgspec.Struct, frozen=True):
    """A person's work: `to_confirm` are ratings they began; `done` are the latest decisions."""

    to_confirm: Sequence[Attempt]
    to_rate: Sequence[Attempt]
    to_decide: Sequence[Attempt]
    done: Sequence[Attempt]


def queue_of(connection: Connection, by: User) -> Queue:
    """What this person can do by their roles, without what they rated or whom they trained."""
    rates = "assessor" in by.roles
    decides = "certifying_officer" in by.roles
    return Queue(
        to_confirm=_begun(connection, by) if rates else (),
        to_rate=_waiting(connection, by, "to_rate") if rates else (),
        to_decide=_waiting(connection, by, "to_decide") if decides else (),
        done=_done(connection),
    )


def _waiting(connection: Connection, by: User, stage: str) -> Sequence[Attempt]:
    rated = exists().where(ratings.c.attempt == attempts.c.id, ratings.c.rater == by.id)
    trained = exists().where(
        trainings.c.candidate == attempts.c.candidate, trainings.c.user == by.id
    )
    query = (
        select(attempts)
        .where(attempts.c.state == "sealed", attempts.c.stage == stage, ~rated, ~trained)
        .order_by(attempts.c.sealed_at)
        .limit(PAGE)
    )
    return [read_attempt(row) for row in connection.execute(query)]


def _begun(connection: Connection, by: User) -> Sequence[Attempt]:
    mine = exists().where(ratings.c.attempt == attempts.c.id, ratings.c.rater == by.id)
    query = (
        select(attempts)
        .where(
            attempts.c.state == "sealed",
            attempts.c.stage == "to_confirm",
            mine,
        )
        .order_by(attempts.c.sealed_at)
        .limit(PAGE)
    )
    return [read_attempt(row) for row in connection.execute(query)]


def _done(connection: Connection) -> Sequence[Attempt]:
    query = (
        select(attempts)
        .join(decisions, decisions.c.attempt == attempts.c.id)
        .order_by(decisions.c.decided_at.desc())
        .limit(PAGE)
    )
    return [read_attempt(row) for row in connection.execute(query)]
