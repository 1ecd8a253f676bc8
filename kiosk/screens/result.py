"""Room: kiosk. What was measured, as the assessor will see it; the outcome is not decided."""

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.readings import readings
from kiosk.screens.screen import Screen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, LEAST, SMALL, TARGET, TITLE
from kiosk.screens.widgets import Gauge, Panel, Picture, Point, Style, Text
from kiosk.screens.widgets.picture import surface_of

ROW, MOST_ROW = 96, 130
"""Least and greatest height of a reading, in units."""


class ResultScreen(Screen):
    """The picture with its measures, a page of readings, and what happens next."""

    name = "result"
    idle_s = 150.0

    def enter(self) -> Move | None:
        """Begin with the first readings."""
        self._first = 0
        return None

    def compose(self, page: Page) -> None:
        """Words, picture and next step at one side, readings at the other."""
        theme = page.theme
        foot = page.take_bottom(TARGET)
        left, right = page.halves(1.0, 1.15)
        title, lead, picture, following = down(left, (0.62, 0.85, 3.2, 0.85), theme.px(10))
        page.add(Text(title, page.say("result.title"), theme, sizes=(TITLE, 38), bold=True))
        page.add(Text(lead, page.say("result.lead"), theme, sizes=(BODY, SMALL, 20, LEAST),
                      ink="muted"))  # fmt: skip
        page.add(Picture(picture, self._shown()))
        page.add(
            Point(following, "people", page.say("result.next"), theme, sizes=(24, SMALL, 20, LEAST))
        )
        count = self._readings(page, right)
        more, on = across(foot, (1, 1), theme.px(20))
        if count > 1:
            at = f"{page.say('result.more')} · {self._at(count)}"
            press = Press("more", at, self._more, style=Style.SECONDARY)
            page.add(press.button(more, theme))
        press = Press("done", page.say("result.done"), lambda: Go("sent"), picture="check")
        page.add(press.button(on, theme))

    def _at(self, count: int) -> str:
        return f"{self._first // self._fitting + 1}/{count}"

    def _readings(self, page: Page, box: pygame.Rect) -> int:
        """As many readings as have room; how many pages there are."""
        theme = page.theme
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(24), -2 * theme.px(14))
        session = self.services.session
        every = readings(session.pack, session.scores, page.texts)
        self._fitting = max(1, inside.height // theme.px(ROW))
        self._first -= self._first % self._fitting
        shown = every[self._first : self._first + self._fitting]
        following = self._first + self._fitting
        self._next = following if following < len(every) else 0
        rows = down(inside, [1] * max(len(shown), min(self._fitting, len(every))), 0)
        for reading, row in zip(shown, rows, strict=False):
            box = row.copy()
            box.height = min(row.height, theme.px(MOST_ROW)) - theme.px(6)
            page.add(Gauge(box, reading, theme))
        return -(-len(every) // self._fitting)

    def _more(self) -> None:
        self._first = self._next

    def _shown(self) -> pygame.Surface:
        """The picture with the measures drawn on it, without the legend below it.

        Where nothing was measured in a picture, the test's own.
        """
        sight, frames = self.visit.sight, self.visit.frames
        if sight is None or not sight.pictures or not frames:
            pack = self.services.session.pack
            return load_picture(pack.picture(pack.scenario.cover))
        return surface_of(sight.pictures[0].image[: frames[-1].image.shape[0]])
