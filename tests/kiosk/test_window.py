"""The touch application as a real window: its own process, an X server, a pointer and keys."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest

from kiosk.identity import Identity, save_identity
from kiosk.journal import Journal
from kiosk.screens.registry import SCREENS
from kiosk.screens.rehearsal import rehearse
from kiosk.screens.voice import Voice
from models.table_setting.renderer import RenderedScene
from protocol import SealKey
from protocol.curve import CurveKeys
from scenarios import find_packs

SIZE = (1280, 800)
PATIENCE_S = 120.0
PROGRAMS = {name: shutil.which(name) for name in ("Xvfb", "xdotool")}


@dataclass
class Window:
    """The kiosk's process on a display of its own."""

    display: str
    log: Path

    def shows(self, screen: str) -> None:
        """Wait until the log says that a screen is shown."""
        assert screen in SCREENS
        end = time.monotonic() + PATIENCE_S
        while self._last() != screen:
            assert time.monotonic() < end, f"waited for {screen}:\n{self.log.read_text()}"
            time.sleep(0.1)
        time.sleep(0.3)  # the first picture follows the log

    def do(self, *words: str) -> None:
        """One command of xdotool."""
        program = PROGRAMS["xdotool"]
        assert program is not None
        subprocess.run(
            [program, *words], check=True, timeout=PATIENCE_S, env={"DISPLAY": self.display}
        )

    def _last(self) -> str:
        shown = re.findall(r"screen\.shown.*screen=(\S+)", self.log.read_text())
        return re.sub(r"\x1b\[\d*m", "", shown[-1]) if shown else ""


@pytest.fixture
def kiosk_folder(tmp_path: Path) -> Path:
    """A kiosk paired with a server that cannot be reached."""
    folder = tmp_path / "kiosk"
    keys = CurveKeys.generate()
    save_identity(
        folder,
        Identity("k1", "Kiosk", "Centre", "127.0.0.1", 9, 9, keys.public, keys, SealKey.generate()),
    )
    return folder


@pytest.fixture
def window(kiosk_folder: Path, scene: RenderedScene, tmp_path: Path) -> Iterator[Window]:
    photo = tmp_path / "table.png"
    cv2.imwrite(str(photo), scene.image)
    assert PROGRAMS["Xvfb"], "Xvfb is missing: run setup/system.sh test"
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [PROGRAMS["Xvfb"], "-displayfd", str(writer), "-noreset", "-screen", "0", "1280x800x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    log = tmp_path / "log"
    command = [sys.executable, "-m", "kiosk", "--dir", str(kiosk_folder), "--camera", str(photo)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--windowed", "1280x800"],
            stdout=out,
            stderr=out,
            env={**environment, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy"},
        )
    try:
        yield Window(display, log)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        server.terminate()
        server.wait(PATIENCE_S)


@pytest.fixture
def start_button(scene: RenderedScene, drawn_eyes: object, tmp_path: Path) -> tuple[str, str]:
    """Where the button that begins lies in a window of this size."""
    where = tmp_path / "elsewhere"
    with rehearse(where, find_packs(), drawn_eyes, scene.image, SIZE, voice=Voice(None)) as play:
        play.visitor.until("start")
        (button,) = [button for button in play.stage.buttons if button.name == "start"]
        return str(button.rect.centerx), str(button.rect.centery)


def test_the_window_answers_a_pointer_and_a_keyboard(
    window: Window, kiosk_folder: Path, start_button: tuple[str, str]
) -> None:
    window.shows("start")
    window.do("mousemove", *start_button, "click", "1")
    window.shows("language")
    window.do("key", "--delay", "150", "Up", "Return")
    window.shows("choose")
    window.do("key", "--delay", "150", "Up", "Up", "Return")  # past the way to the other tests
    window.shows("checkin")
    window.do("key", "--delay", "150", *"k7m4xp", "Return")
    window.shows("consent")
    window.do("key", "--delay", "150", "Up", "Up", "Return")
    window.shows("refused")
    journal = Journal(kiosk_folder / "journal.db")
    (attempt,) = {str(attempt) for (attempt,) in journal.rows("SELECT attempt FROM entries")}
    started, refused = journal.events_of(attempt)
    journal.close()
    assert (started.body["candidate"], refused.kind) == ("K7M-4XP", "consent.refused")
