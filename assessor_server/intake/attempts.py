"""What the entries say about attempts: the tables attempts and ai_scores, kept with the entries.

Every event must follow the one before it, every seal must close its attempt. What does not fit is
rejected with a reason and its attempt is marked broken, for good.
"""

from contextlib import suppress
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from assessor_server.enrolment import Enrolled
from assessor_server.errors import ServerError
from assessor_server.intake.page import Page
from assessor_server.intake.plain_events import read_plain
from assessor_server.store.tables import ai_scores, attempts, entries
from assessor_server.vault import CandidateErasedError, Vault
from protocol import (
    GENESIS,
    ChainError,
    Event,
    Seal,
    SealError,
    check_link,
    decode_event,
    encode_seal,
    read_body,
    seal_digest,
    verify_seal,
)
from protocol.bodies import AttemptStarted, ScoreProposed

_ENDED_BY = {"consent.refused": "refused", "attempt.voided": "voided"}
_REMEMBERED = 20_000
_REASON_CHARS = 1_000

# Statements are made once: Core finds their compiled form again without looking through them.
_STANDING = select(attempts.c.kiosk, attempts.c.state).where(attempts.c.id == bindparam("attempt"))
_LAST = (
    select(entries.c.n, entries.c.digest)
    .where(entries.c.attempt == bindparam("attempt"), entries.c.n.is_not(None))
    .order_by(entries.c.n.desc())
    .limit(1)
)
_OPEN = insert(attempts)


class RejectedError(ServerError):
    """An entry that does not fit its attempt. It is kept aside with this reason."""


class ReplacedError(RejectedError):
    """An event whose place in its attempt is taken by other bytes: a conflict."""

    def __init__(self, problem: str, stored_digest: str) -> None:
        super().__init__(problem)
        self.stored_digest = stored_digest


@dataclass(slots=True)
class _Standing:
    """How far an attempt has come: owner, state, number of events and the last one's digest.

    It moves on before its transaction is committed: after a rollback all standings are forgotten.
    """

    kiosk: str
    state: str
    count: int
    head: str


class Attempts:
    """Keeps attempts in step with the entries, in the transaction of the page it is given.

    Remembers standings between transactions; call `forget` when one was rolled back.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._standings: dict[str, _Standing] = {}
        self._candidates: set[str] = set()  # those known to have a key, or to be erased

    def forget(self) -> None:
        """Drop what is remembered; the tables are the truth."""
        self._standings.clear()
        self._candidates.clear()

    def take_next(self, kiosk: Enrolled, body: bytes, digest: str) -> tuple[str, int] | None:
        """The ordinary case, cheaply: a plain event that follows the last one of its attempt.

        Returns attempt and number. None: nothing was done, `take_event` has to judge it.
        """
        event = read_plain(body)
        if event is None:
            return None
        standing = self._standings.get(event.attempt)
        if (
            standing is None
            or standing.head != event.prev
            or standing.count != event.n
            or standing.kiosk != kiosk.id
            or standing.state != "open"
        ):
            return None
        standing.count += 1
        standing.head = digest
        return event.attempt, event.n

    def take_event(self, page: Page, kiosk: Enrolled, event: Event, digest: str) -> bool:
        """Let an event follow in its attempt. False: it is there already, with the same bytes.

        Raises RejectedError or ReplacedError.
        """
        standing = self._standing(page, event.attempt)
        if standing is None:
            standing = self._start(page, kiosk, event)
        else:
            _require_owner(standing, kiosk)
            if event.n < standing.count:
                return _again(page.written(), event, digest)
            _require_open(standing)
            self._follow(page.connection, standing, event)
        standing.count += 1
        standing.head = digest
        return True

    def take_seal(self, page: Page, kiosk: Enrolled, seal: Seal) -> bool:
        """Close an attempt. False: it has this seal already. Raises RejectedError."""
        standing = self._standing(page, seal.attempt)
        connection = page.written()
        if standing is None:
            raise RejectedError("seal of an attempt that has not started")
        _require_owner(standing, kiosk)
        stored = connection.scalar(
            select(attempts.c.seal_digest).where(attempts.c.id == seal.attempt)
        )
        if stored is not None:
            if stored == seal_digest(seal):
                return False
            raise RejectedError("the attempt is sealed already, with another seal")
        if standing.state == "broken":
            raise RejectedError("the attempt is broken")
        try:
            verify_seal(seal, _events_of(connection, seal.attempt), kiosk.seal_key)
        except (SealError, ChainError) as problem:
            _break(connection, seal.attempt, standing, str(problem))
            raise RejectedError(str(problem)) from problem
        state = "sealed" if standing.state == "open" else standing.state
        _set_state(
            connection,
            seal.attempt,
            standing,
            state,
            sealed_at=page.now,
            seal=encode_seal(seal).decode(),
            seal_digest=seal_digest(seal),
        )
        return True

    def _standing(self, page: Page, attempt: str) -> _Standing | None:
        if attempt in self._standings:
            return self._standings[attempt]
        place = {"attempt": attempt}
        row = page.connection.execute(_STANDING, place).one_or_none()
        if row is None:
            return None
        last = page.written().execute(_LAST, place).one()
        return self._remember(attempt, _Standing(row.kiosk, row.state, last.n + 1, last.digest))

    def _remember(self, attempt: str, standing: _Standing) -> _Standing:
        if len(self._standings) >= _REMEMBERED:
            self._standings.clear()
        self._standings[attempt] = standing
        return standing

    def _start(self, page: Page, kiosk: Enrolled, event: Event) -> _Standing:
        if event.n != 0 or event.kind != "attempt.started":
            raise RejectedError("event of an attempt that has not started")
        try:
            check_link(event.attempt, 0, GENESIS, event)
        except ChainError as problem:
            raise RejectedError(str(problem)) from problem
        body = read_body(event.kind, event.body)
        assert isinstance(body, AttemptStarted)  # noqa: S101 - decode_event has read it as one
        # Centre and kiosk are those the key was enrolled for, whatever the event says.
        page.connection.execute(
            _OPEN,
            {
                "id": event.attempt,
                "kiosk": kiosk.id,
                "centre": kiosk.centre,
                "scenario": body.scenario,
                "version": body.version,
                "pack_digest": body.pack_digest,
                "candidate": body.candidate,
                "trainer": body.trainer,
                "language": body.language,
                "started_at": event.at,
                "state": "open",
            },
        )
        self._give_key(page, body.candidate, kiosk.centre)
        return self._remember(event.attempt, _Standing(kiosk.id, "open", 0, GENESIS))

    def _give_key(self, page: Page, candidate: str, centre: str) -> None:
        """See that what is kept of this candidate can be sealed."""
        if candidate in self._candidates:
            return
        with suppress(CandidateErasedError):  # forgotten: fine, the event holds only the code
            self._vault.candidate_key(page.connection, candidate, centre=centre, now=page.now)
        if len(self._candidates) >= _REMEMBERED:
            self._candidates.clear()
        self._candidates.add(candidate)

    def _follow(self, connection: Connection, standing: _Standing, event: Event) -> None:
        """Check that an event follows, and do what it says. Raises RejectedError."""
        try:
            check_link(event.attempt, standing.count, standing.head, event)
        except ChainError as problem:
            _break(connection, event.attempt, standing, str(problem))
            raise RejectedError(str(problem)) from problem
        if event.kind == "attempt.started":
            _break(connection, event.attempt, standing, "the attempt started twice")
            raise RejectedError("the attempt started twice")
        if event.kind in _ENDED_BY:
            _set_state(connection, event.attempt, standing, _ENDED_BY[event.kind])
        elif event.kind == "score.proposed":
            body = read_body(event.kind, event.body)
            assert isinstance(body, ScoreProposed)  # noqa: S101 - decode_event has read it as one
            _keep_scores(connection, event.attempt, body)


def _break(connection: Connection, attempt: str, standing: _Standing, reason: str) -> None:
    """Mark an attempt as broken, with the first thing that did not fit."""
    _set_state(connection, attempt, standing, "broken", broken_reason=reason[:_REASON_CHARS])


def _set_state(
    connection: Connection, attempt: str, standing: _Standing, state: str, **values: str
) -> None:
    connection.execute(
        update(attempts).where(attempts.c.id == attempt).values(state=state, **values)
    )
    standing.state = state


def _require_owner(standing: _Standing, kiosk: Enrolled) -> None:
    if standing.kiosk != kiosk.id:
        raise RejectedError("the attempt belongs to another kiosk")


def _require_open(standing: _Standing) -> None:
    if standing.state != "open":
        raise RejectedError(f"the attempt is {standing.state}: nothing may follow")


def _again(connection: Connection, event: Event, digest: str) -> bool:
    stored = connection.scalar(
        select(entries.c.digest).where(entries.c.attempt == event.attempt, entries.c.n == event.n)
    )
    if stored == digest:
        return False
    raise ReplacedError(
        f"event {event.n} of the attempt is stored with other bytes", stored or GENESIS
    )


def _events_of(connection: Connection, attempt: str) -> list[Event]:
    bodies = connection.scalars(
        select(entries.c.body)
        .where(entries.c.attempt == attempt, entries.c.n.is_not(None))
        .order_by(entries.c.n)
    )
    return [decode_event(body) for body in bodies]


def _keep_scores(connection: Connection, attempt: str, body: ScoreProposed) -> None:
    """Keep the newest proposal for each criterion."""
    scores = {str(score["criterion"]): score for score in body.scores}
    connection.execute(
        delete(ai_scores).where(
            ai_scores.c.attempt == attempt, ai_scores.c.criterion.in_(list(scores))
        )
    )
    if scores:
        connection.execute(
            insert(ai_scores),
            [
                {
                    "attempt": attempt,
                    "criterion": criterion,
                    "score": msgspec.json.encode(score, order="sorted").decode(),
                }
                for criterion, score in scores.items()
            ],
        )
