"""Room: kiosk. That a program measures and people decide: acknowledged before the test."""

from collections.abc import Callable

from kiosk.attempt import State
from kiosk.screens.agreement import compose_points
from kiosk.screens.moves import Go
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen
from kiosk.screens.widgets import Style
from kiosk.session import Session

PICTURES = ("chip", "question", "person", "scales", "heart")


class AiScreen(Screen):
    """What the program does, that it can be wrong, and who decides."""

    name = "ai"
    idle_s = 180.0

    def compose(self, page: Page) -> None:
        """The points, and both answers of the same size."""
        page.title(page.say("ai.title"))
        page.footer(
            Press("refuse", page.say("ai.refuse"), self._refuse, style=Style.SECONDARY,
                  picture="person"),
            Press("accept", page.say("ai.accept"), self._accept, picture="check"),
        )  # fmt: skip
        compose_points(page, "ai.points", PICTURES)

    def _accept(self) -> None:
        self.do(lambda: self._answer(Session.acknowledge_ai), lambda _: Go("equipment"))

    def _refuse(self) -> None:
        """The test goes on as it would; people alone look at the pictures."""
        self.do(lambda: self._answer(Session.refuse_ai), lambda _: Go("equipment"))

    def _answer(self, answer: Callable[[Session], None]) -> None:
        session = self.services.session
        if session.state is State.CONSENTED:
            answer(session)
