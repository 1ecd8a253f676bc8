"""Room: kiosk. Somebody without a code enrols here, also without a connection: no name is asked."""

from collections.abc import Callable

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL
from kiosk.screens.widgets import Panel, Point, Style, Text

PICTURES = ("paper", "person", "lock")


class EnrolScreen(Screen):
    """A new code, to be written down; the person in charge adds the name later, elsewhere."""

    name = "enrol"
    idle_s = 240.0

    def enter(self) -> Move | None:
        """Make the code; nothing is written anywhere before the person agreed to be recorded."""
        self.visit.code = self.services.desk.new_code()
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Back to the ways; the code is forgotten."""
        return self._forget

    def compose(self, page: Page) -> None:
        """The code, what it is for, and the way on."""
        theme = page.theme
        page.title(page.say("enrol.title"))
        page.footer(
            Press("back to ways", page.say("enrol.have"), self._forget, style=Style.SECONDARY),
            Press("next", page.say("enrol.noted"), lambda: Go("consent"), picture="check"),
        )
        code, points = page.halves(1.0, 1.0) if not theme.portrait else down(
            page.body, (1, 1.6), theme.px(24)
        )  # fmt: skip
        box = pygame.Rect(0, 0, code.width, min(code.height, theme.px(240)))
        box.center = code.center
        page.add(Panel(box, theme))
        page.add(
            Text(box, self.visit.code, theme, sizes=(72, 62, 54), bold=True, align="centre",
                 stand="middle", ink="body on white")
        )  # fmt: skip
        lines = page.texts.lines("enrol.points")
        rows = down(points, [1] * len(lines), theme.px(10))
        for line, picture, row in zip(lines, PICTURES, rows, strict=True):
            page.add(Point(row, picture, line, theme, sizes=(LEAD, BODY, 24, SMALL, LEAST)))

    def aloud(self, page: Page) -> str:
        """The code is said sign by sign."""
        spelled = ", ".join(self.visit.code.replace("-", ""))
        return " ".join((page.say("enrol.title"), spelled, *page.texts.lines("enrol.points")))

    def _forget(self) -> Move:
        self.visit.code = ""
        return Go("checkin")
