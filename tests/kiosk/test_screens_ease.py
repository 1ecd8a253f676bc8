"""What makes the kiosk easier: more time, people instead of programs, practice, colours, reach."""

import pytest

from hardware.lights import Signal
from kiosk.devices import Devices
from kiosk.screens.guidance import LOOK_EVERY_S
from kiosk.screens.rehearsal import Rehearsal, dark
from kiosk.screens.theme import HIGH_CONTRAST, INKS, LEAST_TARGET_MM, REACH_MM, Theme, contrast
from tests.kiosk.visits import Open, consent, kinds, to_photo_step

PANELS = [(10.1, (1280, 800)), (15.6, (1920, 1080)), (21.5, (1080, 1920)), (27.0, (1080, 1920))]


class Lamp:
    """A tower light that remembers what it showed."""

    name = "lamp"

    def __init__(self) -> None:
        self.shown: list[Signal] = []

    def show(self, signal: Signal) -> None:
        self.shown.append(signal)


def test_a_limit_is_put_off_twice_and_the_log_says_so(play: Rehearsal) -> None:
    consent(play)
    play.to_first_step()
    play.visitor.touch("done")
    play.at_step("lay")
    session = play.services.session
    before = session.seconds_left
    assert before is not None
    for _ in range(2):
        play.visitor.touch("more time")
        play.visitor.until("step")
    after = session.seconds_left
    assert after is not None
    assert after > before + session.step.time_limit_s * 0.9
    assert session.extensions_left == 0
    assert kinds(play).count("time.extended") == 2


def test_a_person_is_called_by_light_and_the_log_says_so(play: Rehearsal) -> None:
    lamp = Lamp()
    play.services.devices = Devices(light=lamp)  # type: ignore[arg-type]
    consent(play)
    play.to_first_step()
    play.visitor.touch("call")
    play.visitor.until("call")
    assert not play.services.session.clock.running
    play.visitor.touch("back")
    play.visitor.wait(lambda: lamp.shown[-1:] == [Signal.BUSY], "the light to go back")
    assert Signal.CALL in lamp.shown
    assert kinds(play).count("help.called") == 1


def test_who_refuses_the_program_takes_the_same_test_and_people_look(play: Rehearsal) -> None:
    play.to_consent()
    play.visitor.touch("accept")
    play.visitor.until("ai")
    play.visitor.touch("refuse")
    play.to_first_step()
    for step in ("lay", "show"):
        play.visitor.touch("done")
        play.at_step(step)
    play.visitor.touch("done")
    play.visitor.until("photo")
    play.visitor.touch("keep")
    play.visitor.touch("hand in")
    play.visitor.until("result")
    session = play.services.session
    assert {score.reason for score in session.scores if score.unit == "mm"} == {"ai_refused"}
    roles = {e.body["role"] for e in session.events if e.kind == "evidence.captured"}
    assert roles == {"photo", "clip"}


def test_practice_writes_nothing_and_keeps_nothing(play: Rehearsal) -> None:
    consent(play)
    play.visitor.until("equipment")
    before = kinds(play)
    play.visitor.touch("practice")
    for _ in range(3):
        play.visitor.touch("star")
    play.visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    play.visitor.touch("take")
    play.visitor.touch("ready")
    play.visitor.until("equipment")
    assert kinds(play) == before
    assert list((play.desk.journal.path.parent / "evidence").rglob("*.*")) == []
    assert play.services.visit.frames == ()


def test_what_would_spoil_the_pictures_is_said_while_the_work_goes_on(open_kiosk: Open) -> None:
    with open_kiosk() as play:
        to_photo_step(play)
        image = play.lens.image
        assert image is not None
        play.lens.image = dark(image)
        guidance = play.stage.screen._guidance  # type: ignore[attr-defined]
        play.visitor.wait(lambda: guidance.hint == "remedy.too_dark", "guidance",
                          20 * LOOK_EVERY_S)  # fmt: skip


def test_what_was_chosen_to_see_better_goes_with_the_person(play: Rehearsal) -> None:
    play.visitor.until("start")
    play.visitor.touch("start")
    usual = play.stage.surface.get_at((3, 3))
    play.visitor.touch("ease")
    play.visitor.touch("contrast")
    play.visitor.touch("back")
    play.visitor.until("language")
    assert play.stage.surface.get_at((3, 3)) != usual
    play.visitor.touch("back")
    play.visitor.until("start")
    play.stage.tick()
    assert not play.services.visit.contrast
    assert play.stage.surface.get_at((3, 3)) == usual


@pytest.mark.parametrize("name", INKS)
def test_strong_colours_reach_the_highest_level(name: str) -> None:
    ink = INKS[name]
    text, ground = (HIGH_CONTRAST.get(c, c) for c in (ink.text, ink.ground))
    assert contrast(text, ground) >= 7.0


@pytest.mark.parametrize(("inches", "size"), PANELS)
@pytest.mark.parametrize("low", [False, True])
def test_targets_are_large_and_within_reach_on_every_panel(
    inches: float, size: tuple[int, int], low: bool
) -> None:
    theme = Theme(size, inches, low)
    assert theme.target_mm >= LEAST_TARGET_MM
    if low:
        assert (size[1] - theme.zone.top) * theme.mm_per_px <= REACH_MM + 1
