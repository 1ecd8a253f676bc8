"""Room: kiosk. Somebody who knows all the answers plays a scene or a dialogue by touch.

For the gallery, for journeys and for tests: the same touches a person would make.
"""

from kiosk.screens.dialogue import DialogueScreen
from kiosk.screens.play import PlayScreen
from kiosk.screens.rehearsal import Rehearsal, Show
from kiosk.screens.scene import FAR, SceneScreen
from scenarios.plays import SceneSetup, Slide, Thing
from scenarios.plays.simulated import worth


def play_by_touch(play: Rehearsal, show: Show = lambda name: None) -> None:
    """Play the step that is shown, from its briefing to its end, as an expert.

    `show` is called with the name of each kind of screen while it is shown.
    """
    play.visitor.wait(lambda: isinstance(play.stage.screen, PlayScreen), "a scene or dialogue")
    screen = play.stage.screen
    show("play-briefing")
    play.visitor.touch("begin")
    if isinstance(screen, SceneScreen):
        _scene(play, screen, show)
    elif isinstance(screen, DialogueScreen):
        _dialogue(play, screen, show)
    play.visitor.wait(lambda: play.stage.screen is not screen, "the end of the step")


def _touch(play: Rehearsal, name: str) -> None:
    """Touch once nothing is under way any more."""
    play.visitor.wait(lambda: not play.stage.shown.busy, "what was touched before")
    play.visitor.touch(name)
    play.visitor.wait(lambda: not play.stage.shown.busy, name)


def _scene(play: Rehearsal, screen: SceneScreen, show: Show) -> None:
    play.visitor.wait(lambda: screen.begun and not screen.busy, "the scene")
    setup = screen.playing.scene.setup
    seen: set[str] = set()

    def once(name: str) -> None:
        if name not in seen:
            seen.add(name)
            show(name)

    for view in setup.scene.views:
        if view.id != setup.scene.views[0].id:
            _touch(play, f"view {view.id}")
        once("scene")
        for thing in setup.scene.things:
            if thing.view == view.id:
                _touch(play, f"thing {thing.id}")
                once("scene-task" if thing.task else "scene-thing")
                _answer(play, setup, thing, once)
        for slide in setup.scene.slides:
            if slide.view == view.id:
                _straighten(play, screen, slide, once)
    once("scene-seen")
    _touch(play, "done")
    once("scene-finished")
    play.visitor.touch("finish")


def _answer(play: Rehearsal, setup: SceneSetup, thing: Thing, once: Show) -> None:
    if not thing.task and thing.id not in setup.wrong:
        _touch(play, "right")
        return
    _touch(play, "choose" if thing.task else "wrong")
    for option in thing.right:
        _touch(play, f"option {option}")
    once("scene-order" if thing.task else "scene-options")
    _touch(play, "chosen")


def _straighten(play: Rehearsal, screen: SceneScreen, slide: Slide, once: Show) -> None:
    _touch(play, f"slide {slide.id}")
    once("scene-slide")
    steps = round(screen.playing.scene.offset_mm(slide.id) / slide.step_mm)
    side = "left" if steps > 0 else "right"
    for _ in range(abs(steps) // FAR):
        _touch(play, f"far {side}")
    for _ in range(abs(steps) % FAR):
        _touch(play, side)
    once("scene-straight")
    _touch(play, "placed")


def _dialogue(play: Rehearsal, screen: DialogueScreen, show: Show) -> None:
    play.visitor.wait(lambda: screen.begun and not screen.busy, "the dialogue")
    run = screen.playing.dialogue
    while not run.over:
        reply = max(run.setup.choices(run.node), key=worth)
        _touch(play, f"reply {reply.id}")
        show(f"dialogue-{len(run.said) + 1}")
        _touch(play, "say")
    show("dialogue-over")
    _touch(play, "done")
