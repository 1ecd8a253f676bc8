"""Room: kiosk. Looks at the camera's picture now and then, in another thread."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

from hardware.cameras import Frame
from kiosk.screens.view import View

PAUSE_S = 0.5
"""Between two looks: a look takes a tenth of a second of one core."""

QR_PAUSE_S = 0.15
"""Between two looks for a QR code: a person holds a slip still for a second."""

_T = TypeVar("_T")


class Lookout(Generic[_T]):
    """Has each picture looked at by `see`; `found` is what the last look found, None for nothing.

    `looked` tells whether there was a look since `forget`.
    """

    def __init__(
        self,
        feed: View,
        work: Executor,
        see: Callable[[Frame], _T | None],
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._feed = feed
        self._work = work
        self._see = see
        self._pause_s = pause_s
        self._task: Future[_T | None] | None = None
        self._next = 0.0
        self.looked = False
        self.found: _T | None = None

    def forget(self) -> None:
        """Begin anew, as when the screen that asks is shown."""
        self._task, self.looked, self.found, self._next = None, False, None, 0.0

    def tick(self, now: float) -> bool:
        """Begin a look when it is time; True when a finished look found something new."""
        if self._task is None:
            frame = self._feed.newest()
            if frame is not None and now >= self._next:
                self._task = self._work.submit(self._see, frame)
            return False
        if not self._task.done():
            return False
        before = (self.looked, self.found)
        self.looked, self.found = True, self._task.result()
        self._task, self._next = None, now + self._pause_s
        return before != (self.looked, self.found)


def board_code(frame: Frame) -> str | None:
    """Why the board cannot be measured in this picture, as a code; None when it can."""
    from hardware.calibration import PlaneError, find_plane

    try:
        find_plane(frame.image, None)
    except PlaneError as error:
        return error.code
    return None


def qr_text(frame: Frame) -> str | None:
    """What the first QR code in this picture says; None when none can be read."""
    import zxingcpp

    found = zxingcpp.read_barcodes(frame.image, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found[0].text) if found else None
