"""`python -m tests.journeys.touch_journey PACK LANGUAGE FOLDER`: one test by touch on a window.

The window is a real one; the touches go through SDL's own queue, the camera is drawn, the printer
is the simulated one. Raises, and so ends with an error, when a screen or a button does not come.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pygame
import zxingcpp
from PIL import Image

from hardware import Frame
from hardware.printers import open_slip_printer
from kiosk.devices import Devices
from kiosk.screens.by_touch import play_by_touch
from kiosk.screens.play import PlayScreen
from kiosk.screens.rehearsal import CODE, Rehearsal, rehearse
from kiosk.screens.voice import Voice
from kiosk.sight import Sight
from models.table_setting.renderer import render_scene
from scenarios import EdgeSeen, Pack, find_packs

SIZE = (1280, 800)


class QuickEyes:
    """Sees that there is something, at once: what is tried here is the way through the screens."""

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        return Sight((EdgeSeen("frame", [[1.0, 1.0], [9.0, 1.0]], 0.5),), ())


def take(play: Rehearsal, pack: Pack, language: str) -> None:
    """From the first screen to the printed slip and back."""
    visitor = play.visitor
    visitor.until("start")
    visitor.touch("start")
    visitor.touch(language)
    visitor.choose(pack.id)
    visitor.touch("code")
    for sign in CODE.replace("-", ""):
        visitor.touch(f"key {sign}")
    visitor.touch("next")
    visitor.touch("accept")
    visitor.until("ai")
    visitor.touch("accept")
    visitor.wait(lambda: play.stage.shown.name in ("equipment", "step", "scene", "dialogue"), "on")
    if play.stage.shown.name == "equipment":
        visitor.touch("ready", within_s=300)
    session = play.services.session
    while _step(play):
        pass
    visitor.until("result")
    visitor.touch("done")
    visitor.touch("on")
    visitor.until("paper")
    visitor.touch("print")
    visitor.until("paper")
    visitor.touch("on")
    visitor.until("thanks")
    visitor.touch("on")
    visitor.until("start")
    assert play.desk.journal.seal_of(session.attempt) is not None
    assert session.started.language == language


def _step(play: Rehearsal) -> bool:
    """Whatever comes next: a play, a step, a picture that was taken. False at the result."""
    visitor, stage = play.visitor, play.stage
    visitor.wait(lambda: not stage.shown.busy, "what is under way")
    screen = stage.screen
    if screen.name == "result":
        return False
    if isinstance(screen, PlayScreen):
        play_by_touch(play)
    elif screen.name == "step":
        visitor.touch("done")
    elif screen.name == "review":
        visitor.touch("hand in")
    elif screen.name == "photo":
        visitor.touch("keep")
    elif screen.name == "remeasure":
        visitor.touch("person")
    else:
        visitor.wait(lambda: stage.screen is not screen, f"the end of {screen.name!r}")
    return True


def main(arguments: Sequence[str]) -> None:
    """Open the window and take the test."""
    wanted, language, folder = arguments
    packs = find_packs()
    (pack,) = [one for one in packs if one.id == wanted]
    pygame.display.init()
    pygame.font.init()
    window = pygame.display.set_mode(SIZE)
    assert pygame.display.get_driver() == "x11"
    image = render_scene(11, designs="unseen", cover="good").image
    printed = Path(folder) / "printed"
    with rehearse(
        Path(folder) / "kiosk", packs, QuickEyes(), image, SIZE, voice=Voice(None)
    ) as play:
        play.services.devices = Devices(slip_printer=open_slip_printer(f"simulated:{printed}"))
        tick, handle = play.stage.tick, play.stage.handle

        def on_the_window() -> bool:
            """A turn of the loop: what lies in SDL's queue, then the picture."""
            for event in pygame.event.get((pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)):
                handle(event)
            changed = tick()
            if changed:
                window.blit(play.stage.surface, (0, 0))
                pygame.display.flip()
            return changed

        def through_the_queue(event: pygame.event.Event) -> None:
            pygame.event.post(event)
            on_the_window()

        play.stage.tick = on_the_window  # type: ignore[method-assign]
        play.stage.handle = through_the_queue  # type: ignore[method-assign]
        take(play, pack, language)
    (slip,) = printed.rglob("*.png")
    (found,) = zxingcpp.read_barcodes(np.asarray(Image.open(slip)))
    assert found.text == CODE


if __name__ == "__main__":
    main(sys.argv[1:])
