"""Whole visits by touch: what a person does, and what becomes of it."""

from pathlib import Path

import pygame
import pytest

from kiosk.attempt import State
from kiosk.journal import Journal
from kiosk.overview import overview
from kiosk.proving import CameraProof, ReportShelf
from kiosk.screens.rehearsal import CODE, Rehearsal
from kiosk.screens.widgets import Animation, Check
from kiosk.step_clock import StepClock
from protocol import verify_seal
from tests.kiosk.visits import Open, Time, consent, kinds, to_photo_step, words


def test_a_person_does_the_whole_test_by_touch(play: Rehearsal) -> None:
    to_photo_step(play)
    play.visitor.touch("done")
    play.visitor.until("photo")
    play.visitor.touch("keep")
    play.visitor.touch("hand in")
    play.visitor.until("result")
    session, journal = play.services.session, play.desk.journal
    play.visitor.touch("done")
    for _ in ("sent", "paper", "thanks"):
        play.visitor.touch("on")
    play.visitor.until("start")
    seal = journal.seal_of(session.attempt)
    assert seal is not None
    verify_seal(seal, journal.events_of(session.attempt))
    assert session.started.candidate == CODE
    assert {e.body["role"] for e in session.events if e.kind == "evidence.captured"} == {
        "photo",
        "annotated",
        "clip",
    }


def test_saying_no_ends_kindly_and_keeps_no_picture(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    assert kinds(play) == ["attempt.started", "consent.refused"]


def test_nothing_is_written_about_anybody_before_they_answered(play: Rehearsal) -> None:
    play.to_consent()
    assert kinds(play) == []


def test_a_kiosk_with_many_tests_shows_a_few_at_a_time(play: Rehearsal) -> None:
    play.visitor.until("start")
    for name in ("start", "en"):
        play.visitor.touch(name)
    shown = [{button.name for button in play.stage.buttons}]
    while len(shown) == 1 or shown[-1] != shown[0]:
        play.visitor.touch("more")
        shown.append({button.name for button in play.stage.buttons})
    tests = {pack.id for pack in play.desk.packs}
    assert set.union(*shown) & tests == tests
    assert max(len(names & tests) for names in shown) <= 3


def test_the_clock_stands_still_in_a_pause(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("pause")
    assert not play.services.session.clock.running
    play.visitor.touch("back")
    assert play.services.session.clock.running


def test_how_it_is_done_is_shown_in_moving_pictures_while_the_time_stands(
    open_kiosk: Open,
) -> None:
    time = Time()
    with open_kiosk(now=time) as play:
        to_photo_step(play)
        play.visitor.touch("watch")
        play.visitor.until("watch")
        assert not play.services.session.clock.running
        (film,) = [w for w in play.stage.widgets if isinstance(w, Animation)]
        shown = set()
        for _ in range(80):
            time.at += 0.1
            play.stage.tick()
            shown.add(pygame.image.tobytes(play.stage.surface.subsurface(film.rect), "RGB"))
        assert len(shown) >= 10
        play.visitor.touch("back")
        play.visitor.wait(lambda: play.services.session.clock.running, "the clock")


def test_another_picture_may_be_taken_while_tries_are_left(play: Rehearsal) -> None:
    to_photo_step(play)
    for left in (1, 0):
        play.visitor.touch("done")
        play.visitor.until("photo")
        play.visitor.touch("again")
        play.visitor.until("step")
        assert play.services.session.walk.retries_left == left
    play.visitor.touch("done")
    play.visitor.touch("hand in")
    play.visitor.until("result")


def test_the_last_step_may_be_done_again_before_the_test_is_handed_in(play: Rehearsal) -> None:
    to_photo_step(play)
    play.visitor.touch("done")
    play.visitor.until("photo")
    play.visitor.touch("keep")
    play.visitor.until("review")
    assert play.services.session.state is State.STEP_DONE
    kept = overview(play.services.session)[-1].photos
    play.visitor.touch("again")
    play.at_step("show")
    play.visitor.touch("done")
    play.visitor.until("photo")
    assert play.services.session.walk.try_number == 2
    play.visitor.touch("keep")
    play.visitor.until("review")
    assert [done.photos for done in overview(play.services.session)] == [0, 0, kept]
    assert "mm" not in words(play)
    play.visitor.touch("hand in")
    play.visitor.until("result")


def test_a_step_ends_by_itself_when_its_time_is_over(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    time = Time()
    play.services.session.clock = StepClock(time)
    play.visitor.touch("done")
    play.at_step("lay")
    time.at += 481
    play.at_step("show")
    assert "Se acabó el tiempo" in words(play)


def test_leaving_asks_first_and_ends_without_a_result(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("back")
    play.visitor.until("leave")
    play.visitor.touch("leave")
    play.visitor.until("stopped")
    assert kinds(play)[-1] == "attempt.voided"


def test_sent_means_received(play: Rehearsal) -> None:
    consent(play)
    play.visitor.until("equipment")
    session = play.services.session
    assert not play.desk.delivery(session.attempt).sent
    play.desk.journal.acknowledge(play.desk.journal.last_seq)
    assert play.desk.delivery(session.attempt).sent


def test_the_screens_write_to_the_journal_alone(play: Rehearsal, tmp_path: Path) -> None:
    consent(play)
    play.visitor.until("equipment")
    assert isinstance(play.desk.journal, Journal)
    assert play.services.session.state is State.READY
    assert sorted(path.name for path in tmp_path.iterdir() if "journal" not in path.name) == [
        "evidence",
        "reserve",
        "scratch",
    ]


@pytest.mark.parametrize(
    ("exempt", "told"),
    [(None, "Sin informe aprobado"), ("demonstration", "es una demostración")],
)
def test_the_camera_check_says_whether_a_person_will_measure_by_hand(
    open_kiosk: Open, tmp_path: Path, exempt: str | None, told: str
) -> None:
    proof = CameraProof(ReportShelf.of_kiosk(tmp_path), "camera 0", exempt=exempt)
    with open_kiosk(proof=proof) as play:
        consent(play)
        play.visitor.until("equipment")

        def said() -> bool:
            return any(told in w.words for w in play.stage.widgets if isinstance(w, Check))

        play.visitor.wait(said, told)
        play.visitor.wait(
            lambda: any(b.name == "ready" and b.enabled for b in play.stage.buttons), "ready"
        )
