"""Room: kiosk. That a program measures and people decide: acknowledged before the test."""

from kiosk.attempt import State
from kiosk.screens.agreement import compose_points
from kiosk.screens.moves import Go
from kiosk.screens.page import Page, Press
from kiosk.screens.screen import Screen

PICTURES = ("chip", "question", "person", "scales")


class AiScreen(Screen):
    """What the program does, that it can be wrong, and who decides."""

    name = "ai"
    idle_s = 180.0

    def compose(self, page: Page) -> None:
        """The points and one answer."""
        page.title(page.say("ai.title"))
        page.footer(Press("accept", page.say("ai.accept"), self._accept, picture="check"))
        compose_points(page, "ai.points", PICTURES)

    def _accept(self) -> None:
        self.do(self._acknowledge, lambda _: Go("equipment"))

    def _acknowledge(self) -> None:
        session = self.services.session
        if session.state is State.CONSENTED:
            session.acknowledge_ai()
