"""Room: kiosk. Staff mode: devices, calibration, what waits to be sent, updates, the log."""

from collections.abc import Callable, Sequence

import pygame

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAST, SMALL, TARGET
from kiosk.screens.widgets import Button, Check, CheckState, Panel, Style, Text
from kiosk.staff_report import PAGES, Line, Report
from kiosk.texts import LANGUAGES

ROW = 96
LOOK_AGAIN_S = 3.0


class StaffScreen(Screen):
    """Pages at one side, the lines of one at the other. A test under way waits and is resumed."""

    name = "staff"
    idle_s = 120.0

    def enter(self) -> Move | None:
        """Begin with the devices; a test under way is taken up again where one is unfinished."""
        language = self.visit.language
        self.visit.forget()
        self.visit.language = language
        self._found = False
        self._asked: str | None = None
        """The page that is being looked up, beside the screen: other pages may be touched."""
        self._page = next(iter(PAGES))
        self._lines: Sequence[Line] = ()
        self._told_in = language
        """The language that the lines are written in."""
        self._first = 0
        self._target_mm = 0.0
        self._next = self.services.now()
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Out of staff mode."""
        return lambda: Go("start")

    @property
    def heading(self) -> str | None:
        """No test's name: this is for the person in charge."""
        return self.visit.texts.say("staff.title")

    def tick(self) -> Move | None:
        """Look again now and then: somebody may be plugging things in."""
        if self._asked is None and self.services.now() >= self._next and self._target_mm:
            self._next = self.services.now() + LOOK_AGAIN_S
            self._asked, self._asked_in = self._page, self.visit.language
            self._answer = self.services.work.submit(PAGES[self._page], self._report())
        elif self._asked is not None and self._answer.done():
            page, self._asked = self._asked, None
            if page == self._page and self._asked_in == self.visit.language:
                self._told_in = self._asked_in
                self._lines, self._found = self._answer.result(), True
                self.refresh()
        return super().tick()

    def compose(self, page: Page) -> None:
        """The names of the pages, and the lines of the one that is open."""
        theme = page.theme
        self._target_mm = theme.target_mm
        if self._told_in != self.visit.language and self._found:
            self._open(self._page)()
        body = self._compose_names(page)
        page.add(Panel(body, theme))
        inside = body.inflate(-2 * theme.px(20), -2 * theme.px(14))
        more = pygame.Rect(inside.left, inside.bottom - theme.px(TARGET), inside.width,
                           theme.px(TARGET))  # fmt: skip
        fitting = max(1, (inside.height - theme.px(TARGET)) // theme.px(ROW))
        shown = self._lines[self._first : self._first + fitting]
        if len(self._lines) > fitting:
            page.add(Button(more, "more", page.say("result.more"), self._more(fitting), theme,
                            style=Style.SECONDARY, size=BODY))  # fmt: skip
        for number, line in enumerate(shown):
            box = pygame.Rect(inside.left, inside.top + number * theme.px(ROW), inside.width,
                              theme.px(ROW - 6))  # fmt: skip
            self._line(page, box, line)

    def _compose_names(self, page: Page) -> pygame.Rect:
        """A button for every page; the room that is left for its lines."""
        theme, gap = page.theme, page.theme.px(8)
        if theme.portrait:
            rows = [page.take_top(TARGET, gap=8) for _ in range(-(-(len(PAGES) + 1) // 2))]
            boxes = [box for row in rows for box in across(row, (1, 1), gap)]
            body = page.body
        else:
            names, body = across(page.body, (0.5, 1), theme.px(24))
            boxes = down(names, [1] * (len(PAGES) + 1), gap)
        for key, box in zip(PAGES, boxes, strict=False):
            style = Style.PRIMARY if key == self._page else Style.SECONDARY
            page.add(Button(box, key, page.say(key), self._open(key), theme, size=BODY,
                            style=style))  # fmt: skip
        other = _following(self.visit.language)
        page.add(Button(boxes[len(PAGES)], "language", LANGUAGES[other], self._speak(other), theme,
                        size=BODY, style=Style.SECONDARY, picture="repeat"))  # fmt: skip
        return body

    def _line(self, page: Page, box: pygame.Rect, line: Line) -> None:
        if not line.name:
            page.add(Text(box, line.words[:150], page.theme, sizes=(SMALL, LEAST, 15, 13),
                          ink="muted on white", stand="middle"))  # fmt: skip
            return
        state = CheckState.NOTE if line.good is None else (
            CheckState.GOOD if line.good else CheckState.REMEDY
        )  # fmt: skip
        page.add(Check(box, line.name, line.words[:160], state, page.theme, white=True))

    def _report(self) -> Report:
        services = self.services
        seen = services.feed.moment()
        return Report(
            desk=services.desk,
            devices=services.devices,
            cameras=services.feed.standing,
            frames=seen.frames if seen is not None else (),
            target_mm=self._target_mm,
            texts=self.visit.texts,
        )

    @property
    def looked(self) -> bool:
        """Whether the open page shows what was found, in the language of the screen."""
        return self._found and self._told_in == self.visit.language

    @property
    def settled(self) -> bool:
        """Whether what was found is shown."""
        return self.looked

    def _speak(self, language: str) -> Callable[[], None]:
        def act() -> None:
            self.visit.language = language

        return act

    def _open(self, key: str) -> Callable[[], None]:
        def act() -> None:
            self._page, self._lines, self._first, self._found = key, (), 0, False
            self._next = self.services.now()

        return act

    def _more(self, fitting: int) -> Callable[[], None]:
        def act() -> None:
            following = self._first + fitting
            self._first = following if following < len(self._lines) else 0

        return act


def _following(language: str) -> str:
    """The language that a touch changes to."""
    codes = list(LANGUAGES)
    return codes[(codes.index(language) + 1) % len(codes)]
