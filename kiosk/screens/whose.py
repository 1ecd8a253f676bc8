"""Room: kiosk. Is this your code? Nobody takes a test under the code of somebody else's slip."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL
from kiosk.screens.widgets import Panel, Style, Text


class WhoseScreen(Screen):
    """The code, large, and a yes or a no; a warning where something about it is odd."""

    name = "whose"

    def enter(self) -> Move | None:
        """Look up what is known of the code here."""
        desk, code = self.services.desk, self.visit.code
        self._odd: str | None = None
        if desk.taken_today(self.services.pack, code):
            self._odd = "whose.taken"
        elif not desk.expects(code):
            self._odd = "whose.unknown"
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Not mine."""
        return self._not_mine

    def compose(self, page: Page) -> None:
        """The question, the code, both answers."""
        theme = page.theme
        page.title(page.say("whose.title"))
        page.lead(page.say("whose.lead"), units=72 if theme.portrait else 46)
        page.footer(
            Press("not mine", page.say("whose.not_mine"), self._not_mine, style=Style.SECONDARY),
            Press("mine", page.say("whose.mine"), lambda: Go("consent"), picture="check"),
        )
        code, odd = down(page.body, (1.4, 1), theme.px(20))
        box = pygame.Rect(0, 0, min(code.width, theme.px(760)), min(code.height, theme.px(220)))
        box.center = code.center
        page.add(Panel(box, theme))
        page.add(
            Text(box, self.visit.code, theme, sizes=(96, 80, 64), bold=True, align="centre",
                 stand="middle", ink="body on white")
        )  # fmt: skip
        if self._odd is not None:
            page.add(
                Text(odd, page.say(self._odd), theme, sizes=(LEAD, BODY, SMALL), align="centre",
                     ink="near on sand", bold=True)
            )  # fmt: skip

    def aloud(self, page: Page) -> str:
        """The code is said sign by sign."""
        spelled = ", ".join(self.visit.code.replace("-", ""))
        odd = page.say(self._odd) if self._odd else ""
        return f"{page.say('whose.title')} {spelled}. {page.say('whose.lead')} {odd}"

    def _not_mine(self) -> Move:
        self.visit.code = ""
        return Go("checkin")
