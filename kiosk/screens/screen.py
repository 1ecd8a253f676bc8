"""Room: kiosk. What every screen is: it composes a page and answers touches with moves."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ClassVar

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page
from kiosk.screens.services import EXPECTED, Services, Trouble


class Screen:
    """One screen. It lives while it is shown; what outlives it is in the visit."""

    name: ClassVar[str]
    card: ClassVar[bool] = False
    """Whether it is a card laid over another screen."""
    height: ClassVar[float] = 620.0
    """A card's height in units."""
    idle_s: float | None = 90.0
    """Seconds without a touch before the person is asked whether they are there; None: never,
    which is for screens that end by themselves."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.visit = services.visit
        self.stale = True
        self._task: Future[Any] | None = None
        self._then: Callable[[Any], Move | None] = lambda _: None
        self._since = 0.0

    @property
    def back(self) -> Callable[[], Move | None] | None:
        """What the way back in the header does; None: there is none."""
        return None

    @property
    def heading(self) -> str | None:
        """What stands in the header; None: the name of the application."""
        pack = self.visit.pack
        return pack.text("title", self.visit.language) if pack else None

    def aloud(self, page: Page) -> str:
        """What is read aloud: the page's words from top to bottom."""
        said = [widget.spoken() for widget in page.widgets]
        return ". ".join(words for words in said if words)

    def enter(self) -> Move | None:
        """Called once when the screen is shown."""
        return None

    def compose(self, page: Page) -> None:
        """Put the widgets on the page; called again after `refresh`."""
        raise NotImplementedError

    def tick(self) -> Move | None:
        """Called at every turn of the loop: work that finished, time that ran out."""
        return self._finished_work()

    def key(self, event: pygame.event.Event) -> Move | None:
        """A key that moves no focus and presses no button."""
        return None

    def drag(self, place: tuple[int, int], *, begins: bool) -> bool:
        """A finger that rests on no button: whether the screen takes it up, and where it is now."""
        return False

    def covered(self) -> None:
        """A card was laid over this screen."""

    def uncovered(self) -> None:
        """The card was taken away."""

    def leave(self) -> None:
        """Called once when another screen takes over."""

    def refresh(self) -> None:
        """Have the page composed again."""
        self.stale = True

    def do(self, job: Callable[[], Any], then: Callable[[Any], Move | None]) -> None:
        """Run `job` off the screen's thread; `then` gets its result and says where to go.

        An error of a room's own leads to the screen that says so kindly.
        """
        self._task = self.services.work.submit(job)
        self._then = then
        self._since = self.services.now()

    @property
    def busy(self) -> bool:
        """Whether a job is under way: touches wait."""
        return self._task is not None

    @property
    def settled(self) -> bool:
        """Whether everything it looks up beside the screen has come."""
        return True

    @property
    def slow(self) -> bool:
        """Whether the job takes long enough to say so."""
        return self.busy and self.services.now() - self._since > 0.4

    def failed(self, error: BaseException) -> Move | None:
        """A job failed: keep what the person in charge needs, and show it kindly."""
        self.visit.trouble = Trouble.of(error)
        return Go("trouble")

    def _finished_work(self) -> Move | None:
        task = self._task
        if task is None or not task.done():
            return None
        self._task = None
        self.refresh()
        error = task.exception()
        if isinstance(error, EXPECTED):
            return self.failed(error)
        if error is not None:
            raise error
        return self._then(task.result())
