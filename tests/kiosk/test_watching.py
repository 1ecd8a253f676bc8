"""A step that names its own eye is looked at while it is done: who wears what, and when."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from hardware import Frame
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.looks import WATCHED_PX, named, taken
from kiosk.pictures import read_jpeg
from kiosk.screens.gallery import SIZES
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import rehearse
from kiosk.session import Session
from kiosk.sight import AnnotatedPicture, Sight
from protocol import SealKey
from scenarios import FrameTaken, Pack, PersonSeen, load_pack

KEY = SealKey.from_hex("33" * 32)
IMAGE = np.full((720, 1280, 3), 90, np.uint8)


class PersonEyes:
    """Sees a person with a helmet in every frame, and tells which sight was asked."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def model_digests(self, pack: Pack) -> dict[str, str]:
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        self.asked.append(sight)
        box = [10.0, 10.0, 100.0, 200.0]
        seen = [
            PersonSeen(f"{number}: {frame.camera}", box, 0.97, None, 0.95, None)
            for number, frame in enumerate(frames)
        ]
        return Sight(tuple(seen), (AnnotatedPicture(seen[0].frame, frames[0].image),))


def frame(number: int, second: int = 0) -> Frame:
    return Frame(IMAGE, f"2026-11-22T17:42:{second:02d}.000Z", "usb", number)


@pytest.fixture
def eyes() -> PersonEyes:
    return PersonEyes()


@pytest.fixture
def session(tmp_path: Path, eyes: PersonEyes) -> Iterator[Session]:
    """A brick wall's test, its candidate dressing."""
    journal = Journal(tmp_path / "journal.db")
    one = Session(load_pack("construction/brick_wall"), journal, EvidenceShelf(journal), KEY, eyes)
    one.start(candidate="K7M-4XP", centre="c", kiosk="k", language="es")
    one.give_consent()
    one.acknowledge_ai()
    one.begin_step()
    yield one
    journal.close()


def to_the_work(session: Session) -> None:
    """Dress, prepare, and begin to build."""
    session.capture([frame(0)])
    session.finish_step()
    session.begin_step()
    session.finish_step()
    session.begin_step()


def facts(session: Session) -> list[FrameTaken]:
    return [seen for seen in session.seen() if isinstance(seen, FrameTaken)]


def test_each_step_is_looked_at_by_its_own_sight(session: Session, eyes: PersonEyes) -> None:
    to_the_work(session)
    session.watch(frame(1))
    session.finish_step()
    session.begin_step()
    session.capture([frame(2)])
    assert eyes.asked == ["ppe", "ppe", "masonry"]


def test_frames_say_when_they_were_taken(session: Session) -> None:
    to_the_work(session)
    session.watch(frame(7, second=10))
    session.watch(frame(8, second=30))
    first, second = (fact.seconds or 0.0 for fact in facts(session)[-2:])
    assert second - first == 20.0


def test_frames_of_different_steps_have_different_names(session: Session) -> None:
    to_the_work(session)
    for number in (0, 1):
        session.watch(frame(number))
    names = [fact.frame for fact in facts(session)]
    assert len(set(names)) == len(names) == 3


def test_photos_and_recordings_tell_nothing_of_time() -> None:
    one = named(frame(3), "show")
    seen = PersonSeen(f"0: {one.camera}", [0.0] * 4, None, None, None, None)
    assert [fact.seconds for fact in taken([one], [seen], "ppe", "show", live=False)] == [None]


def test_a_watched_picture_is_kept_small(session: Session, tmp_path: Path) -> None:
    to_the_work(session)
    before = len(session.events)
    session.watch(frame(5))
    (kept,) = [e.body for e in session.events[before:] if e.kind == "evidence.captured"]
    picture = read_jpeg((tmp_path / "evidence" / str(kept["digest"])).read_bytes())
    assert picture.shape[1] == WATCHED_PX


def test_a_watch_that_comes_too_late_writes_nothing(session: Session) -> None:
    to_the_work(session)
    session.finish_step()
    before = len(session.events)
    session.watch(frame(5))
    assert len(session.events) == before


def test_shares_over_the_test_are_proposed_from_what_was_watched(session: Session) -> None:
    to_the_work(session)
    for number in range(6):
        session.watch(frame(number + 1, second=5 * number))
    session.finish_step()
    session.begin_step()
    session.finish_step()
    scores = {score.criterion: score for score in session.propose()}
    assert (scores["helmet_worn"].band, scores["helmet_gap"].band) == ("worn", "short_gap")


def test_the_step_screen_watches_while_the_work_is_done(tmp_path: Path, eyes: PersonEyes) -> None:
    pack = load_pack("construction/brick_wall")
    with rehearse(tmp_path, [pack], eyes, IMAGE, SIZES["small"]) as play:
        play.visitor.until("start")
        session = play.desk.open(pack, "K7M-4XP", "es")
        session.give_consent()
        session.acknowledge_ai()
        play.services.visit.session, play.services.visit.pack = session, pack
        while session.begin_step().id != "prepare":
            session.finish_step()
        session.finish_step()
        play.stage.go(Go("step"))
        play.at_step("build")
        play.visitor.wait(lambda: bool(facts(session)), "a look at the work")
        assert facts(session)[0].step == "build"
