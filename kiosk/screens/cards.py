"""Room: kiosk. The cards laid over a screen: help, pause, leaving, and «are you still there?»."""

from kiosk.screens.moves import Close, Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TARGET
from kiosk.screens.widgets import LiveText, Point, Style

IDLE_WARNING_S = 30.0


class HelpCard(Screen):
    """What helps in any step."""

    name = "help"
    card = True
    idle_s = 300.0

    def compose(self, page: Page) -> None:
        """Three points and the way back."""
        page.title(page.say("help.title"))
        page.lead(page.say("help.lead"), units=50)
        page.footer(
            Press("call", page.say("app.call"), lambda: Over("call"), style=Style.SECONDARY,
                  picture="hand"),
            Press("back", page.say("help.resume"), Close),
        )  # fmt: skip
        lines = page.texts.lines("help.lines")
        rows = down(page.body, [1] * len(lines), page.theme.px(8))
        for line, sign, row in zip(lines, ("eye", "speaker", "person"), rows, strict=True):
            page.add(Point(row, sign, line, page.theme, sizes=(BODY, 24, SMALL, 20)))


class PauseCard(Screen):
    """Time stands still."""

    name = "pause"
    card = True
    height = 600.0
    idle_s = 1800.0

    def compose(self, page: Page) -> None:
        """Go on, or leave."""
        page.title(page.say("pause.title"))
        page.lead(page.say("pause.lead"), units=90)
        resume = Press("back", page.say("pause.resume"), Close, picture="arrow right")
        leave = Press("leave", page.say("pause.leave"), lambda: Over("leave"),
                      style=Style.SECONDARY)  # fmt: skip
        more = Press("more time", page.say("step.more_time"), self._extend,
                     style=Style.SECONDARY, picture="more time",
                     enabled=self._may_extend())  # fmt: skip
        _rows(page, resume, more, leave)

    def _may_extend(self) -> bool:
        session = self.visit.session
        return session is not None and session.extensions_left > 0

    def _extend(self) -> None:
        """Somebody needs longer: the limit is put off, how long it took is measured as ever."""
        if self._may_extend():
            self.do(self.services.session.extend_step, lambda _: Close())


class LeaveCard(Screen):
    """Are you sure?"""

    name = "leave"
    card = True
    height = 540.0
    idle_s = 120.0

    def compose(self, page: Page) -> None:
        """Stay first, then leave."""
        page.title(page.say("leave.title"), units=110)
        page.lead(page.say("leave.lead"), units=100)
        stay = Press("back", page.say("leave.stay"), Close)
        leave = Press("leave", page.say("leave.leave"), self._leave, style=Style.SECONDARY)
        _rows(page, stay, leave)

    def _leave(self) -> None:
        self.do(lambda: self.services.abandon("left by the candidate"), lambda _: Go("stopped"))


class IdleCard(Screen):
    """Nobody touched anything for a while: soon the screen clears itself."""

    name = "idle"
    card = True
    height = 400.0
    idle_s = None

    def enter(self) -> Move | None:
        """Begin to count down."""
        self._until = self.services.now() + IDLE_WARNING_S
        return None

    def tick(self) -> Move | None:
        """Clear the screen when nobody answers."""
        if self.services.now() >= self._until and not self.busy:
            self.do(self._clear, lambda _: Go("start"))
        return super().tick()

    def _clear(self) -> None:
        """End the test of whoever was here; not one that nobody has shown to be theirs."""
        if self.visit.code:
            self.services.abandon("nobody was there")

    def compose(self, page: Page) -> None:
        """The question, the time left, the answer."""
        page.title(page.say("idle.title"), units=100)
        box = page.take_top(90)
        page.add(LiveText(box, lambda: self._left(page), page.theme, size=LEAD, ink="muted"))
        page.footer(Press("back", page.say("idle.stay"), Close, picture="touch"))

    def _left(self, page: Page) -> str:
        seconds = max(0, round(self._until - self.services.now()))
        return page.say("idle.lead", seconds=seconds)


def _rows(page: Page, *presses: Press) -> None:
    """Buttons, one above the other, under the words."""
    for press in presses:
        page.add(press.button(page.take_top(TARGET), page.theme))
