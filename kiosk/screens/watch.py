"""Room: kiosk. How a step is done, in moving pictures: the button, and the card that plays them."""

import pygame

from kiosk.screens.moves import Close, Over
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, LEAST, SMALL, TARGET
from kiosk.screens.widgets import Animation, Picture, Style, Text
from scenarios import Pack, Step

BUTTON = 236
"""Width in units of the button beside the picture."""


class WatchCard(Screen):
    """Plays over and over until it is closed; what is said stands beside it, time stands still."""

    name = "watch"
    card = True
    height = 770.0
    idle_s = 300.0

    def compose(self, page: Page) -> None:
        """The pictures, the instruction, the way back."""
        session, theme = self.services.session, page.theme
        pack, step = session.pack, session.step_at_hand
        page.title(page.say("watch.title"))
        page.footer(Press("back", page.say("watch.back"), Close))
        shown, words = down(page.body, (4, 1), theme.px(10))
        if step.animation is not None:
            path = pack.picture(step.animation)
            page.add(Animation(shown, path, self.services.now))
        told = pack.text(step.instruction, self.visit.language)
        page.add(Text(words, told, theme, sizes=(BODY, SMALL, LEAST), align="centre"))


def compose_picture(page: Page, box: pygame.Rect, pack: Pack, step: Step) -> None:
    """A step's picture, and where it has moving ones a button that shows them."""
    picture = load_picture(pack.picture(step.picture))
    if step.animation is None:
        page.add(Picture(box, picture))
        return
    theme = page.theme
    if theme.portrait:
        shown, button = down(box, (max(1, box.height - theme.px(TARGET)), theme.px(TARGET)), 0)
    else:
        shown, button = across(box, (box.width - theme.px(BUTTON), theme.px(BUTTON)), theme.px(12))
        button = pygame.Rect(button.left, 0, button.width, min(box.height, theme.px(TARGET)))
        button.centery = box.centery
    page.add(Picture(shown, picture))
    page.add(
        Press("watch", page.say("watch.open"), lambda: Over("watch"), style=Style.SECONDARY,
              picture="play").button(button, theme)
    )  # fmt: skip
