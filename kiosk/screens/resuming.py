"""Room: kiosk. A test that a crash or a power cut interrupted: go on, or close it."""

from kiosk.attempt import State
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE
from kiosk.screens.widgets import Icon, Style, Text
from kiosk.session import Session

ENTRY = {State.STARTED: "consent", State.CONSENTED: "ai", State.READY: "equipment"}
"""Where an attempt goes on that no step was begun of."""


def where_to_go_on(session: Session) -> Move:
    """The screen on which an unfinished attempt goes on."""
    if session.state in ENTRY:
        return Go(ENTRY[session.state])
    return Go("equipment" if session.has_step_to_do else "review")


def hidden(session: Session) -> str:
    """The code as the screen may show it to anybody: its owner knows the rest."""
    code = session.started.candidate
    return code[:2] + "".join("-" if sign == "-" else "•" for sign in code[2:])


class ResumeScreen(Screen):
    """Whose test it is by its code, and two ways on."""

    name = "resume"
    idle_s = None

    def enter(self) -> Move | None:
        """Nobody has said yet that the test shall end."""
        self.visit.ending = False
        return None

    def uncovered(self) -> None:
        """Whoever wanted it closed has gone back."""
        self.visit.ending = False

    def compose(self, page: Page) -> None:
        """Sign, words, both ways."""
        theme = page.theme
        page.footer(
            Press("leave", page.say("resume.leave"), lambda: Over("ending"), style=Style.SECONDARY),
            Press("go on", page.say("resume.go_on"), self._go_on, picture="arrow right"),
        )
        sign, title, lead = down(page.body, (2, 1, 2), theme.px(16))
        page.add(Icon(sign, "clock", most=theme.px(220)))
        page.add(
            Text(title, page.say("resume.title"), theme, sizes=(TITLE, 38), bold=True,
                 align="centre", stand="middle")
        )  # fmt: skip
        page.add(
            Text(lead, page.say("resume.lead", code=hidden(self.services.session)), theme,
                 sizes=(LEAD, BODY, SMALL), ink="muted", align="centre")
        )  # fmt: skip

    def _go_on(self) -> Move:
        """Whoever goes on types the code: the next person must not go on with another's test."""
        self.visit.code = ""
        return Go("code")


def close_unfinished(screen: Screen) -> None:
    """End the unfinished test without a result, for somebody who may; then the start."""
    abandon = screen.services.abandon
    screen.do(lambda: abandon("closed after a cut"), lambda _: Go("start"))
