"""Room: kiosk. Looks at a step while it is done, now and then: is the equipment still worn?"""

from concurrent.futures import Future

from kiosk.screens.services import EXPECTED, Services

WATCH_EVERY_S = 20.0
"""Between two looks. Helmets come off for minutes, not for moments; each look keeps a picture."""


class Watching:
    """Has the newest picture looked at and kept, in the thread in which the session's work is done.

    It never waits: a look that is under way, or a camera that gives nothing, is passed over.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._task: Future[None] | None = None
        self._next = services.now()

    def tick(self) -> BaseException | None:
        """Begin a look when it is time; what went wrong with the last one, if anything did."""
        if self._task is not None:
            return self._finished(self._task)
        now = self._services.now()
        frame = self._services.feed.newest() if now >= self._next else None
        if frame is not None:
            self._next = now + WATCH_EVERY_S
            self._task = self._services.work.submit(self._services.session.watch, frame)
        return None

    def _finished(self, task: Future[None]) -> BaseException | None:
        if not task.done():
            return None
        self._task = None
        error = task.exception()
        if error is not None and not isinstance(error, EXPECTED):
            raise error
        return error
