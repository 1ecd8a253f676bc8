"""Room: kiosk. Looks at the camera's picture now and then: is there light, is the board seen?"""

from concurrent.futures import Executor, Future

from hardware.calibration import PlaneError, find_plane
from hardware.cameras import Frame
from kiosk.screens.feed import Feed

PAUSE_S = 0.5
"""Between two looks: a look takes a tenth of a second of one core."""


class Lookout:
    """Looks in another thread; `code` is what the last look found: None for all well."""

    def __init__(self, feed: Feed, work: Executor) -> None:
        self._feed = feed
        self._work = work
        self._task: Future[str | None] | None = None
        self._next = 0.0
        self.looked = False
        self.code: str | None = None

    def forget(self) -> None:
        """Begin anew, as when the screen that asks is shown."""
        self._task, self.looked, self.code, self._next = None, False, None, 0.0

    def tick(self, now: float) -> bool:
        """Begin a look when it is time; True when a finished look found something new."""
        if self._task is None:
            frame = self._feed.newest()
            if frame is not None and now >= self._next:
                self._task = self._work.submit(board_code, frame)
            return False
        if not self._task.done():
            return False
        before = (self.looked, self.code)
        self.looked, self.code = True, self._task.result()
        self._task, self._next = None, now + PAUSE_S
        return before != (self.looked, self.code)


def board_code(frame: Frame) -> str | None:
    """Why the board cannot be measured in this picture, as a code; None when it can."""
    try:
        find_plane(frame.image, None)
    except PlaneError as error:
        return error.code
    return None
