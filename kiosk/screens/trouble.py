"""Room: kiosk. Something stopped the test: kind words, what helps, and a way back."""

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.page import Page
from kiosk.screens.theme import LEAST, ORANGE_DEEP, SMALL, Colour
from kiosk.screens.widgets import Text


class TroubleScreen(NoticeScreen):
    """What happened in plain words; the detail is for the person in charge."""

    name = "trouble"
    icon = "warning"
    title_key = "trouble.title"
    button_key = "trouble.start"
    idle_s = 120.0

    def colour(self) -> Colour:
        """Orange, not red: nobody did anything wrong."""
        return ORANGE_DEEP

    def lead(self, page: Page) -> str:
        """That it is nobody's fault, and what helps."""
        trouble = self.visit.trouble
        said = page.say(trouble.kind.value) if trouble else page.say("trouble.session")
        return f"{page.say('trouble.lead')} {said}"

    def pressed(self) -> Move | None:
        """Back to the start; an attempt that is still open is offered there again."""
        return Go("start")

    def below(self, page: Page, box: pygame.Rect) -> None:
        """The detail, small."""
        if self.visit.trouble is not None:
            detail = page.say("trouble.detail", detail=self.visit.trouble.detail[:160])
            page.add(
                Text(box, detail, page.theme, sizes=(SMALL, LEAST, 16), ink="muted",
                     align="centre", aloud=False)
            )  # fmt: skip
