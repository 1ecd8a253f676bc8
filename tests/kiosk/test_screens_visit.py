"""Whole visits by touch and by keyboard: what a person does, and what becomes of it."""

import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pygame
import pytest

from kiosk.attempt import State
from kiosk.journal import Journal
from kiosk.proving import CameraProof, ReportShelf
from kiosk.screens.cards import IDLE_WARNING_S
from kiosk.screens.rehearsal import CODE, Rehearsal, dark, rehearse
from kiosk.screens.visitor import LostVisitorError
from kiosk.screens.voice import Voice
from kiosk.screens.widgets import Check, Text
from kiosk.step_clock import StepClock
from models.table_setting.renderer import RenderedScene
from protocol import verify_seal
from scenarios import find_packs

SIZE = (1280, 800)
Open = Callable[..., AbstractContextManager[Rehearsal]]


class Time:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def open_kiosk(tmp_path: Path, scene: RenderedScene, drawn_eyes: object) -> Open:
    """Opens the kiosk of one folder; again, as after a power cut, over the same journal."""

    def opened(**options: object) -> AbstractContextManager[Rehearsal]:
        silent = {"voice": Voice(None), **options}
        return rehearse(tmp_path, find_packs(), drawn_eyes, scene.image, SIZE, **silent)

    return opened


@pytest.fixture
def play(open_kiosk: Open) -> Iterator[Rehearsal]:
    with open_kiosk() as rehearsal:
        yield rehearsal


def consent(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("accept")
    play.visitor.until("ai")
    play.visitor.touch("accept")


def to_photo_step(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    for step in ("lay", "show"):
        play.visitor.touch("done")
        play.at_step(step)


def kinds(play: Rehearsal) -> list[str]:
    """What was written of every attempt, oldest first."""
    return [str(says) for (says,) in play.desk.journal.rows("SELECT says FROM entries")]


def words(play: Rehearsal) -> str:
    return " ".join(w.text for w in play.stage.widgets if isinstance(w, Text))


def test_a_person_does_the_whole_test_by_touch(play: Rehearsal) -> None:
    to_photo_step(play)
    play.visitor.touch("done")
    play.visitor.until("photo")
    play.visitor.touch("keep")
    play.visitor.until("result")
    session, journal = play.services.session, play.desk.journal
    play.visitor.touch("done")
    play.visitor.touch("on")
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


def test_nothing_of_a_person_stays_on_the_screen(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    play.visitor.touch("on")
    play.visitor.until("start")
    assert (play.services.visit.code, play.services.visit.session) == ("", None)


def test_saying_no_ends_kindly_and_keeps_no_picture(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    assert kinds(play) == ["attempt.started", "consent.refused"]


def test_nothing_is_written_about_anybody_before_they_answered(play: Rehearsal) -> None:
    play.to_consent()
    assert kinds(play) == []


def test_the_test_can_be_taken_by_keyboard(play: Rehearsal) -> None:
    visitor = play.visitor
    visitor.until("start")
    visitor.key(pygame.K_SPACE, " ")
    visitor.until("language")
    visitor.key(pygame.K_TAB)
    visitor.key(pygame.K_TAB)
    visitor.key(pygame.K_RETURN)
    visitor.until("choose")
    visitor.key(pygame.K_TAB)
    visitor.key(pygame.K_RIGHT)
    visitor.key(pygame.K_RETURN)
    visitor.until("code")
    for sign in "k7m4xp":
        visitor.key(ord(sign), sign)
    visitor.key(pygame.K_RETURN)
    visitor.until("consent")
    assert play.services.visit.code == CODE


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


def test_escape_goes_back(play: Rehearsal) -> None:
    play.visitor.until("start")
    play.visitor.touch("start")
    play.visitor.key(pygame.K_ESCAPE)
    play.visitor.until("start")


def test_a_code_the_centre_does_not_expect_is_asked_for_twice_and_then_taken(
    play: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play.desk, "expects", lambda code: False)
    play.visitor.until("start")
    for name in ("start", "en"):
        play.visitor.touch(name)
    play.visitor.choose("tourism/table_setting")
    for sign in CODE.replace("-", ""):
        play.visitor.touch(f"key {sign}")
    play.visitor.touch("next")
    assert f"We do not know the code {CODE}" in words(play)
    play.visitor.touch("next")
    play.visitor.until("consent")


def test_a_code_that_is_too_short_is_asked_for_again(play: Rehearsal) -> None:
    play.visitor.until("start")
    for name in ("start", "en"):
        play.visitor.touch(name)
    play.visitor.choose("tourism/table_setting")
    for name in ("key 7", "next"):
        play.visitor.touch(name)
    assert "missing" in words(play)


def test_a_finger_that_slides_off_presses_nothing(play: Rehearsal) -> None:
    play.visitor.until("start")
    (button,) = [b for b in play.stage.buttons if b.name == "start"]
    down = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=button.rect.center)
    up = pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=(1, 1))
    play.stage.handle(down)
    play.stage.handle(up)
    play.stage.tick()
    assert play.stage.shown.name == "start"


def test_a_touch_shows_at_once(play: Rehearsal) -> None:
    play.visitor.until("start")
    (button,) = [b for b in play.stage.buttons if b.name == "start"]
    before = play.stage.surface.get_at(button.rect.move(30, 30).topleft)
    down = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=button.rect.center)
    play.stage.handle(down)
    assert play.stage.surface.get_at(button.rect.move(30, 30).topleft) != before


def test_nothing_is_drawn_while_nothing_changes(open_kiosk: Open) -> None:
    with open_kiosk(now=Time()) as play:
        play.visitor.until("start")
        assert not any(play.stage.tick() for _ in range(10))


def test_a_lost_camera_stops_the_clock_until_it_is_back(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    clock = play.services.session.clock
    image, play.lens.image = play.lens.image, None
    play.visitor.wait(lambda: not clock.running, "the clock to stop")
    assert "cámara dejó de dar imagen" in words(play)
    play.lens.image = image
    play.visitor.wait(lambda: clock.running, "the clock to go on")


def test_the_clock_stands_still_in_a_pause(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("pause")
    assert not play.services.session.clock.running
    play.visitor.touch("back")
    assert play.services.session.clock.running


def test_a_picture_too_dark_is_no_try(play: Rehearsal) -> None:
    to_photo_step(play)
    image = play.lens.image
    assert image is not None
    play.lens.image = dark(image)
    play.visitor.touch("done")
    play.visitor.until("remeasure")
    play.lens.image = image
    play.visitor.touch("retry")
    play.visitor.until("photo")
    assert play.services.session.walk.retries_left == 2


def test_a_picture_that_cannot_be_measured_goes_to_a_person(play: Rehearsal) -> None:
    to_photo_step(play)
    image = play.lens.image
    assert image is not None
    play.lens.image = dark(image)
    play.visitor.touch("done")
    play.visitor.until("remeasure")
    play.visitor.touch("person")
    play.visitor.until("result")
    measured = [s for s in play.services.session.scores if s.unit == "mm"]
    assert {score.reason for score in measured} == {"too_dark"}


def test_another_picture_may_be_taken_while_tries_are_left(play: Rehearsal) -> None:
    to_photo_step(play)
    for left in (1, 0):
        play.visitor.touch("done")
        play.visitor.until("photo")
        play.visitor.touch("again")
        play.visitor.until("step")
        assert play.services.session.walk.retries_left == left
    play.visitor.touch("done")
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


def test_after_a_power_cut_the_test_goes_on_where_it_was(open_kiosk: Open) -> None:
    with open_kiosk() as play:
        consent(play)
        play.to_first_step()
        play.visitor.touch("done")
        play.at_step("lay")
        attempt = play.services.session.attempt
    with open_kiosk() as play:
        play.visitor.until("resume")
        play.visitor.touch("go on")
        play.visitor.until("equipment")
        ready = "ready"
        play.visitor.wait(lambda: any(b.name == ready and b.enabled for b in play.stage.buttons),
                          ready)  # fmt: skip
        play.visitor.touch(ready)
        play.at_step("lay")
        assert play.services.session.attempt == attempt


def test_leaving_asks_first_and_ends_without_a_result(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("back")
    play.visitor.until("leave")
    play.visitor.touch("leave")
    play.visitor.until("stopped")
    assert kinds(play)[-1] == "attempt.voided"


def test_a_screen_left_alone_warns_and_then_clears_itself(open_kiosk: Open) -> None:
    time = Time()
    with open_kiosk(now=time) as play:
        play.to_consent()
        play.visitor.touch("accept")
        play.visitor.until("ai")
        time.at += 181
        play.visitor.until("idle")
        time.at += IDLE_WARNING_S
        play.visitor.until("start")
        assert kinds(play)[-1] == "attempt.voided"


def test_a_touch_answers_the_warning(open_kiosk: Open) -> None:
    time = Time()
    with open_kiosk(now=time) as play:
        play.to_consent()
        time.at += 181
        play.visitor.until("idle")
        play.visitor.touch("back")
        play.visitor.until("consent")


def test_a_full_disk_is_a_clear_screen(play: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.session.ATTEMPT_BYTES", 2**62)
    play.to_consent()
    play.visitor.touch("accept")
    play.visitor.until("trouble")
    assert "No queda espacio" in words(play)


def test_sent_means_received(play: Rehearsal) -> None:
    consent(play)
    play.visitor.until("equipment")
    session = play.services.session
    assert not play.desk.delivery(session.attempt).sent
    play.desk.journal.acknowledge(play.desk.journal.last_seq)
    assert play.desk.delivery(session.attempt).sent


def test_without_a_voice_there_is_no_button_for_it(play: Rehearsal) -> None:
    play.visitor.until("start")
    with pytest.raises(LostVisitorError, match="no button 'listen'"):
        play.visitor.touch("listen")


def test_a_screen_is_read_aloud_in_its_language(open_kiosk: Open, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    program = tmp_path / "speak"
    said = f"{heard}.part"
    program.write_text(f'#!/bin/sh\n{{ echo "$@"; cat; }} > {said}; mv {said} {heard}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with open_kiosk(voice=Voice(str(program))) as play:
        play.visitor.until("start")
        play.visitor.touch("start")
        play.visitor.touch("en")
        play.visitor.choose("tourism/table_setting")
        play.visitor.touch("listen")
        play.visitor.wait(heard.exists, "the voice")
    assert "-v en-us" in heard.read_text()
    assert "Type your code" in heard.read_text()


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


def test_the_work_of_somebody_who_walked_away_is_kept(
    play: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.screens.photo.WAITS_S", 0.2)
    to_photo_step(play)
    play.visitor.touch("done")
    play.visitor.until("result")
    assert play.services.session.state is State.SEALED


def test_a_camera_that_comes_back_does_not_end_a_pause(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("pause")
    image, play.lens.image = play.lens.image, None
    play.visitor.wait(lambda: play.services.feed.newest() is None, "the camera to be lost")
    play.lens.image = image
    play.visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    assert not play.services.session.clock.running


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
