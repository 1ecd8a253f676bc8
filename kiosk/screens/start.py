"""Room: kiosk. The screen that waits for somebody."""

from functools import cache
from pathlib import Path

import pygame

from hardware.lights import Signal
from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL, TITLE, WHITE
from kiosk.screens.widgets import Button, Picture, Style, Text
from kiosk.session import Session
from kiosk.texts import LANGUAGES, load_catalogue

SHOWN_S = 7.0
"""How long each test's picture and each language stay."""


class StartScreen(Screen):
    """What the kiosk does, in each language in turn, and one large button."""

    name = "start"
    idle_s = None

    def enter(self) -> Move | None:
        """Forget the last person; go on with a test that a crash cut off."""
        self.visit.forget()
        self.services.signal(Signal.FREE)
        self._turn = -1
        self.do(self.services.desk.unfinished, self._found)
        return None

    def _found(self, session: Session | None) -> Move | None:
        if session is None:
            return None
        self.visit.session, self.visit.pack = session, session.pack
        self.visit.language = session.started.language
        return Go("resume")

    def tick(self) -> Move | None:
        """Show the next language and picture when it is time."""
        if self.busy:
            return super().tick()
        turn = int(self.services.now() / SHOWN_S)
        if turn != self._turn:
            self._turn = turn
            self.visit.language = list(LANGUAGES)[turn % len(LANGUAGES)]
            self.refresh()
        return super().tick()

    def key(self, event: pygame.event.Event) -> Move | None:
        """Any key begins."""
        return Go("language")

    @property
    def heading(self) -> str | None:
        """The name of the application."""
        return None

    def compose(self, page: Page) -> None:
        """Picture, title, and the button that begins."""
        words, picture = page.halves(1.0, 1.1)
        if page.theme.portrait:
            words, picture = picture, words
        packs = self.services.desk.packs
        if packs:
            pack = packs[max(0, self._turn) % len(packs)]
            page.add(Picture(picture, load_picture(pack.picture(pack.scenario.cover))))
        title, lead, button, state = down(words, (2.2, 1.5, 2.3, 0.4), page.theme.px(20))
        page.add(
            Text(title, page.say("start.title"), page.theme, sizes=(60, TITLE), bold=True,
                 stand="bottom")
        )  # fmt: skip
        page.add(
            Text(lead, page.say("start.lead"), page.theme, sizes=(LEAD, BODY, SMALL), ink="muted")
        )
        page.add(
            Text(state, self.services.desk.state(page.texts), page.theme, sizes=(SMALL, LEAST, 16),
                 ink="muted", align="centre", stand="middle", aloud=False)
        )  # fmt: skip
        others = "\n".join(
            load_catalogue(code).say("start.touch")
            for code in LANGUAGES
            if code != page.texts.language
        )
        page.add(
            Button(button, "start", page.say("start.touch"), lambda: Go("language"), page.theme,
                   style=Style.CALL, picture="touch", size=38, hint=others)
        )  # fmt: skip


@cache
def load_picture(path: Path) -> pygame.Surface:
    """A picture of a pack, read once."""
    loaded = pygame.image.load(path)
    picture = pygame.Surface(loaded.get_size(), depth=32)  # a palette cannot be scaled smoothly
    picture.fill(WHITE)
    picture.blit(loaded, (0, 0))
    return picture
