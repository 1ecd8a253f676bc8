"""Room: kiosk. The choice of test, where a kiosk offers several."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, SMALL, TARGET, WHITE
from kiosk.screens.widgets import Button, Panel, Picture, Style, Text
from scenarios import Pack

AT_ONCE = 3
"""Cards on one screen: of more, pictures and words would be too small to read."""


class ChooseScreen(Screen):
    """A card a test: its picture, its name, what it is about; a few at a time."""

    name = "choose"

    def enter(self) -> Move | None:
        """Begin with the first tests."""
        self._first = 0
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the languages."""
        return lambda: Go("language")

    @property
    def heading(self) -> str | None:
        """The name of the application: no test is chosen yet."""
        return None

    def compose(self, page: Page) -> None:
        """The question, some cards side by side, and the way to the others."""
        page.title(page.say("choose.title"))
        every = self.services.desk.packs
        packs = every[self._first : self._first + AT_ONCE]
        more = page.take_bottom(TARGET) if len(every) > AT_ONCE else None
        split = down if page.theme.portrait else across
        places = max(2, min(AT_ONCE, len(every)))
        boxes = split(page.body, [1] * places, page.theme.px(24))
        for pack, box in zip(packs, boxes, strict=False):
            self._card(page, box, pack)
        if more is not None:  # last, so that the keyboard comes to the cards first
            turn = Press("more", page.say("choose.more"), self._turn, picture="arrow right",
                         style=Style.SECONDARY)  # fmt: skip
            page.add(turn.button(more, page.theme))

    def _card(self, page: Page, box: pygame.Rect, pack: Pack) -> None:
        theme, language = page.theme, self.visit.language
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(20), -2 * theme.px(20))
        button = pygame.Rect(0, 0, inside.width, theme.px(TARGET))
        button.bottomleft = inside.bottomleft
        inside.height -= button.height + theme.px(16)
        if theme.portrait:
            picture, words = across(inside, (1, 1.7), theme.px(20))
        else:
            picture, words = down(inside, (1.2, 1), theme.px(14))
        page.add(Picture(picture, load_picture(pack.picture(pack.scenario.cover)), ground=WHITE))
        page.add(
            Text(words, pack.text("summary", language), theme, sizes=(BODY, 24, SMALL, 20),
                 ink="muted on white", stand="middle" if theme.portrait else "top")
        )  # fmt: skip
        page.add(
            Button(button, pack.id, pack.text("title", language), self._choose(pack), theme,
                   ground=WHITE)
        )  # fmt: skip

    def _turn(self) -> None:
        """The next tests; after the last come the first."""
        following = self._first + AT_ONCE
        self._first = following if following < len(self.services.desk.packs) else 0
        self.refresh()

    def _choose(self, pack: Pack) -> Callable[[], Move]:
        def act() -> Move:
            self.visit.pack = pack
            return Go("checkin")

        return act
