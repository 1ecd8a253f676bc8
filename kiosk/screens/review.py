"""Room: kiosk. Before the test is handed in: what was done in each step, and the last picture."""

import pygame

from kiosk.attempt import State
from kiosk.overview import StepDone, overview
from kiosk.screens.moves import Go, Move
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL, TITLE
from kiosk.screens.widgets import Check, CheckState, LiveText, Panel, Picture, Style, Text
from kiosk.screens.widgets.picture import surface_of

WAITS_S = 120.0
"""After so long the test of somebody who walked away is handed in: the work is done."""

MOST_ROW = 120
"""Greatest height of a step's line, in units."""


class ReviewScreen(Screen):
    """What was kept, and two ways: hand it in, or do the last step once more where that is allowed.

    No measure stands here: who knew it could go on until it is right.
    """

    name = "review"
    idle_s = None

    def enter(self) -> Move | None:
        """Begin to count down."""
        self._until = self.services.now() + WAITS_S
        self._steps = overview(self.services.session)
        return None

    def tick(self) -> Move | None:
        """Hand in what nobody comes back to."""
        if self.services.now() >= self._until and not self.busy:
            return Go("closing")
        return super().tick()

    def compose(self, page: Page) -> None:
        """Title, the steps, the picture, the time left, both ways."""
        theme = page.theme
        page.footer(*self._ways(page))
        told, listed = page.halves(1.0, 1.15)
        title, lead, picture, closes = down(told, (0.8, 0.9, 2.8, 0.45), theme.px(12))
        page.add(Text(title, page.say("review.title"), theme, sizes=(TITLE, 38, LEAD), bold=True))
        page.add(Text(lead, page.say("review.lead"), theme, sizes=(LEAD, BODY, SMALL, LEAST),
                      ink="muted"))  # fmt: skip
        page.add(Picture(picture, self._shown()))
        page.add(LiveText(closes, lambda: self._closes(page), theme, size=SMALL, ink="muted"))
        self._list(page, listed)

    def _shown(self) -> pygame.Surface:
        """The last picture that was taken; the test's own where none was."""
        if self.visit.frames:
            return surface_of(self.visit.frames[-1].image)
        pack = self.services.session.pack
        return load_picture(pack.picture(pack.scenario.cover))

    def _ways(self, page: Page) -> list[Press]:
        on = Press("hand in", page.say("review.hand_in"), lambda: Go("closing"), picture="send",
                   style=Style.CALL, weight=1.4)  # fmt: skip
        left = self._tries_left()
        if left == 0:
            return [on]
        again = Press("again", page.say("review.again", left=left), self._again,
                      style=Style.SECONDARY, picture="repeat")  # fmt: skip
        return [again, on]

    def _tries_left(self) -> int:
        """Tries of the last step; what is played on the screen was finished with a question."""
        session = self.services.session
        if session.state is not State.STEP_DONE or session.step.plays:
            return 0
        return session.walk.retries_left

    def _list(self, page: Page, box: pygame.Rect) -> None:
        theme = page.theme
        page.add(Panel(box, theme))
        inside = box.inflate(-2 * theme.px(24), -2 * theme.px(14))
        columns = 1 if len(self._steps) <= 5 else 2
        rows = -(-len(self._steps) // columns)
        places = [
            place
            for row in down(inside, [1] * max(1, rows), theme.px(4))
            for place in across(row, [1] * columns, theme.px(16))
        ]
        language, pack = self.visit.language, self.services.session.pack
        for done, place in zip(self._steps, places, strict=False):
            place.height = min(place.height, theme.px(MOST_ROW))
            name = pack.text(done.step.title, language)
            page.add(Check(place, name, _kept(page, done), CheckState.GOOD, theme, white=True))

    def _closes(self, page: Page) -> str:
        seconds = max(0, round(self._until - self.services.now()))
        return page.say("review.closes", seconds=seconds)

    def _again(self) -> None:
        def begun(_: object) -> Move:
            self.visit.step_going = True
            return Go("step")

        self.do(self.services.session.repeat_step, begun)


def _kept(page: Page, done: StepDone) -> str:
    """How long it took and what was kept, in words."""
    words = []
    if done.step.plays:
        words.append(page.say("review.played"))
    elif done.photos:
        words.append(page.say("review.photo"))
    elif done.clips:
        words.append(page.say("review.clip"))
    else:
        words.append(page.say("review.done"))
    if done.seconds is not None:
        words.append(f"{int(done.seconds) // 60}:{int(done.seconds) % 60:02d}")
    return " · ".join(words)
