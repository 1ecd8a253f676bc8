"""Touch, keyboard and voice: how screens are reached and answer."""

import stat
from pathlib import Path

import pygame
import pytest

from kiosk.screens.rehearsal import CODE, Rehearsal
from kiosk.screens.visitor import LostVisitorError
from kiosk.screens.voice import Voice
from tests.kiosk.visits import Open, Time


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
    visitor.until("checkin")
    for sign in "k7m4xp":
        visitor.key(ord(sign), sign)
    visitor.key(pygame.K_RETURN)
    visitor.until("consent")
    assert play.services.visit.code == CODE


def test_escape_goes_back(play: Rehearsal) -> None:
    play.visitor.until("start")
    play.visitor.touch("start")
    play.visitor.key(pygame.K_ESCAPE)
    play.visitor.until("start")


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


def test_without_a_voice_there_is_no_button_for_it(play: Rehearsal) -> None:
    play.visitor.until("start")
    with pytest.raises(LostVisitorError, match="no button 'listen'"):
        play.visitor.touch("listen", within_s=0)


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
        play.visitor.touch("code")
        play.visitor.touch("listen")
        play.visitor.wait(heard.exists, "the voice")
    assert "-v en-us" in heard.read_text()
    assert "Type your code" in heard.read_text()
