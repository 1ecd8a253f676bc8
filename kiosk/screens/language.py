"""Room: kiosk. The choice of language: each by its own name, which can be heard."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import TARGET
from kiosk.screens.widgets import Button, Style, Text
from kiosk.texts import LANGUAGES, load_catalogue


class LanguageScreen(Screen):
    """One large button a language; beside it, one that says its name."""

    name = "language"

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the start."""
        return lambda: Go("start")

    def compose(self, page: Page) -> None:
        """The question in every language, then the answers."""
        for code in LANGUAGES:
            strip = page.take_top(46, gap=0)
            page.add(
                Text(strip, load_catalogue(code).say("language.title"), page.theme,
                     sizes=(34, 30), bold=code == "es", ink="body" if code == "es" else "muted",
                     aloud=code == page.texts.language)
            )  # fmt: skip
        page.take_top(20, gap=0)
        height = page.theme.px(150)
        page.body.height = min(page.body.height, 3 * height + 2 * page.theme.px(24))
        rows = down(page.body, [1] * len(LANGUAGES), page.theme.px(24))
        for (code, own), row in zip(LANGUAGES.items(), rows, strict=True):
            self._row(page, row, code, own)

    def _row(self, page: Page, row: pygame.Rect, code: str, own: str) -> None:
        theme = page.theme
        if self.services.voice.available:
            side = theme.px(max(TARGET, 130)) / row.width
            row, hear = across(row, (1 - side, side), theme.px(20))
            page.add(
                Button(hear, f"hear {code}", page.say("language.hear"), self._hear(code), theme,
                       style=Style.SECONDARY, picture="speaker", shown=False)
            )  # fmt: skip
        page.add(Button(row, code, own, self._choose(code), theme, size=44))

    def _choose(self, code: str) -> Callable[[], Move]:
        def act() -> Move:
            self.visit.language = code
            packs = self.services.desk.packs
            if len(packs) == 1:
                self.visit.pack = packs[0]  # the only test of a kiosk need not be chosen
            return Go("choose" if len(packs) != 1 else "checkin")

        return act

    def _hear(self, code: str) -> Callable[[], None]:
        return lambda: self.services.voice.say(load_catalogue(code).say("language.spoken"), code)
