"""Room: kiosk. The choice of test, where a kiosk offers several."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, down
from kiosk.screens.screen import Screen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, SMALL, TARGET, WHITE
from kiosk.screens.widgets import Button, Panel, Picture, Text
from scenarios import Pack


class ChooseScreen(Screen):
    """A card a test: its picture, its name, what it is about."""

    name = "choose"

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the languages."""
        return lambda: Go("language")

    @property
    def heading(self) -> str | None:
        """The name of the application: no test is chosen yet."""
        return None

    def compose(self, page: Page) -> None:
        """The question and the cards, three at most side by side."""
        page.title(page.say("choose.title"))
        packs = self.services.desk.packs
        gap = page.theme.px(24)
        if page.theme.portrait:
            boxes = down(page.body, [1] * max(2, len(packs)), gap)
        else:
            columns = max(2, min(3, len(packs)))
            rows = down(page.body, [1] * -(-len(packs) // columns), gap)
            width = (page.body.width - gap * (columns - 1)) // columns
            boxes = [
                pygame.Rect(row.left + i * (width + gap), row.top, width, row.height)
                for row in rows
                for i in range(columns)
            ]
        for pack, box in zip(packs, boxes, strict=False):
            self._card(page, box, pack)

    def _card(self, page: Page, box: pygame.Rect, pack: Pack) -> None:
        theme, language = page.theme, self.visit.language
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(20), -2 * theme.px(20))
        button = pygame.Rect(0, 0, inside.width, theme.px(TARGET))
        button.bottomleft = inside.bottomleft
        inside.height -= button.height + theme.px(16)
        picture, words = down(inside, (2.1, 1), theme.px(14))
        page.add(Picture(picture, load_picture(pack.picture(pack.scenario.cover)), ground=WHITE))
        page.add(
            Text(words, pack.text("summary", language), theme, sizes=(BODY, 24, SMALL, 20),
                 ink="muted on white")
        )  # fmt: skip
        page.add(
            Button(button, pack.id, pack.text("title", language), self._choose(pack), theme,
                   ground=WHITE)
        )  # fmt: skip

    def _choose(self, pack: Pack) -> Callable[[], Move]:
        def act() -> Move:
            self.visit.pack = pack
            return Go("code")

        return act
