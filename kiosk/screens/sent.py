"""Room: kiosk. Whether the server has everything: «sent» only when it said so."""

import pygame

from kiosk.delivery import Delivery
from kiosk.screens.moves import Go, Move
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.page import Page
from kiosk.screens.theme import BODY, GREEN, ORANGE_DEEP, Colour
from kiosk.screens.widgets import LiveText, Progress

LOOK_S = 0.5


class SentScreen(NoticeScreen):
    """Receipts, counted; it changes by itself when the last one comes."""

    name = "sent"
    icon = "send"
    button_key = "sent.done"
    idle_s = 90.0

    def enter(self) -> Move | None:
        """Ask at once."""
        self._look()
        return None

    def tick(self) -> Move | None:
        """Ask now and then."""
        if self.services.now() >= self._next:
            before = self._delivery.sent
            self._look()
            if self._delivery.sent != before:
                self.refresh()
        return super().tick()

    def colour(self) -> Colour:
        """Green when sent, orange while waiting."""
        return GREEN if self._delivery.sent else ORANGE_DEEP

    def title(self, page: Page) -> str:
        """Sent, or waiting."""
        return page.say("sent.sent" if self._delivery.sent else "sent.waiting")

    def lead(self, page: Page) -> str:
        """What that means."""
        return page.say("sent.sent_lead" if self._delivery.sent else "sent.waiting_lead")

    def pressed(self) -> Move | None:
        """On to the slip."""
        return Go("paper")

    def below(self, page: Page, box: pygame.Rect) -> None:
        """How much of it the server has confirmed."""
        theme = page.theme
        bar = pygame.Rect(0, 0, theme.px(520), theme.px(16))
        bar.midtop = box.midtop
        page.add(Progress(bar, lambda: self._delivery.done / max(1, self._delivery.total)))
        words = pygame.Rect(box.left, bar.bottom + theme.px(8), box.width, theme.px(40))
        page.add(
            LiveText(words, lambda: self._counted(page), theme, size=BODY, ink="muted",
                     align="centre")
        )  # fmt: skip

    def _counted(self, page: Page) -> str:
        return page.say("sent.progress", done=self._delivery.done, total=self._delivery.total)

    def _look(self) -> None:
        self._delivery: Delivery = self.services.desk.delivery(self.services.session.attempt)
        self._next = self.services.now() + LOOK_S
