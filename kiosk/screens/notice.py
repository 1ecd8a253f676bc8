"""Room: kiosk. A large sign, a sentence, one button: the shape of the quiet screens."""

from typing import ClassVar

import pygame

from kiosk.screens.moves import Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TARGET, TEAL, TITLE, Colour
from kiosk.screens.widgets import Icon, Text


class NoticeScreen(Screen):
    """Says one thing."""

    icon: ClassVar[str]
    title_key: ClassVar[str]
    lead_key: ClassVar[str]
    button_key: ClassVar[str]

    def colour(self) -> Colour:
        """The colour of the sign."""
        return TEAL

    def title(self, page: Page) -> str:
        """What it says."""
        return page.say(self.title_key)

    def lead(self, page: Page) -> str:
        """The sentence under it."""
        return page.say(self.lead_key)

    def pressed(self) -> Move | None:
        """What the button does."""
        raise NotImplementedError

    def compose(self, page: Page) -> None:
        """Sign, words, button, in the middle."""
        theme = page.theme
        foot = page.take_bottom(TARGET)
        button = pygame.Rect(0, 0, min(foot.width, theme.px(520)), foot.height)
        button.midtop = foot.midtop
        sign, title, lead, rest = down(page.body, (2.4, 1.6, 2, 0.8), theme.px(16))
        page.add(
            Icon(sign.inflate(0, -theme.px(20)), self.icon, disc=self.colour(), most=theme.px(220))
        )
        page.add(
            Text(title, self.title(page), theme, sizes=(54, TITLE, 38, LEAD), bold=True,
                 align="centre", stand="middle")
        )  # fmt: skip
        side = min(theme.px(150), lead.width // 8)
        page.add(
            Text(lead.inflate(-side, 0), self.lead(page), theme, sizes=(LEAD, BODY, SMALL),
                 ink="muted", align="centre")
        )  # fmt: skip
        self.below(page, rest)
        page.add(Press("on", page.say(self.button_key), self.pressed).button(button, theme))

    def below(self, page: Page, box: pygame.Rect) -> None:
        """What stands between the sentence and the button; nothing unless a screen says so."""
