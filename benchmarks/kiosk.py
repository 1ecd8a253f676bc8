"""How quickly the kiosk starts, answers a touch and shows the camera, on a real window.

The window lies on an X server without a screen (Xvfb), drawn by software. `touch_to_pixel_p95_ms`
is from a touch that comes at any moment of the 60 turns a second to the changed pixels being in the
window; `fps` are the camera's pictures (1280×720, 120 a second) drawn in a second, in a step;
`cold_start_s` is from the command to the first picture (the best of some starts: what else the
machine does is not the kiosk's), beside `bare_start_s`, Python with pygame, OpenCV and a window;
`memory_ratio_1000_over_10` the memory after a thousand attempts (with `--quick` a hundred) over
that after ten.
"""

import argparse
import importlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = str(Path(__file__).parent)


def _give_way() -> None:
    """Let the room be found that is called like this file, by this benchmark and by the others."""
    mine = [place for place in sys.path if place in (HERE, "")]
    sys.path[:] = [place for place in sys.path if place not in mine]
    sys.modules.pop("kiosk", None)
    importlib.import_module("kiosk")
    sys.path[:0] = mine


_give_way()  # what follows must be imported after it

import cv2  # noqa: E402 - after _give_way
import numpy as np  # noqa: E402 - after _give_way
import pygame  # noqa: E402 - after _give_way
import structlog  # noqa: E402 - after _give_way

from hardware import Frame  # noqa: E402 - after _give_way
from kiosk.identity import Identity, save_identity  # noqa: E402 - after _give_way
from kiosk.screens.app import open_window  # noqa: E402 - after _give_way
from kiosk.screens.moves import Go  # noqa: E402 - after _give_way
from kiosk.screens.rehearsal import Rehearsal, rehearse  # noqa: E402 - after _give_way
from kiosk.screens.stage import Stage  # noqa: E402 - after _give_way
from kiosk.screens.voice import Voice  # noqa: E402 - after _give_way
from kiosk.sight import Sight  # noqa: E402 - after _give_way
from protocol import SealKey  # noqa: E402 - after _give_way
from protocol.curve import CurveKeys  # noqa: E402 - after _give_way
from scenarios import EdgeSeen, Pack, find_packs  # noqa: E402 - after _give_way

SIZE = (1280, 800)
TURN_S = 1 / 60
FASTER_S = 1 / 120
"""A turn while pictures are counted: twice as often as the application, to see what is to spare."""

BARE = """
import time, cv2, numpy, pygame
pygame.display.init(); pygame.font.init()
window = pygame.display.set_mode((1280, 800)); window.fill((9, 9, 9)); pygame.display.flip()
"""


def main(arguments: Sequence[str]) -> None:
    """Time everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute's worth")
    given = parser.parse_args(arguments)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    touches, seconds, starts, attempts = (60, 4.0, 3, 100) if given.quick else (300, 20.0, 5, 1000)
    with x_server() as display:
        os.environ["DISPLAY"] = display
        os.environ["SDL_AUDIODRIVER"] = "dummy"
        say("== cold start")
        figures: dict[str, object] = cold_start(display, starts)
        say(f"   {figures}")
        say("== touches, and the camera's view")
        figures |= window_figures(touches, seconds)
        say(f"   {figures}")
        say(f"== memory after 10 and after {attempts} attempts")
        figures |= memory(attempts)
    sys.stdout.write(json.dumps(figures) + "\n")


@contextmanager
def x_server() -> Iterator[str]:
    """A display without a screen; ends the run with what to install when there is none."""
    program = shutil.which("Xvfb")
    if program is None:
        sys.exit("Xvfb is missing: run setup/system.sh test")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writer), "-noreset", "-screen", "0", "1280x800x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    try:
        yield display
    finally:
        server.terminate()
        server.wait()


def cold_start(display: str, starts: int) -> dict[str, object]:
    """Seconds from the command to the first picture, beside a bare window, in turn."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        keys = CurveKeys.generate()
        nobody = ("k1", "Kiosk", "Centre", "127.0.0.1", 9, 9, keys.public, keys)
        save_identity(Path(folder) / "kiosk", Identity(*nobody, SealKey.generate()))
        photo = Path(folder) / "photo.png"
        cv2.imwrite(str(photo), np.full((720, 1280, 3), 120, np.uint8))
        command = [sys.executable, "-m", "kiosk", "--dir", str(Path(folder) / "kiosk"),
                   "--camera", str(photo), "--windowed", "1280x800"]  # fmt: skip
        environment = {**os.environ, "DISPLAY": display, "PYTHONUNBUFFERED": "1"}
        for _ in range(starts):
            began = time.monotonic()
            subprocess.run([sys.executable, "-c", BARE], check=True, env=environment,
                           stdout=subprocess.DEVNULL)  # fmt: skip
            bare.append(time.monotonic() - began)
            ours.append(_until_shown(command, environment))
    return {"cold_start_s": round(min(ours), 2), "bare_start_s": round(min(bare), 2)}


def _until_shown(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, text=True)  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "kiosk.shown" in line:
                return time.monotonic() - began
        sys.exit("the kiosk ended before it showed anything")
    finally:
        process.terminate()
        process.wait()


def window_figures(touches: int, seconds: float) -> dict[str, object]:
    """Touch to pixel, and turns a second with the camera's view, in this process's own window."""
    window = open_window(SIZE)
    image = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    packs = [pack for pack in find_packs() if pack.id == "tourism/table_setting"]
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearse(Path(folder), packs, _Blind(), image, SIZE, voice=Voice(None), fps=120.0) as play,
    ):
        play.visitor.until("start")
        play.stage.go(Go("language"))  # a screen that stands still: the first one turns by itself
        play.visitor.until("language")
        waits = [_touch(play, window) for _ in range(touches)]
        session = play.desk.open(packs[0], "K7M-4XP", "es")
        session.give_consent()
        session.acknowledge_ai()
        play.services.visit.session, play.services.visit.pack = session, packs[0]
        play.stage.go(Go("step"))
        play.visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
        play.at_step("prepare")
        fps = _pictures(play, window, seconds)
    pygame.display.quit()
    return {
        "touch_to_pixel_p95_ms": round(float(np.percentile(waits, 95)) * 1000, 1),
        "fps": round(fps, 1),
    }


def _touch(play: Rehearsal, window: pygame.Surface) -> float:
    """Seconds from a touch to its pixels, the touch at a random moment of a turn."""
    stage = play.stage
    (button,) = [one for one in stage.buttons if one.name == "en"]
    spot = (button.rect.left + 40, button.rect.top + 30)
    before = tuple(window.get_at(spot))
    turn = time.monotonic()
    at = turn + random.random() * TURN_S
    sent: float | None = None
    while True:
        now = time.monotonic()
        if sent is None and now >= at:
            pygame.event.post(
                pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=button.rect.center)
            )
            sent = now
        if now < turn:
            time.sleep(0.0003)
            continue
        turn = now + TURN_S
        _one_turn(stage, window)
        if sent is not None and tuple(window.get_at(spot)) != before:
            took = time.monotonic() - sent
            away = pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=(1, 790))
            stage.handle(away)
            stage.tick()
            window.blit(stage.surface, (0, 0))
            pygame.display.flip()
            return took


def _one_turn(stage: Stage, window: pygame.Surface) -> bool:
    """What the application's loop does in a turn."""
    for event in pygame.event.get():
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            stage.handle(event)
    pressed = any(button.pressed for button in stage.buttons)
    drew = bool(stage.tick())
    if drew or pressed:
        window.blit(stage.surface, (0, 0))
        pygame.display.flip()
    return drew


def _pictures(play: Rehearsal, window: pygame.Surface, seconds: float) -> float:
    """Newer pictures of the camera (120 a second) that are drawn on the window in a second."""
    stage = play.stage
    drawn, turn = 0, time.monotonic()
    began, now = turn, turn
    while now - began < seconds:
        drawn += _one_turn(stage, window)
        turn += FASTER_S
        now = time.monotonic()
        time.sleep(max(0.0, turn - now))
        turn = max(turn, now - FASTER_S)
    return drawn / (now - began)


def memory(attempts: int) -> dict[str, object]:
    """Memory after that many attempts over that after ten: screens, journal and evidence."""
    image = np.full((240, 320, 3), 120, np.uint8)
    packs = [pack for pack in find_packs() if pack.id == "tourism/table_setting"]
    held: dict[int, int] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearse(Path(folder), packs, _Blind(), image, (640, 400), voice=Voice(None)) as play,
    ):
        play.visitor.until("start")
        play.visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
        for number in range(1, attempts + 1):
            session = play.desk.open(packs[0], "K7M-4XP", "es")
            session.give_consent()
            session.acknowledge_ai()
            visit = play.services.visit
            visit.session, visit.pack, visit.code = session, packs[0], "K7M-4XP"
            for step in packs[0].steps:
                session.begin_step()
                if step.capture == "photo":
                    frame = play.services.feed.newest()
                    visit.frames = (frame,) if frame is not None else ()
                    session.capture(visit.frames)
                session.finish_step()
            play.stage.go(Go("closing"))
            play.visitor.until("result")
            play.stage.go(Go("start"))
            play.visitor.until("start")
            if number in (10, attempts):
                held[number] = _resident_bytes()
    ratio = held[attempts] / held[10]
    return {
        "memory_ratio_1000_over_10": round(ratio, 3),
        "memory_attempts": attempts,
        "memory_mib_after_10": held[10] // 2**20,
    }


def _resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class _Blind:
    """Eyes that see nothing, at once: what is measured here is the screen."""

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        return Sight((EdgeSeen("frame", [[1.0, 1.0], [9.0, 1.0]], 0.5),), ())


def say(words: str) -> None:
    """What is being done, on standard error."""
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
