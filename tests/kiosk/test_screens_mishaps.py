"""What goes wrong during a visit, and how it ends: cables, light, power, disk, people who leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.attempt import State
from kiosk.screens.cards import IDLE_WARNING_S
from kiosk.screens.rehearsal import CODE, Rehearsal, dark
from kiosk.staff_pin import set_pin
from tests.kiosk.visits import Open, Time, consent, kinds, to_photo_step, words


def test_nothing_of_a_person_stays_on_the_screen(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    play.visitor.touch("on")
    play.visitor.until("start")
    assert (play.services.visit.code, play.services.visit.session) == ("", None)


def test_a_lost_camera_stops_the_clock_until_it_is_back(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    clock = play.services.session.clock
    image, play.lens.image = play.lens.image, None
    play.visitor.wait(lambda: not clock.running, "the clock to stop")
    assert "cámara dejó de dar imagen" in words(play)
    play.lens.image = image
    play.visitor.wait(lambda: clock.running, "the clock to go on")


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
    play.visitor.touch("hand in")
    play.visitor.until("result")
    measured = [s for s in play.services.session.scores if s.unit == "mm"]
    assert {score.reason for score in measured} == {"too_dark"}


def test_after_a_power_cut_the_test_goes_on_where_it_was(open_kiosk: Open) -> None:
    with open_kiosk() as play:
        consent(play)
        play.to_first_step()
        play.visitor.touch("done")
        play.at_step("lay")
        attempt = play.services.session.attempt
    with open_kiosk() as play:
        play.go_on()
        play.visitor.until("equipment")
        ready = "ready"
        play.visitor.wait(lambda: any(b.name == ready and b.enabled for b in play.stage.buttons),
                          ready)  # fmt: skip
        play.visitor.touch(ready)
        play.at_step("lay")
        assert play.services.session.attempt == attempt


@contextmanager
def cut_off(open_kiosk: Open, **options: object) -> Iterator[Rehearsal]:
    """A kiosk at the question what becomes of a test that a cut interrupted."""
    with open_kiosk() as play:
        consent(play)
        play.to_first_step()
    with open_kiosk(**options) as play:
        play.visitor.until("resume")
        yield play


def type_code(play: Rehearsal, code: str) -> None:
    for sign in code.replace("-", ""):
        play.visitor.touch(f"key {sign}")
    play.visitor.touch("next")
    play.visitor.wait(lambda: not play.stage.shown.busy, "the answer")


def test_a_passer_by_cannot_close_the_test_of_somebody_else(open_kiosk: Open) -> None:
    with cut_off(open_kiosk) as play:
        play.visitor.touch("leave")
        play.visitor.until("ending")
        play.visitor.touch("mine")
        type_code(play, "K7M-4XQ")
        assert play.stage.shown.name == "code"
        play.visitor.touch("back")
        play.visitor.touch("leave")
        play.visitor.touch("staff")
        play.visitor.until("pin")
        assert "attempt.voided" not in kinds(play)


def test_whoever_walks_away_from_somebody_elses_test_does_not_end_it(open_kiosk: Open) -> None:
    time = Time()
    with cut_off(open_kiosk, now=time) as play:
        play.visitor.touch("go on")
        play.visitor.until("code")
        time.at += 181
        play.visitor.until("idle")
        time.at += IDLE_WARNING_S
        play.visitor.until("resume")
        assert "attempt.voided" not in kinds(play)


def test_whoever_began_a_test_may_close_it_after_a_cut(open_kiosk: Open) -> None:
    with cut_off(open_kiosk) as play:
        play.visitor.touch("leave")
        play.visitor.touch("mine")
        type_code(play, CODE)
        play.visitor.until("start")
        assert kinds(play)[-1] == "attempt.voided"


def test_the_person_in_charge_may_close_it_with_the_pin(open_kiosk: Open, tmp_path: Path) -> None:
    set_pin(tmp_path, "2486")
    with cut_off(open_kiosk) as play:
        play.visitor.touch("leave")
        play.visitor.touch("staff")
        for digit in "2486":
            play.visitor.touch(f"key {digit}")
        play.visitor.touch("enter")
        play.visitor.until("start")
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


def test_the_work_of_somebody_who_walked_away_is_kept(
    play: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.screens.photo.WAITS_S", 0.2)
    monkeypatch.setattr("kiosk.screens.review.WAITS_S", 0.2)
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
