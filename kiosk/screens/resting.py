"""Room: kiosk. Waits until hands are gone and nothing moves, before the pictures that count."""

from concurrent.futures import Future

from hardware import Frame
from kiosk.screens.services import EXPECTED, Services
from kiosk.sight.watch import QUICK, Watch, Watched

PATIENCE_S = 4.0
"""After this the pictures are taken all the same: those that move are left out, and it is said."""


class Resting:
    """Watches the camera's pictures in the thread of the session's work; never waits itself."""

    def __init__(self, services: Services, since: float) -> None:
        self._services = services
        self._until = since + PATIENCE_S
        find = QUICK.get(services.pack.sight_of(services.session.step) or "")
        self._watch = None if find is None else Watch(find)
        self._task: Future[Watched] | None = None
        self._last = -1

    def at_rest(self, frame: Frame, now: float) -> bool:
        """Whether the pictures may be taken: all lies still, or nobody can tell, or it is late."""
        if self._watch is None or now > self._until:
            return True
        if self._task is None:
            if frame.number != self._last:
                self._last = frame.number
                self._task = self._services.work.submit(self._watch.see, frame.image)
            return False
        if not self._task.done():
            return False
        task, self._task = self._task, None
        error = task.exception()
        if error is None:
            return task.result().still
        if not isinstance(error, EXPECTED):
            raise error
        self._watch = None  # what cannot be watched is looked at, and said there
        return True
