"""What entries say about attempts: each event must follow the one before it, each seal close its
attempt. What does not fit is rejected with a reason and its attempt is marked broken, for good.

Judges in memory, looks up on the shelf, and notes on the page what is to be written.
"""

import msgspec

from assessor_server.enrolment import Enrolled
from assessor_server.errors import ServerError
from assessor_server.intake.page import Page
from assessor_server.intake.plain_events import PlainEvent, read_plain
from assessor_server.intake.shelf import Shelf, Standing
from protocol import (
    GENESIS,
    ChainError,
    Event,
    Seal,
    SealError,
    check_link,
    digest_bytes,
    encode_seal,
    read_body,
    seal_digest,
    verify_seal_of,
)
from protocol.bodies import AttemptStarted, ScoreProposed

_ENDED_BY = {"consent.refused": "refused", "attempt.voided": "voided"}
_REASON_CHARS = 1_000


class RejectedError(ServerError):
    """An entry that does not fit its attempt. It is kept aside with this reason."""


class ReplacedError(RejectedError):
    """An event whose place in its attempt is taken by other bytes: a conflict."""

    def __init__(self, problem: str, stored_digest: str) -> None:
        super().__init__(problem)
        self.stored_digest = stored_digest


class Attempts:
    """Judges entries and remembers how far each attempt has come.

    Memory runs ahead of the store: call `forget` when a page was not written, and never while one
    is being filled.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._standings: dict[str, Standing] = {}

    def __len__(self) -> int:
        return len(self._standings)

    def forget(self) -> None:
        """Drop what is remembered; the tables are the truth."""
        self._standings.clear()

    def take_next(self, kiosk: Enrolled, body: bytes) -> PlainEvent | None:
        """The ordinary case, cheaply: a plain event that follows the last one of its attempt.

        None: nothing was done, `take_event` has to judge it.
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
        standing.head = digest_bytes(body)
        return event

    def take_event(self, page: Page, kiosk: Enrolled, event: Event, digest: str) -> bool:
        """Let an event follow in its attempt. False: it is there already, with the same bytes.

        Raises RejectedError or ReplacedError.
        """
        standing = self._standing(event.attempt)
        if standing is None:
            standing = self._start(page, kiosk, event)
        else:
            _require_owner(standing, kiosk)
            if event.n < standing.count:
                return self._again(event, digest)
            _require_open(standing)
            _follow(page, standing, event)
        standing.count += 1
        standing.head = digest
        return True

    def take_seal(self, page: Page, kiosk: Enrolled, seal: Seal) -> bool:
        """Close an attempt of `seal.count` events. False: it has this seal. Raises RejectedError.

        The seal is held against the chain as it was followed, event by event; what stands in the
        store is read again, whole, before anybody decides on the attempt (`provenance`).
        """
        standing = self._standing(seal.attempt)
        if standing is None:
            raise RejectedError("seal of an attempt that has not started")
        _require_owner(standing, kiosk)
        digest = seal_digest(seal)
        if standing.seal is not None:
            if standing.seal == digest:
                return False
            raise RejectedError("the attempt is sealed already, with another seal")
        if standing.state == "broken":
            raise RejectedError("the attempt is broken")
        try:
            verify_seal_of(seal, standing.count, standing.head, kiosk.seal_key)
        except (SealError, ChainError) as problem:
            _break(page, seal.attempt, standing, str(problem))
            raise RejectedError(str(problem)) from problem
        if standing.state == "open":
            standing.state = "sealed"
        standing.seal = digest
        page.seals.append(
            {
                "attempt": seal.attempt,
                "state": standing.state,
                "sealed_at": page.now,
                "seal": encode_seal(seal).decode(),
                "seal_digest": digest,
            }
        )
        return True

    def has(self, read: Event | Seal, digest: str) -> bool:
        """Whether an attempt has an entry with these bytes."""
        standing = self._standing(read.attempt)
        if standing is None:
            return False
        if isinstance(read, Seal):
            return standing.seal == digest
        return self._shelf.event_digest(read.attempt, read.n) == digest

    def _standing(self, attempt: str) -> Standing | None:
        standing = self._standings.get(attempt)
        if standing is None:
            standing = self._shelf.standing(attempt)
            if standing is not None:
                self._standings[attempt] = standing
        return standing

    def _start(self, page: Page, kiosk: Enrolled, event: Event) -> Standing:
        if event.n != 0 or event.kind != "attempt.started":
            raise RejectedError("event of an attempt that has not started")
        try:
            check_link(event.attempt, 0, GENESIS, event)
        except ChainError as problem:
            raise RejectedError(str(problem)) from problem
        body = read_body(event.kind, event.body)
        assert isinstance(body, AttemptStarted)  # noqa: S101 - decode_event has read it as one
        # Centre and kiosk are those the key was enrolled for, whatever the event says.
        page.opened.append(
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
            }
        )
        page.candidates.setdefault(body.candidate, kiosk.centre)
        standing = self._standings[event.attempt] = Standing(kiosk.id, "open", 0, GENESIS)
        return standing

    def _again(self, event: Event, digest: str) -> bool:
        stored = self._shelf.event_digest(event.attempt, event.n)
        if stored == digest:
            return False
        raise ReplacedError(
            f"event {event.n} of the attempt is stored with other bytes", stored or GENESIS
        )


def _follow(page: Page, standing: Standing, event: Event) -> None:
    """Check that an event follows, and do what it says. Raises RejectedError."""
    try:
        check_link(event.attempt, standing.count, standing.head, event)
    except ChainError as problem:
        _break(page, event.attempt, standing, str(problem))
        raise RejectedError(str(problem)) from problem
    if event.kind == "attempt.started":
        _break(page, event.attempt, standing, "the attempt started twice")
        raise RejectedError("the attempt started twice")
    if event.kind in _ENDED_BY:
        standing.state = _ENDED_BY[event.kind]
        page.set_state(event.attempt, standing.state)
    elif event.kind == "score.proposed":
        body = read_body(event.kind, event.body)
        assert isinstance(body, ScoreProposed)  # noqa: S101 - decode_event has read it as one
        for score in body.scores:
            written = msgspec.json.encode(score, order="sorted").decode()
            page.scores[event.attempt, str(score["criterion"])] = written


def _break(page: Page, attempt: str, standing: Standing, reason: str) -> None:
    """Mark an attempt as broken, with the first thing that did not fit."""
    standing.state = "broken"
    page.set_state(attempt, "broken", reason[:_REASON_CHARS])


def _require_owner(standing: Standing, kiosk: Enrolled) -> None:
    if standing.kiosk != kiosk.id:
        raise RejectedError("the attempt belongs to another kiosk")


def _require_open(standing: Standing) -> None:
    if standing.state != "open":
        raise RejectedError(f"the attempt is {standing.state}: nothing may follow")
