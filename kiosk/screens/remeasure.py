"""Room: kiosk. The picture could not be measured: why, the remedy, and the way on."""

from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.step import after_step
from kiosk.screens.theme import BODY, LEAD, SMALL
from kiosk.screens.widgets import LivePicture, Panel, Point, Style, Text
from scenarios import FrameRefused

WAITS_S = 300.0
"""How long the remedy stands before the work goes to a person as it is."""


class RemeasureScreen(Screen):
    """The remedy beside the live picture; try again, or let a person look."""

    name = "remeasure"
    idle_s = None

    def enter(self) -> Move | None:
        """Begin to wait for an answer."""
        self._until = self.services.now() + WAITS_S
        return None

    def tick(self) -> Move | None:
        """Without an answer a person looks: the work is done."""
        if self.services.now() >= self._until and not self.busy:
            self._go_on()
        return super().tick()

    def compose(self, page: Page) -> None:
        """Remedy and live picture."""
        theme = page.theme
        page.title(page.say("remeasure.title"))
        page.lead(page.say("remeasure.lead"), units=48)
        page.footer(
            Press("person", page.say("remeasure.person"), self._go_on, style=Style.SECONDARY,
                  picture="person"),
            Press("retry", page.say("remeasure.retry"), lambda: Go("measuring"),
                  picture="repeat"),
        )  # fmt: skip
        words, picture = page.halves(1.0, 1.2)
        page.add(Panel(words, theme))
        inside = words.inflate(-2 * theme.px(28), -2 * theme.px(28))
        point, rest = down(inside, (2, 1), 0)
        key = f"remedy.{self._reason()}"
        remedy = page.say(key if page.texts.has(key) else "remedy.other")
        page.add(
            Point(point, "warning", remedy, theme, ink="body on white",
                  sizes=(LEAD, BODY, 24, SMALL))
        )  # fmt: skip
        if not self._reason().startswith("no_camera"):
            page.add(
                Text(rest, page.say("step.recording"), theme, sizes=(SMALL,),
                     ink="muted on white", stand="bottom", aloud=False)
            )  # fmt: skip
        page.add(
            LivePicture(picture, self.services.feed.fitted, page.say("equipment.no_camera"), theme)
        )

    def _reason(self) -> str:
        seen = self.visit.sight.observations if self.visit.sight else ()
        reasons = [refused.reason for refused in seen if isinstance(refused, FrameRefused)]
        return reasons[-1] if reasons else "other"

    def _go_on(self) -> None:
        self.do(self._record, lambda _: after_step(self.services))

    def _record(self) -> None:
        """Write down that nothing could be measured, and end the step."""
        session, sight = self.services.session, self.visit.sight
        if sight is not None:
            session.record(self.visit.frames, sight, self.visit.missed)
        session.finish_step()
        self.visit.step_going = False
