"""Room: kiosk. Permission to take pictures, in plain words; saying no ends kindly."""

from collections.abc import Callable

from hardware.lights import Signal
from kiosk.attempt import State
from kiosk.screens.agreement import compose_points
from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen
from kiosk.screens.widgets import Style
from kiosk.session import Session

PICTURES = ("camera", "lock", "people", "paper", "heart")


class ConsentScreen(Screen):
    """What is recorded, why, who sees it; yes or no."""

    name = "consent"
    idle_s = 180.0

    @property
    def back(self) -> Callable[[], Move | None] | None:
        """Back to who one is, as long as nothing is written down."""
        return None if self.visit.session else lambda: Go("checkin")

    def compose(self, page: Page) -> None:
        """The points, and both answers of the same size."""
        page.title(page.say("consent.title"))
        page.footer(
            Press("refuse", page.say("consent.refuse"), self._refuse, style=Style.SECONDARY),
            Press("accept", page.say("consent.accept"), self._accept, picture="check"),
        )
        compose_points(page, "consent.points", PICTURES)

    def _accept(self) -> None:
        self.do(lambda: self._answer(Session.give_consent), lambda _: Go("ai"))

    def _refuse(self) -> None:
        self.do(lambda: self._answer(Session.refuse_consent), lambda _: Go("refused"))

    def _answer(self, answer: Callable[[Session], None]) -> None:
        """Open the attempt with the answer: before it, nothing is written about anybody."""
        visit = self.visit
        if visit.session is None:
            self.services.signal(Signal.BUSY)
            visit.session = self.services.desk.open(self.services.pack, visit.code, visit.language)
        if visit.session.state is State.STARTED:
            answer(visit.session)
