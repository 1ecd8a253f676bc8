"""Room: kiosk. The picture that was taken: keep it, or take another while the pack allows it."""

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.step import after_step
from kiosk.screens.theme import BODY, LEAD, SMALL, TITLE
from kiosk.screens.widgets import Picture, Style, Text
from kiosk.screens.widgets.picture import surface_of

WAITS_S = 180.0
"""How long the question stands before the picture is kept."""


class PhotoScreen(Screen):
    """Shows the picture as it is; no measures yet."""

    name = "photo"
    idle_s = None

    def enter(self) -> Move | None:
        """Where no other try is left there is nothing to choose."""
        self._until = self.services.now() + WAITS_S
        if self.services.session.walk.retries_left == 0:
            self._keep()
        return None

    def tick(self) -> Move | None:
        """Keep the picture of somebody who walked away: the work is done."""
        if self.services.now() >= self._until and not self.busy:
            self._keep()
        return super().tick()

    def compose(self, page: Page) -> None:
        """The picture, the question, and two answers."""
        theme = page.theme
        left = self.services.session.walk.retries_left
        page.footer(
            Press("again", page.say("photo.again"), self._again, style=Style.SECONDARY,
                  picture="repeat", enabled=left > 0),
            Press("keep", page.say("photo.keep"), self._keep, picture="check"),
        )  # fmt: skip
        words, picture = page.halves(1.0, 2.0)
        title, lead, rest = down(words, (1.1, 1, 0.6), theme.px(10))
        page.add(Text(title, page.say("photo.title"), theme, sizes=(TITLE, 38, LEAD), bold=True,
                      stand="bottom"))  # fmt: skip
        page.add(Text(lead, page.say("photo.lead"), theme, sizes=(LEAD, BODY, SMALL), ink="muted"))
        page.add(Text(rest, page.say("photo.left", left=left), theme, sizes=(BODY, SMALL)))
        if self.visit.frames:
            page.add(Picture(picture, surface_of(self.visit.frames[-1].image)))

    def _keep(self) -> None:
        self.do(self._finish, lambda _: after_step(self.services))

    def _finish(self) -> None:
        self.services.session.finish_step()
        self.visit.step_going = False

    def _again(self) -> None:
        self.do(self.services.session.repeat_step, lambda _: Go("step"))
