"""Staff mode: a long press, a PIN, and what the person in charge reads."""

from pathlib import Path

import pygame
import pytest
import structlog

from kiosk.recent_log import keep_recent
from kiosk.screens.rehearsal import Rehearsal
from kiosk.screens.staff import StaffScreen
from kiosk.screens.stage import LONG_PRESS_S
from kiosk.screens.widgets import Check
from kiosk.staff_pin import LOCKED_S, TRIES, PinError, StaffDoor, set_pin
from kiosk.staff_report import PAGES
from kiosk.texts import LANGUAGES, load_catalogue
from tests.kiosk.visits import Open, Time, consent, words

PIN = "2486"


def enter(play: Rehearsal, pin: str) -> None:
    for digit in pin:
        play.visitor.touch(f"key {digit}")
    play.visitor.touch("enter")
    play.visitor.wait(lambda: not play.stage.shown.busy, "the answer")


def test_a_long_press_on_the_header_and_the_pin_lead_in(open_kiosk: Open, tmp_path: Path) -> None:
    time = Time()
    set_pin(tmp_path, PIN)
    with open_kiosk(now=time) as play:
        play.visitor.until("start")
        press = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(300, 20))
        play.stage.handle(press)
        play.stage.tick()
        assert play.stage.shown.name == "start"
        time.at += LONG_PRESS_S
        play.visitor.until("pin")
        enter(play, "1111")
        assert play.stage.shown.name == "pin"
        enter(play, PIN)
        play.visitor.until("staff")
        screen = play.stage.screen
        assert isinstance(screen, StaffScreen)
        for page in PAGES:
            play.visitor.touch(page)
            play.visitor.wait(lambda: screen.looked, page)
        play.visitor.touch("staff.devices")
        play.visitor.wait(lambda: any(isinstance(w, Check) for w in play.stage.widgets), "lines")


def staff_mode(play: Rehearsal) -> StaffScreen:
    play.visitor.until("start")
    play.visitor.key(pygame.K_F12)
    enter(play, PIN)
    play.visitor.until("staff")
    screen = play.stage.screen
    assert isinstance(screen, StaffScreen)
    return screen


def test_what_is_found_is_said_in_the_language_of_the_screen(
    open_kiosk: Open, tmp_path: Path
) -> None:
    set_pin(tmp_path, PIN)
    with open_kiosk() as play:
        screen = staff_mode(play)
        said = {}
        for _ in LANGUAGES:
            play.visitor.wait(lambda: screen.looked, "the devices")
            names = [w.spoken() for w in play.stage.widgets if isinstance(w, Check)]
            said[play.services.visit.language] = names
            play.visitor.touch("language")
        camera = {code: load_catalogue(code).say("equipment.camera") for code in LANGUAGES}
        assert {code: (names[0] or "").split(":")[0] for code, names in said.items()} == camera


def test_the_log_shows_what_happened_last(open_kiosk: Open, tmp_path: Path) -> None:
    before = structlog.get_config()["processors"]
    keep_recent()
    try:
        set_pin(tmp_path, PIN)
        with open_kiosk() as play:
            screen = staff_mode(play)
            play.visitor.touch("staff.logs")
            play.visitor.wait(lambda: screen.looked, "the log")
            assert "screen=staff" in words(play)
    finally:
        structlog.configure(processors=before)


def test_a_test_under_way_is_offered_again_after_staff_mode(
    open_kiosk: Open, tmp_path: Path
) -> None:
    set_pin(tmp_path, PIN)
    with open_kiosk() as play:
        consent(play)
        play.to_first_step()
        attempt = play.services.session.attempt
        play.visitor.key(pygame.K_F12)
        enter(play, PIN)
        play.visitor.until("staff")
        play.visitor.touch("back")
        play.go_on()
        play.visitor.until("equipment")
        assert play.services.session.attempt == attempt


def test_nobody_comes_in_without_a_pin(play: Rehearsal) -> None:
    play.visitor.until("start")
    play.visitor.key(pygame.K_F12)
    play.visitor.until("pin")
    assert [b.enabled for b in play.stage.buttons if b.name == "enter"] == [False]


def test_after_five_wrong_pins_the_door_stays_shut_for_a_while(tmp_path: Path) -> None:
    time = Time()
    set_pin(tmp_path, PIN)
    door = StaffDoor(tmp_path, time)
    assert not any(door.opens("1234") for _ in range(TRIES))
    assert not door.opens(PIN)
    time.at += LOCKED_S + 1
    assert door.opens(PIN)


def test_the_pin_is_not_in_its_file(tmp_path: Path) -> None:
    set_pin(tmp_path, PIN)
    (file,) = tmp_path.iterdir()
    assert PIN not in file.read_text().split()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "7777", "١٢٣٤"])
def test_a_weak_pin_is_refused(tmp_path: Path, pin: str) -> None:
    with pytest.raises(PinError, match="choose another"):
        set_pin(tmp_path, pin)
