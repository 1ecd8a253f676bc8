"""Every screen has speech, and every control is reached by keyboard or switch alone."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pygame
import pytest

from kiosk.screens.all_visits import play_all, play_headset, play_pack
from kiosk.screens.gallery import SIZES
from kiosk.screens.page import Page
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.voice import Voice
from models.table_setting.renderer import RenderedScene
from scenarios import Pack, find_packs


@dataclass
class Access:
    """Screens without words to read, and controls that Tab does not come to."""

    screens: set[str] = field(default_factory=set)
    silent: list[str] = field(default_factory=list)
    out_of_reach: list[str] = field(default_factory=list)


def inspect(play: Rehearsal, name: str, found: Access) -> None:
    stage = play.stage
    found.screens.add(name)
    shown = stage.shown
    page = Page(stage._theme, play.services.visit.texts)
    shown.compose(page)
    shown.refresh()
    if len(shown.aloud(page)) < 3:
        found.silent.append(name)
    stage.tick()
    wanted = {button.name for button in stage.buttons if button.enabled}
    reached: set[str] = set()
    for _ in range(len(stage.buttons) + 1):
        stage.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, unicode="", mod=0))
        stage.tick()
        reached |= {button.name for button in stage.buttons if button.focused}
    found.out_of_reach += [f"{name}: {button}" for button in wanted - reached]


@pytest.fixture(scope="module")
def access(scene: RenderedScene, drawn_eyes: object) -> Access:
    found = Access()
    size = SIZES["small"]
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearse(
            Path(folder),
            find_packs(),
            drawn_eyes,
            scene.image,
            size,
            voice=Voice(None),  # type: ignore[arg-type]
        ) as play,
    ):
        play_all(play, lambda name: inspect(play, name, found), scene.image)
        for pack in find_packs():
            if any(step.plays for step in pack.steps):
                eyes = drawn_eyes
                place = Path(folder) / pack.id.replace("/", "-")
                with rehearse(place, [pack], eyes, scene.image, size, voice=Voice(None)) as played:  # type: ignore[arg-type]
                    play_pack(played, pack, looks_at(played, pack, found))
                    if pack.vr_by_step:
                        play_headset(played, pack, looks_at(played, pack, found))
    return found


def looks_at(play: Rehearsal, pack: Pack, found: Access) -> Callable[[str], None]:
    """Inspects each kind of screen of a pack once."""

    def look(name: str) -> None:
        if f"{pack.id} {name}" not in found.screens:
            inspect(play, f"{pack.id} {name}", found)

    return look


def test_every_screen_has_words_to_be_read_aloud(access: Access) -> None:
    assert len(access.screens) >= 70
    assert access.silent == []


def test_every_control_is_reached_by_a_keyboard_or_a_switch_alone(access: Access) -> None:
    assert access.out_of_reach == []
