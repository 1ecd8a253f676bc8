"""Scenes and dialogues on the touch screen: what a person does, and what becomes of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pygame
import pytest

from kiosk.attempt import State
from kiosk.journal import Journal
from kiosk.replay import replay
from kiosk.screens.by_touch import play_by_touch
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.scene import SceneScreen
from kiosk.screens.voice import Voice
from kiosk.screens.widgets import Button, Hotspot, Text
from kiosk.step_clock import StepClock
from models.table_setting.renderer import RenderedScene
from scenarios import PACKS_ROOT, Pack, load_pack, propose_scores
from scenarios.plays import set_up_scene

SIZE = (1280, 800)
Open = Callable[[str], "Iterator[Rehearsal]"]


def template(kind: str) -> Pack:
    return load_pack(PACKS_ROOT / "templates" / "packs" / kind)


@contextmanager
def at_the_play(
    folder: Path, pack: Pack, scene: RenderedScene, eyes: object
) -> Iterator[Rehearsal]:
    """A kiosk at the briefing of a pack's first step."""
    with rehearse(folder, [pack], eyes, scene.image, SIZE, voice=Voice(None)) as play:  # type: ignore[arg-type]
        play.visitor.until("start")
        session = play.desk.open(pack, "K7M-4XP", "es")
        session.give_consent()
        session.acknowledge_ai()
        play.services.visit.session, play.services.visit.pack = session, pack
        play.services.visit.language = "es"
        play.stage.go(Go("equipment"))
        yield play


@pytest.fixture
def look(tmp_path: Path, scene: RenderedScene, drawn_eyes: object) -> Iterator[Rehearsal]:
    with at_the_play(tmp_path, template("scene"), scene, drawn_eyes) as play:
        yield play


@pytest.fixture
def talk(tmp_path: Path, scene: RenderedScene, drawn_eyes: object) -> Iterator[Rehearsal]:
    with at_the_play(tmp_path, template("dialogue"), scene, drawn_eyes) as play:
        yield play


def begin(play: Rehearsal) -> SceneScreen:
    play.visitor.touch("begin")
    screen = play.stage.screen
    assert isinstance(screen, SceneScreen)
    play.visitor.wait(lambda: screen.begun and not screen.busy, "the scene")
    return screen


def settle(play: Rehearsal) -> None:
    play.visitor.wait(lambda: not play.stage.shown.busy, "the act")


def words(play: Rehearsal) -> str:
    return " ".join(w.text for w in play.stage.widgets if isinstance(w, Text))


@pytest.mark.parametrize("kind", ["scene", "dialogue"])
def test_an_expert_plays_to_the_seal_and_a_replay_says_the_same(
    tmp_path: Path, scene: RenderedScene, drawn_eyes: object, kind: str
) -> None:
    pack = template(kind)
    with at_the_play(tmp_path, pack, scene, drawn_eyes) as play:
        play_by_touch(play)
        play.visitor.touch("hand in")
        play.visitor.until("result")
        session = play.services.session
        assert session.state is State.SEALED
        best = {c.id: c.choices[0].band for c in pack.criteria}
        assert {score.criterion: score.band for score in session.scores} == best
        events = session.events
        assert propose_scores(pack, session.seen()) == session.scores
        again = replay(events, lambda digest: b"", [pack], lambda camera: drawn_eyes)  # type: ignore[arg-type, return-value]
        assert again.same
        roles = [e.body["role"] for e in events if e.kind == "evidence.captured"]
        assert roles == ["photo"]


def test_a_test_without_a_camera_asks_for_none(look: Rehearsal) -> None:
    assert look.stage.screen.name == "scene"


def test_time_begins_with_the_touch_after_the_instruction(look: Rehearsal) -> None:
    assert look.services.session.state is State.READY
    begin(look)
    assert look.services.session.clock.running


def test_nothing_tells_where_the_places_are(look: Rehearsal) -> None:
    begin(look)
    places = [w for w in look.stage.widgets if isinstance(w, Hotspot)]
    shown = [pygame.image.tobytes(look.stage.surface.subsurface(w.rect), "RGB") for w in places]
    for widget in look.stage.widgets:
        if not isinstance(widget, Hotspot | Button):
            widget.draw(look.stage.surface)
    without = [pygame.image.tobytes(look.stage.surface.subsurface(w.rect), "RGB") for w in places]
    assert len(places) == 3
    assert shown == without


def test_a_touch_beside_all_things_does_nothing(look: Rehearsal) -> None:
    begin(look)
    before = len(look.services.session.events)
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        look.stage.handle(pygame.event.Event(kind, button=1, pos=(60, 150)))
    look.stage.tick()
    assert len(look.services.session.events) == before


def test_an_answer_is_never_called_right_or_wrong(look: Rehearsal) -> None:
    screen = begin(look)
    setup = screen.playing.scene.setup
    shown = []
    for answer in ("right", "wrong"):
        for thing in ("cable", "box"):
            look.visitor.touch(f"thing {thing}")
            settle(look)
            look.visitor.touch(answer)
            settle(look)
            shown.append((answer, words(look).replace("El cable", "").replace("La caja", "")))
            if answer == "wrong":
                look.visitor.touch(f"option {setup.scene.thing(thing).right[0]}")
                look.visitor.touch("chosen")
                settle(look)
    assert len(set(shown)) == 2


def test_a_mark_can_be_taken_back(look: Rehearsal) -> None:
    screen = begin(look)
    for answer in ("wrong", "right"):
        look.visitor.touch("thing extinguisher")
        settle(look)
        look.visitor.touch(answer)
        settle(look)
        if answer == "wrong":
            look.visitor.touch("option walk_on")
            look.visitor.touch("chosen")
            settle(look)
    assert screen.playing.scene.reported == set()


def test_everything_can_be_done_by_keyboard(look: Rehearsal) -> None:
    visitor = look.visitor
    for _ in range(9):
        visitor.key(pygame.K_TAB)
        if look.stage._focus == "begin":
            break
    visitor.key(pygame.K_RETURN)
    screen = look.stage.screen
    assert isinstance(screen, SceneScreen)
    visitor.wait(lambda: screen.begun and not screen.busy, "the scene")
    reached = set()
    for _ in range(12):
        visitor.key(pygame.K_TAB)
        reached.add(look.stage._focus)
    assert {"thing cable", "thing box", "thing extinguisher", "view workshop", "done"} <= reached


def test_the_clock_stands_still_in_a_pause(look: Rehearsal) -> None:
    begin(look)
    look.visitor.touch("pause")
    look.stage.tick()
    assert not look.services.session.clock.running
    look.visitor.touch("back")
    look.visitor.wait(lambda: look.services.session.clock.running, "the clock")


def test_a_scene_ends_by_itself_when_its_time_is_over_unless_more_is_asked_for(
    look: Rehearsal,
) -> None:
    begin(look)

    class Late:
        at = 0.0

        def __call__(self) -> float:
            return self.at

    time = Late()
    look.services.session.clock = StepClock(time)
    look.services.session.clock.restart()
    time.at = 590.0
    look.visitor.touch("more time")
    settle(look)
    time.at = 610.0
    look.stage.tick()
    assert look.stage.screen.name == "scene"
    time.at = 5000.0
    look.visitor.until("review")


def test_what_was_done_is_written_before_it_counts(look: Rehearsal) -> None:
    begin(look)
    look.visitor.touch("thing cable")
    settle(look)
    journal = look.desk.journal
    assert isinstance(journal, Journal)
    events = journal.events_of(look.services.session.attempt)
    assert events[-1].body["observations"][-1]["on"] == "cable"  # type: ignore[index]


def test_after_a_power_cut_the_scene_is_another_one(
    tmp_path: Path, scene: RenderedScene, drawn_eyes: object
) -> None:
    pack = template("scene")
    with at_the_play(tmp_path, pack, scene, drawn_eyes) as play:
        first = begin(play).playing.seed
        play.visitor.touch("thing cable")
        settle(play)
    with rehearse(tmp_path, [pack], drawn_eyes, scene.image, SIZE, voice=Voice(None)) as play:  # type: ignore[arg-type]
        play.go_on()
        play.visitor.until("scene")
        screen = begin(play)
        assert screen.playing.seed != first
        assert screen.playing.scene.looked == set()
        assert screen.playing.scene.setup == set_up_scene(
            screen.playing.scene.scene, screen.playing.seed
        )


def finger(play: Rehearsal, kind: int, place: tuple[int, int]) -> None:
    play.stage.handle(pygame.event.Event(kind, button=1, pos=place))
    play.stage.tick()


@pytest.fixture
def bed(tmp_path: Path, scene: RenderedScene, drawn_eyes: object) -> Iterator[Rehearsal]:
    """A kiosk at the sheet of the hotel room, which does not lie in the middle."""
    with at_the_play(tmp_path, load_pack("tourism/hotel_room"), scene, drawn_eyes) as play:
        screen = begin(play)
        (slide,) = screen.playing.scene.scene.slides
        play.visitor.touch(f"view {slide.view}")
        settle(play)
        play.visitor.touch(f"slide {slide.id}")
        settle(play)
        yield play


def test_a_sheet_is_dragged_to_where_the_finger_lets_go(bed: Rehearsal) -> None:
    screen = bed.stage.screen
    assert isinstance(screen, SceneScreen)
    (slide,) = screen.playing.scene.scene.slides
    off = screen.playing.scene.offset_mm(slide.id)
    middle = screen._picture.center
    pixels = round(off / slide.mm_per_px * screen._scale)
    finger(bed, pygame.MOUSEBUTTONDOWN, middle)
    for share in (0.3, 0.7, 1.0):
        finger(bed, pygame.MOUSEMOTION, (middle[0] - round(pixels * share), middle[1]))
    finger(bed, pygame.MOUSEBUTTONUP, (middle[0] - pixels, middle[1]))
    finger(bed, pygame.MOUSEMOTION, (0, 0))  # nobody holds it any more
    bed.visitor.touch("placed")
    settle(bed)
    assert abs(screen.playing.scene.offset_mm(slide.id)) <= slide.step_mm
    (moved,) = bed.services.session.events[-1].body["observations"]  # type: ignore[misc]
    assert (moved["act"], moved["on"]) == ("slide", slide.id)


def test_a_finger_beside_the_picture_moves_nothing(bed: Rehearsal) -> None:
    screen = bed.stage.screen
    assert isinstance(screen, SceneScreen)
    before = screen._offset_mm
    beside = (screen._picture.right + 10, screen._picture.top + 4)
    finger(bed, pygame.MOUSEBUTTONDOWN, beside)
    finger(bed, pygame.MOUSEMOTION, (beside[0] - 200, beside[1]))
    assert screen._offset_mm == before


def test_one_touch_says_nothing_yet(talk: Rehearsal) -> None:
    talk.visitor.touch("begin")
    talk.visitor.wait(lambda: any(b.name == "say" for b in talk.stage.buttons), "the talk")
    settle(talk)
    before = len(talk.services.session.events)
    talk.visitor.touch("reply wait")
    talk.visitor.touch("reply greet")
    assert len(talk.services.session.events) == before
    talk.visitor.touch("say")
    settle(talk)
    (said,) = talk.services.session.events[-1].body["observations"]  # type: ignore[misc]
    assert said["choices"] == ["greet"]
