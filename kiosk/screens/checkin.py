"""Room: kiosk. Who is there: by the slip's QR code, by the code on it, or with a new code."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, SMALL, TARGET, WHITE
from kiosk.screens.widgets import Button, Icon, Panel, Style, Text
from protocol.candidate_code import ALPHABET

WAYS = (
    ("scan", "qr", "checkin.scan", "checkin.scan_lead"),
    ("code", "keys", "checkin.code", "checkin.code_lead"),
    ("enrol", "person plus", "checkin.enrol", "checkin.enrol_lead"),
)
"""The screens that lead on, with the pictogram and the words of each."""


class CheckInScreen(Screen):
    """Three ways, side by side. A barcode reader that types like a keyboard works at once."""

    name = "checkin"

    @property
    def back(self) -> Callable[[], Move | None]:
        """The tests, or the languages where there is one test only."""
        return lambda: Go("choose" if len(self.services.desk.packs) != 1 else "language")

    def compose(self, page: Page) -> None:
        """The question and three cards."""
        page.title(page.say("checkin.title"))
        page.lead(page.say("checkin.lead"), units=72 if page.theme.portrait else 46)
        split = down if page.theme.portrait else across
        for way, box in zip(
            WAYS, split(page.body, [1] * len(WAYS), page.theme.px(24)), strict=True
        ):
            self._card(page, box, *way)

    def key(self, event: pygame.event.Event) -> Move | None:
        """Somebody types, or a reader does: on to where the code is written."""
        sign = event.unicode.upper()
        if not sign or sign not in ALPHABET:
            return None
        self.visit.code = sign
        return Go("code")

    def _card(
        self, page: Page, box: pygame.Rect, way: str, picture: str, label: str, lead: str
    ) -> None:
        theme = page.theme
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(20), -2 * theme.px(20))
        button = pygame.Rect(0, 0, inside.width, theme.px(TARGET))
        button.bottomleft = inside.bottomleft
        inside.height -= button.height + theme.px(16)
        if theme.portrait:
            sign, words = across(inside, (1, 2.4), theme.px(20))
        else:
            sign, words = down(inside, (1.5, 1), theme.px(14))
        page.add(Icon(sign, picture, most=theme.px(190), ground=WHITE))
        page.add(
            Text(words, page.say(lead), theme, sizes=(BODY, 24, SMALL, 20),
                 ink="muted on white", stand="middle")
        )  # fmt: skip
        page.add(
            Button(button, way, page.say(label), self._choose(way), theme,
                   style=Style.CALL if way == "scan" else Style.PRIMARY, ground=WHITE)
        )  # fmt: skip

    def _choose(self, way: str) -> Callable[[], Move]:
        def act() -> Move:
            self.visit.code = ""
            return Go(way)

        return act
