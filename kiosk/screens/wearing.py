"""Room: kiosk. Before the headset: clean, fitted, standing or seated, and who may rather not."""

from collections.abc import Callable

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.widgets import Point, Style

POINTS = ("star", "person", "clock", "hand", "heart")
"""Pictograms of the lines `headset.wearing.1` and on."""


class WearingScreen(Screen):
    """A few points to read or hear, then how the candidate wants to do it."""

    name = "wearing"

    @property
    def back(self) -> Callable[[], Move | None]:
        """The choice between screen and headset."""
        return lambda: Go("mode")

    def compose(self, page: Page) -> None:
        """The points, and the two ways."""
        page.title(page.say("headset.wearing_title"))
        page.footer(
            Press("seated", page.say("headset.seated"), self._go(True), style=Style.SECONDARY,
                  picture="person"),
            Press("standing", page.say("headset.standing"), self._go(False), picture="arrow right",
                  style=Style.CALL),
        )  # fmt: skip
        lines = page.texts.lines("headset.wearing")
        boxes = down(page.body, [1] * len(lines), page.theme.px(10))
        for picture, line, box in zip(POINTS, lines, boxes, strict=True):
            page.add(Point(box, picture, line, page.theme))

    def _go(self, seated: bool) -> Callable[[], Move]:
        def act() -> Move:
            self.visit.seated = seated
            self.visit.feeling_when = "before"
            return Go("feeling")

        return act
