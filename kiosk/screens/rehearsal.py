"""Room: kiosk. A kiosk without a server and with a drawn camera, for the gallery and for tests."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pygame

from hardware import Image, SimulatedCamera, SimulatedConfiguration
from hardware.cameras.live import LiveTiming
from kiosk.desk import Desk
from kiosk.eyes import Eyes
from kiosk.identity import Identity
from kiosk.proving.proof import CameraProof
from kiosk.screens.feed import Feed
from kiosk.screens.lookout import Lookout, board_code, qr_text
from kiosk.screens.registry import SCREENS
from kiosk.screens.services import Services
from kiosk.screens.stage import Stage
from kiosk.screens.visitor import Visitor
from kiosk.screens.voice import Voice
from protocol import SealKey
from protocol.curve import CurveKeys
from scenarios import Pack

FPS = 15.0
LOST_S = 1.5
"""After so long without a picture the drawn camera is lost: a little longer than a real one, as a
machine full of tests is no cable."""

TABLE = "tourism/table_setting"
CODE = "K7M-4XP"


class Lens:
    """What the drawn camera sees: a picture that may be changed, or None for a pulled cable."""

    def __init__(self, image: Image | None) -> None:
        self.image = image

    def __call__(self, number: int) -> Image | None:
        """The next picture; never quite the same, as from a real sensor."""
        if self.image is None:
            return None
        image = self.image.copy()
        image[:2, :2] = number % 256
        return image


Show = Callable[[str], None]
"""Called with the name of each screen of a visit while it is shown."""


def _unseen(name: str) -> None:
    """For a stretch of a visit that nobody has to see."""


@dataclass(frozen=True)
class Rehearsal:
    """A stage to play on, with everything behind it."""

    stage: Stage
    visitor: Visitor
    services: Services
    desk: Desk
    lens: Lens

    def to_check_in(self, show: Show = _unseen) -> None:
        """From the start to who is there, for a table setting."""
        visitor = self.visitor
        visitor.until("start")
        show("start")
        visitor.touch("start")
        show("language")
        visitor.touch("es")
        show("choose")
        visitor.choose(TABLE)
        show("checkin")

    def to_consent(self, show: Show = _unseen) -> None:
        """From the start to the question for consent, with a code that is typed."""
        self.to_check_in(show)
        visitor = self.visitor
        visitor.touch("code")
        for sign in CODE.replace("-", ""):
            visitor.touch(f"key {sign}")
        show("code")
        visitor.touch("next")
        if self.stage.shown.name == "whose":  # this code was here before, in this rehearsal
            visitor.touch("mine")
        visitor.until("consent")

    def to_first_step(self, show: Show = _unseen) -> None:
        """From the camera's check to the first step."""
        visitor, stage = self.visitor, self.stage
        visitor.until("equipment")
        visitor.wait(lambda: any(b.name == "ready" and b.enabled for b in stage.buttons), "ready")
        show("equipment")
        visitor.touch("ready")
        self.at_step("prepare")

    def go_on(self) -> None:
        """From the start after a cut to where the test goes on, as whoever began it."""
        visitor = self.visitor
        visitor.until("resume")
        visitor.touch("go on")
        for sign in self.services.session.started.candidate.replace("-", ""):
            visitor.touch(f"key {sign}")
        visitor.touch("next")

    def at_step(self, step: str) -> None:
        """Wait until that step is being done."""
        services = self.services
        self.visitor.wait(
            lambda: services.visit.step_going and services.session.step.id == step,
            f"the step {step!r}",
        )


@contextmanager
def rehearse(
    directory: Path,
    packs: list[Pack],
    eyes: Eyes,
    image: Image,
    size: tuple[int, int],
    *,
    now: Callable[[], float] = time.monotonic,
    voice: Voice | None = None,
    proof: CameraProof | None = None,
    fps: float = FPS,
) -> Iterator[Rehearsal]:
    """Open the touch application on a surface in memory, over a journal in `directory`."""
    pygame.font.init()
    lens = Lens(image)
    timing = LiveTiming(open_s=5.0, lost_s=LOST_S, back_off_s=(0.1,))
    camera = SimulatedCamera(SimulatedConfiguration(lens, fps=fps), timing)
    desk = Desk(directory, _nobody(), packs, eyes, proof)
    with ThreadPoolExecutor(1) as work, ThreadPoolExecutor(2) as side:
        feed = Feed(camera, side, max_age_s=LOST_S)
        lookout, slips = Lookout(feed, side, board_code), Lookout(feed, side, qr_text, pause_s=0.05)
        services = Services(desk, feed, lookout, slips, voice or Voice(), work, now)
        stage = Stage(services, SCREENS, size)
        try:
            yield Rehearsal(stage, Visitor(stage), services, desk, lens)
        finally:
            services.visit.forget()
            services.voice.hush()
            feed.disconnect()
    desk.journal.close()


def with_slip(image: Image, text: str) -> Image:
    """A picture in which somebody holds up a sheet with a QR code that says `text`."""
    import qrcode

    code = qrcode.QRCode(border=4)
    code.add_data(text)
    modules = np.array(code.get_matrix())
    pixels = max(2, round(image.shape[0] * 0.5 / len(modules)))
    square = np.where(np.kron(modules, np.ones((pixels, pixels))) > 0, 20, 245).astype(np.uint8)
    seen = image.copy()
    top, left = (image.shape[0] - len(square)) // 2, (image.shape[1] - len(square)) // 2
    seen[top : top + len(square), left : left + len(square)] = square[:, :, None]
    return seen


def dark(image: Image) -> Image:
    """A picture as it would be with the light off."""
    return np.asarray(image * 0.04, np.uint8)


def _nobody() -> Identity:
    """Keys of a kiosk that no server knows."""
    return Identity(
        kiosk="rehearsal",
        name="Rehearsal",
        centre="San Salvador",
        host="127.0.0.1",
        events_port=0,
        evidence_port=0,
        server_key="",
        curve=CurveKeys.generate(),
        seal_key=SealKey.generate(),
    )
