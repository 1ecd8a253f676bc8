"""Room: kiosk. The camera as the screens see it: the newest picture, or that there is none."""

from concurrent.futures import Executor, Future, wait

import cv2
import numpy as np
import structlog

from hardware.cameras import Camera, CameraError, Frame, HoldReport, Image, Moment
from hardware.cameras.live import LiveCamera
from kiosk.rig import as_live
from kiosk.screens.view import Sighted

log = structlog.get_logger()

MAX_AGE_S = 1.0
"""A picture older than this is not live: the clock stops and the screen says so."""

TRY_AGAIN_S = 2.0
"""Between two attempts to open an absent camera."""


class Feed:
    """Asks the camera for its newest picture; never waits for one.

    The camera may be absent when the kiosk starts: `watch` goes on trying to open it in another
    thread, and `problem` says what to do meanwhile.
    """

    def __init__(self, camera: Camera, work: Executor, *, max_age_s: float = MAX_AGE_S) -> None:
        self._max_age_s = max_age_s
        self._camera = camera if isinstance(camera, LiveCamera) else as_live(camera)
        self._work = work
        self._task: Future[None] | None = None
        self._again_at = 0.0
        self._connected = False
        self._small: tuple[int, tuple[int, int], Image] | None = None
        self.problem: str | None = None
        self.held: HoldReport | None = None

    @property
    def name(self) -> str:
        """What a person would call the camera."""
        return self._camera.name

    @property
    def opening(self) -> bool:
        """Whether the camera is being opened for the first time."""
        return not self._connected and self.problem is None

    @property
    def standing(self) -> list[Sighted]:
        """How it stands: a list of one."""
        live = self.newest() is not None
        return [Sighted("", self.name, live, self.opening, self.problem)]

    def watch(self, now: float) -> None:
        """Open the camera when it is not, now and then; returns at once."""
        if self._connected or now < self._again_at:
            return
        if self._task is None:
            self._task = self._work.submit(self._camera.connect)
            return
        if not self._task.done():
            return
        error = self._task.exception()
        self._task = None
        if error is None:
            self._connected, self.problem = True, None
        elif isinstance(error, CameraError):
            self.problem = str(error)
            self._again_at = now + TRY_AGAIN_S
        else:
            raise error

    def newest(self) -> Frame | None:
        """The newest picture; None while the camera gives none that is live."""
        if not self._connected:
            return None
        try:
            frame = self._camera.read_latest(self._max_age_s)
        except CameraError as error:
            self.problem = str(error)
            return None
        if frame.stale:
            return None
        self.problem = None
        return frame

    def moment(self) -> Moment | None:
        """What the camera shows now, as of several; None while it gives no picture."""
        frame = self.newest()
        return None if frame is None else Moment((frame,))

    def fitted(self, size: tuple[int, int]) -> tuple[int, Image] | None:
        """Number of the newest picture, and the picture scaled into a box of `size` pixels."""
        frame = self.newest()
        if frame is None:
            return None
        if self._small is None or self._small[:2] != (frame.number, size):
            self._small = (frame.number, size, fit(frame.image, size))
        return frame.number, self._small[2]

    def hold(self) -> None:
        """Hold exposure and focus as they are now, from another thread: a test begins."""
        if self._connected and self.held is None:
            self.held = HoldReport()
            self._work.submit(self._hold)

    def let_go(self) -> None:
        """Let the camera choose exposure and focus again: between two tests the light changes."""
        if self._connected and self.held is not None:
            self.held = None
            self._work.submit(self._let_go)

    def _hold(self) -> None:
        try:
            self.held = self._camera.hold()
        except CameraError as problem:
            self.held = None
            log.warning("camera.not_held", camera=self.name, problem=str(problem))

    def _let_go(self) -> None:
        try:
            self._camera.let_go()
        except CameraError as problem:
            log.warning("camera.not_let_go", camera=self.name, problem=str(problem))

    def disconnect(self) -> None:
        """Release the camera, also one that is just being opened."""
        if self._task is not None:
            wait([self._task])
        self._camera.disconnect()
        self._connected = False


def fit(image: Image, size: tuple[int, int]) -> Image:
    """A picture scaled to the largest that lies within `size` (width, height)."""
    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    target = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, target, interpolation=cv2.INTER_LINEAR), np.uint8)
