"""What the entries say about attempts: the tables attempts and ai_scores, kept with the entries.

Every event must follow the one before it, every seal must close its attempt. What does not fit is
rejected with a reason and its attempt is marked broken, for good.
"""

from contextlib import suppress
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from assessor_server.enrolment import Enrolled
from assessor_server.errors import ServerError
from assessor_server.intake.page import Page
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


class RejectedError(ServerError):
    """An entry that does not fit its attempt. It is kept aside with this reason."""


class ReplacedError(RejectedError):
    """An event whose place in its attempt is taken by other bytes: a conflict."""

    def __init__(self, problem: str, stored_digest: str) -> None:
        super().__init__(problem)
        self.stored_digest = stored_digest


@dataclass(frozen=True)
class _Standing:
    """How far an attempt has come: owner, state, number of events and the last one's digest."""

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

    def forget(self) -> None:
        """Drop what is remembered; the tables are the truth."""
        self._standings.clear()

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
            standing = self._follow(page.connection, standing, event)
        self._remember(
            event.attempt, _Standing(kiosk.id, standing.state, standing.count + 1, digest)
        )
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
            self._break(connection, seal.attempt, standing)
            raise RejectedError(str(problem)) from problem
        state = "sealed" if standing.state == "open" else standing.state
        self._set_state(
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
        connection = page.written()
        row = connection.execute(
            select(attempts.c.kiosk, attempts.c.state).where(attempts.c.id == attempt)
        ).one_or_none()
        if row is None:
            return None
        last = connection.execute(
            select(entries.c.n, entries.c.digest)
            .where(entries.c.attempt == attempt, entries.c.n.is_not(None))
            .order_by(entries.c.n.desc())
            .limit(1)
        ).one()
        standing = _Standing(row.kiosk, row.state, last.n + 1, last.digest)
        self._remember(attempt, standing)
        return standing

    def _remember(self, attempt: str, standing: _Standing) -> None:
        if len(self._standings) >= _REMEMBERED:
            self._standings.clear()
        self._standings[attempt] = standing

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
            insert(attempts).values(
                id=event.attempt,
                kiosk=kiosk.id,
                centre=kiosk.centre,
                scenario=body.scenario,
                version=body.version,
                pack_digest=body.pack_digest,
                candidate=body.candidate,
                trainer=body.trainer,
                language=body.language,
                started_at=event.at,
                state="open",
            )
        )
        with suppress(CandidateErasedError):  # forgotten: fine, the event holds only the code
            self._vault.candidate_key(
                page.connection, body.candidate, centre=kiosk.centre, now=page.now
            )
        return _Standing(kiosk.id, "open", 0, GENESIS)

    def _follow(self, connection: Connection, standing: _Standing, event: Event) -> _Standing:
        try:
            check_link(event.attempt, standing.count, standing.head, event)
        except ChainError as problem:
            self._break(connection, event.attempt, standing)
            raise RejectedError(str(problem)) from problem
        if event.kind == "attempt.started":
            self._break(connection, event.attempt, standing)
            raise RejectedError("the attempt started twice")
        if event.kind in _ENDED_BY:
            return self._set_state(connection, event.attempt, standing, _ENDED_BY[event.kind])
        body = read_body(event.kind, event.body)
        if isinstance(body, ScoreProposed):
            _keep_scores(connection, event.attempt, body)
        return standing

    def _break(self, connection: Connection, attempt: str, standing: _Standing) -> None:
        self._set_state(connection, attempt, standing, "broken")

    def _set_state(
        self,
        connection: Connection,
        attempt: str,
        standing: _Standing,
        state: str,
        **values: str,
    ) -> _Standing:
        connection.execute(
            update(attempts).where(attempts.c.id == attempt).values(state=state, **values)
        )
        changed = _Standing(standing.kiosk, state, standing.count, standing.head)
        self._remember(attempt, changed)
        return changed


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
