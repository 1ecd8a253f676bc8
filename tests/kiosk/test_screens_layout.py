"""Every screen, in every language and at every size: all words fit, all targets are large."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.screens.all_visits import play_all
from kiosk.screens.by_touch import play_by_touch
from kiosk.screens.gallery import SIZES
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.stage import faults
from kiosk.screens.theme import INKS, contrast
from kiosk.texts import LANGUAGES
from models.table_setting.renderer import RenderedScene
from scenarios import Pack, find_packs

SMALLEST_PANEL_MM = {"small": 216.8, "wide": 223.6, "tall": 125.8}
"""Widths of 10.1-inch panels of 16:10 and 16:9, the last one upright."""

LEAST_TARGET_MM = 15.0


@dataclass
class Findings:
    """What did not fit, which targets were too small, which buttons lay over each other."""

    seen: set[str]
    faults: list[str]
    small: list[str]
    over: list[str]
    outside: list[str]


def inspect(play: Rehearsal, name: str, found: Findings) -> None:
    stage, visit = play.stage, play.services.visit
    found.seen.add(name)
    before = visit.language
    for size, pixels in SIZES.items():
        for language in LANGUAGES:
            visit.language = language
            stage.resize(pixels)
            stage.tick()
            where = f"{name} {size} {language}"
            found.faults += [f"{where}: {fault}" for fault in faults(stage)]
            window = stage.surface.get_rect()
            found.outside += [
                f"{where}: {widget.rect}"
                for widget in stage.widgets
                if not window.contains(widget.rect)
            ]
            mm = SMALLEST_PANEL_MM[size] / pixels[0]
            boxes = [button.rect for button in stage.buttons]
            found.small += [
                f"{where}: {box}" for box in boxes if min(box.size) * mm < LEAST_TARGET_MM
            ]
            found.over += [
                f"{where}: {box}" for i, box in enumerate(boxes) if box.collidelist(boxes[:i]) >= 0
            ]
    visit.language = before
    stage.resize(SIZES["small"])


@pytest.fixture(scope="module")
def findings(scene: RenderedScene, drawn_eyes: object) -> Findings:
    found = Findings(set(), [], [], [], [])
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearse(Path(folder), find_packs(), drawn_eyes, scene.image, SIZES["small"]) as play,
    ):
        play_all(play, lambda name: inspect(play, name, found), scene.image)
    return found


def test_every_screen_was_seen(findings: Findings) -> None:
    assert len(findings.seen) == 45


def test_all_words_fit_into_their_boxes(findings: Findings) -> None:
    assert findings.faults == []


def test_everything_lies_inside_the_window(findings: Findings) -> None:
    assert findings.outside == []


def test_every_target_is_at_least_fifteen_millimetres(findings: Findings) -> None:
    assert findings.small == []


def test_no_two_buttons_lie_over_each_other(findings: Findings) -> None:
    assert findings.over == []


@pytest.mark.parametrize("name", INKS)
def test_text_can_be_read_on_its_ground(name: str) -> None:
    ink = INKS[name]
    assert contrast(ink.text, ink.ground) >= (3.0 if ink.large else 4.5)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_every_step_and_every_result_of_every_pack_fits(
    pack: Pack, scene: RenderedScene, drawn_eyes: object, tmp_path: Path
) -> None:
    found = Findings(set(), [], [], [], [])
    with rehearse(tmp_path, [pack], drawn_eyes, scene.image, SIZES["small"]) as play:
        play.visitor.until("start")
        session = play.desk.open(pack, "K7M-4XP", "es")
        session.give_consent()
        session.acknowledge_ai()
        play.services.visit.session, play.services.visit.pack = session, pack
        for step in pack.steps:
            play.stage.go(Go("step"))
            if step.plays:
                play_by_touch(play, lambda name: inspect(play, name, found))
                continue
            play.at_step(step.id)
            inspect(play, step.id, found)
            session.capture([])
            session.finish_step()
            play.services.visit.step_going = False
        if play.stage.screen.name == "step":
            play.stage.go(Go("review"))
        play.visitor.until("review")
        inspect(play, "review", found)
        play.visitor.touch("hand in")
        play.visitor.until("result")
        inspect(play, "result", found)
    assert (found.faults, found.small, found.over, found.outside) == ([], [], [], [])
