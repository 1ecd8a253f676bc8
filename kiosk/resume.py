"""Room: kiosk. After a crash or a power cut: finishes, goes on with or voids what was left open."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import structlog

from kiosk.attempt import State
from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes
from kiosk.journal import Journal
from kiosk.proving.proof import Proof
from kiosk.session import Session
from protocol import SealKey
from protocol.bodies import AttemptStarted, AttemptVoided
from scenarios import Pack

log = structlog.get_logger()

LONGEST_PAUSE = timedelta(hours=8)
"""An attempt left alone for longer is voided: a working day later the table is another table."""


def resume(
    journal: Journal,
    shelf: EvidenceShelf,
    seal_key: SealKey,
    packs: Sequence[Pack],
    eyes: Eyes,
    *,
    now: datetime | None = None,
    proof: Proof | None = None,
) -> Session | None:
    """The session to go on with, or None when nothing waits for a candidate.

    What only lacked its seal is sealed; what is too old, of a pack that is gone or changed, or
    older than another open attempt is voided with its reason.
    """
    moment = now or datetime.now(UTC)
    waiting: Session | None = None
    for attempt in reversed(journal.open_attempts()):
        attempt_log = AttemptLog.resume(journal, attempt, seal_key)
        pack = _pack_of(attempt_log, packs)
        if pack is None:
            _void(attempt_log, "the scenario pack changed or is gone")
            continue
        session = Session(pack, journal, shelf, seal_key, eyes, attempt=attempt, proof=proof)
        if session.state in (State.SCORED, State.FINISHED):
            _complete(session)
        elif waiting is not None:
            session.void("another attempt was begun")
        elif moment - _last_sign(attempt_log) > LONGEST_PAUSE:
            session.void("left alone for too long")
        else:
            waiting = session
    return waiting


def _pack_of(attempt_log: AttemptLog, packs: Sequence[Pack]) -> Pack | None:
    """The very pack the attempt was begun with."""
    started = msgspec.convert(attempt_log.events[0].body, AttemptStarted)
    return next((pack for pack in packs if pack.digest == started.pack_digest), None)


def _complete(session: Session) -> None:
    if session.state is State.SCORED:
        session.finish()
    session.seal()


def _void(attempt_log: AttemptLog, reason: str) -> None:
    attempt_log.write("attempt.voided", AttemptVoided(reason=reason))
    log.warning("attempt.voided", attempt=attempt_log.attempt, reason=reason)


def _last_sign(attempt_log: AttemptLog) -> datetime:
    return datetime.fromisoformat(attempt_log.events[-1].at)
