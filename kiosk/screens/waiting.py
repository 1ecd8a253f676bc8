"""Room: kiosk. Something takes a while: what it is, and that it goes on."""

from typing import ClassVar

import pygame

from kiosk.screens.page import Page, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE
from kiosk.screens.widgets import LiveText, Spinner, Text


class WaitingScreen(Screen):
    """The shape of screens that work: going dots, what is being done, what not to do."""

    idle_s = None
    title_key: ClassVar[str] = "measuring.title"
    lead_key: ClassVar[str] = "measuring.lead"
    doing = "measuring.looking"
    """Text key of what is being done now."""

    def compose(self, page: Page) -> None:
        """Dots, title, sentence, and what is being done."""
        theme = page.theme
        dots, title, lead, doing = down(page.body, (2.4, 1, 1.2, 0.8), theme.px(12))
        side = min(dots.height, theme.px(220))
        ring = pygame.Rect(0, 0, side, side)
        ring.center = dots.center
        page.add(Spinner(ring, self.services.now))
        page.add(
            Text(title, page.say(self.title_key), theme, sizes=(TITLE, 38), bold=True,
                 align="centre", stand="middle")
        )  # fmt: skip
        page.add(
            Text(lead, page.say(self.lead_key), theme, sizes=(LEAD, BODY, SMALL), ink="muted",
                 align="centre")
        )  # fmt: skip
        page.add(
            LiveText(doing, lambda: page.say(self.doing), theme, size=BODY, bold=True,
                     align="centre")
        )  # fmt: skip
