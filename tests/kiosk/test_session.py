"""A session writes down every act, allows only what comes next, and survives a crash anywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from hardware import Frame
from kiosk.attempt import SessionError, State
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.reserve import NoRoomError
from kiosk.resume import LONGEST_PAUSE, resume
from kiosk.session import Session
from kiosk.sight import AnnotatedPicture, Sight
from kiosk.step_clock import StepClock
from kiosk.texts import load_catalogue
from protocol import SealKey, digest_bytes, verify_chain, verify_seal
from scenarios import Pack, PersonSeen, StepError, load_pack, propose_scores

KEY = SealKey.from_hex("11" * 32)


class FixedEyes:
    """Sees the same person in every frame: what the model reports is not what is tested here."""

    def model_digests(self, pack: Pack) -> dict[str, str]:
        return {"ppe": "ab" * 32}

    def look(
        self, pack: Pack, frames: list[Frame], language: str, sight: str | None = None
    ) -> Sight:
        seen = PersonSeen("0", [10, 10, 100, 200], 0.97, None, 0.95, None)
        return Sight((seen,), (AnnotatedPicture("0", 255 - frames[0].image),))


class Time:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("construction/ppe_check")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


@pytest.fixture
def shelf(journal: Journal) -> EvidenceShelf:
    return EvidenceShelf(journal)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def session(pack: Pack, journal: Journal, shelf: EvidenceShelf, time: Time) -> Session:
    return Session(pack, journal, shelf, KEY, FixedEyes(), clock=StepClock(time))


def frame() -> Frame:
    return Frame(np.full((60, 80, 3), 120, np.uint8), "2026-11-22T10:00:00.000Z", "test", 0)


def start(session: Session, source: str = "camera") -> None:
    session.start(candidate="SV-7", centre="c", kiosk="k", language="es", source=source)


def ready(session: Session) -> None:
    start(session)
    session.give_consent()
    session.acknowledge_ai()


def work(session: Session) -> None:
    while session.has_step_to_do:
        if session.begin_step().capture == "photo":
            session.capture([frame()])
        session.finish_step()


def complete(session: Session) -> None:
    ready(session)
    work(session)
    session.propose()
    session.finish()
    session.seal()


def kinds(journal: Journal, session: Session) -> list[str]:
    return [event.kind for event in journal.events_of(session.attempt)]


def test_a_whole_attempt_is_written_in_order(journal: Journal, session: Session) -> None:
    complete(session)
    assert kinds(journal, session) == [
        "attempt.started",
        "consent.given",
        "ai.acknowledged",
        "step.started",
        "observation.made",
        "step.finished",
        "step.started",
        "evidence.captured",
        "observation.made",
        "evidence.captured",
        "observation.made",
        "step.finished",
        "score.proposed",
        "attempt.finished",
    ]


def test_the_seal_closes_exactly_what_was_written(journal: Journal, session: Session) -> None:
    complete(session)
    seal = journal.seal_of(session.attempt)
    assert seal is not None
    verify_seal(seal, journal.events_of(session.attempt), KEY.public)


def test_scores_follow_from_the_written_observations(pack: Pack, session: Session) -> None:
    complete(session)
    assert session.scores == propose_scores(pack, session.seen())


def test_evidence_is_on_disk_before_an_event_names_it(
    session: Session, shelf: EvidenceShelf, journal: Journal
) -> None:
    complete(session)
    named = [
        event.body["digest"]
        for event in journal.events_of(session.attempt)
        if event.kind == "evidence.captured"
    ]
    kept = [digest_bytes(piece.path.read_bytes()) for piece in shelf.of(session.attempt)]
    assert named == kept


def test_consent_names_the_very_text_that_was_shown(session: Session) -> None:
    start(session)
    session.give_consent()
    assert session.events[-1].body["text_digest"] == load_catalogue("es").digest("consent")


def test_refusing_consent_ends_the_attempt_without_pictures(
    session: Session, shelf: EvidenceShelf, journal: Journal
) -> None:
    start(session)
    session.refuse_consent()
    assert session.state is State.REFUSED
    assert session.over
    assert shelf.of(session.attempt) == []
    assert journal.open_attempts() == []


def test_a_call_too_early_says_what_is_allowed(session: Session) -> None:
    start(session)
    with pytest.raises(SessionError, match=r"allowed now: attempt\.voided, consent\.given"):
        session.begin_step()


def test_nothing_is_written_by_a_call_that_is_not_allowed(
    session: Session, journal: Journal
) -> None:
    start(session)
    with pytest.raises(SessionError):
        session.seal()
    assert kinds(journal, session) == ["attempt.started"]


def test_scores_wait_for_the_last_step(session: Session) -> None:
    ready(session)
    session.begin_step()
    session.finish_step()
    with pytest.raises(SessionError, match="not the last"):
        session.propose()


def test_a_sealed_attempt_takes_nothing_more(session: Session) -> None:
    complete(session)
    with pytest.raises(SessionError, match="start another attempt"):
        session.void("too late")


def test_time_stands_still_in_a_pause(session: Session, time: Time) -> None:
    ready(session)
    session.begin_step()
    time.at = 10
    session.clock.pause()
    time.at = 100
    session.clock.go_on()
    time.at = 105
    session.finish_step()
    assert session.events[-1].body["seconds"] == 15


def test_a_photo_knows_nothing_of_time(session: Session) -> None:
    start(session, source="photo")
    session.give_consent()
    session.acknowledge_ai()
    session.begin_step()
    session.finish_step()
    assert session.seen() == []


def test_only_the_last_try_of_a_step_counts(session: Session) -> None:
    ready(session)
    session.begin_step()
    session.finish_step()
    session.begin_step()
    session.capture([frame()])
    session.repeat_step()
    session.capture([frame()])
    session.finish_step()
    assert sum(isinstance(seen, PersonSeen) for seen in session.seen()) == 1


def test_a_step_is_not_repeated_more_often_than_the_pack_allows(session: Session) -> None:
    ready(session)
    session.begin_step()
    with pytest.raises(StepError):
        session.repeat_step()


def test_without_a_camera_a_person_has_to_look(session: Session) -> None:
    ready(session)
    session.begin_step()
    session.finish_step()
    session.begin_step()
    session.capture([])
    session.finish_step()
    assert {score.band for score in session.propose()} == {None}


def test_an_attempt_does_not_start_without_room_for_all_of_it(
    session: Session, monkeypatch: pytest.MonkeyPatch, journal: Journal
) -> None:
    monkeypatch.setattr("kiosk.session.ATTEMPT_BYTES", 2**62)
    with pytest.raises(NoRoomError, match="free some space"):
        start(session)
    assert kinds(journal, session) == []


# --- after a crash -----------------------------------------------------------------------------


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_crash_anywhere_loses_nothing_and_doubles_nothing(
    cut: int, pack: Pack, journal: Journal, shelf: EvidenceShelf
) -> None:
    complete_until(Session(pack, journal, shelf, KEY, FixedEyes()), cut)
    (attempt,) = journal.open_attempts()
    session = resume(journal, shelf, KEY, [pack], FixedEyes())
    if session is not None:
        go_on(session)
    assert verify_chain(journal.events_of(attempt))
    assert journal.seal_of(attempt) is not None
    assert journal.open_attempts() == []


class CutError(Exception):
    """The power went."""


def complete_until(session: Session, events: int) -> None:
    """Run an attempt until that many events are written."""
    write = session._log.write

    def cut(kind: str, body: object) -> object:
        if len(session.events) >= events:
            raise CutError
        return write(kind, body)

    session._log.write = cut
    with pytest.raises(CutError):
        complete(session)


def go_on(session: Session) -> None:
    """What the screens and the headless run do, from wherever the session stands."""
    if session.state is State.STARTED:
        session.give_consent()
    if session.state is State.CONSENTED:
        session.acknowledge_ai()
    work(session)
    if session.state is State.STEP_DONE:
        session.propose()
    session.finish()
    session.seal()


def test_an_attempt_left_alone_for_too_long_is_voided(
    pack: Pack, journal: Journal, shelf: EvidenceShelf, session: Session
) -> None:
    ready(session)
    later = datetime.now(UTC) + LONGEST_PAUSE + timedelta(minutes=1)
    assert resume(journal, shelf, KEY, [pack], FixedEyes(), now=later) is None
    assert kinds(journal, session)[-1] == "attempt.voided"


def test_an_attempt_of_a_pack_that_is_gone_is_voided(
    journal: Journal, shelf: EvidenceShelf, session: Session
) -> None:
    ready(session)
    assert resume(journal, shelf, KEY, [], FixedEyes()) is None
    assert kinds(journal, session)[-1] == "attempt.voided"


def test_of_two_open_attempts_the_newer_goes_on(
    pack: Pack, journal: Journal, shelf: EvidenceShelf, session: Session
) -> None:
    ready(session)
    newer = Session(pack, journal, shelf, KEY, FixedEyes())
    ready(newer)
    found = resume(journal, shelf, KEY, [pack], FixedEyes())
    assert found is not None
    assert found.attempt == newer.attempt
    assert journal.open_attempts() == [newer.attempt]


def test_an_attempt_that_only_lacked_its_seal_is_sealed(
    pack: Pack, journal: Journal, shelf: EvidenceShelf, session: Session
) -> None:
    ready(session)
    work(session)
    session.propose()
    assert resume(journal, shelf, KEY, [pack], FixedEyes()) is None
    assert journal.seal_of(session.attempt) is not None
