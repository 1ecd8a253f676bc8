"""Room: kiosk. Goodbye: then nothing of the person stays on the screen."""

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.page import Page
from kiosk.screens.theme import GREEN, SMALL, Colour
from kiosk.screens.widgets import LiveText

CLOSES_S = 20.0


class ThanksScreen(NoticeScreen):
    """Thanks, the code to ask with, and the way back to the start."""

    name = "thanks"
    icon = "heart"
    title_key = "thanks.title"
    button_key = "thanks.again"
    idle_s = None

    def enter(self) -> Move | None:
        """The screen clears itself."""
        self._until = self.services.now() + CLOSES_S
        return None

    def tick(self) -> Move | None:
        """Back to the start when the time is over."""
        return Go("start") if self.services.now() >= self._until else super().tick()

    def colour(self) -> Colour:
        """Green: all is well."""
        return GREEN

    def lead(self, page: Page) -> str:
        """The work is kept under the code."""
        return page.say("thanks.lead", code=self.visit.code)

    def pressed(self) -> Move | None:
        """Back to the start."""
        return Go("start")

    def below(self, page: Page, box: pygame.Rect) -> None:
        """How long it stays."""
        page.add(
            LiveText(box, lambda: self._closes(page), page.theme, size=SMALL, ink="muted",
                     align="centre")
        )  # fmt: skip

    def _closes(self, page: Page) -> str:
        seconds = max(0, round(self._until - self.services.now()))
        return page.say("thanks.closes", seconds=seconds)
