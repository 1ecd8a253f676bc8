"""Room: kiosk. Somebody wears the headset: what they see, how it stands, and how to stop it."""

from collections.abc import Callable

import pygame

from kiosk.screens.glimpse import Glimpse
from kiosk.screens.mode import on_screen
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.step import after_step
from kiosk.screens.theme import BODY, LEAD, SMALL
from kiosk.screens.widgets import LiveText, Style, Text

TICK_S = 0.5
LOW_HZ = 30.0
"""Below so many pictures of head and hands a second the network is weak."""


class WornScreen(Screen):
    """For whoever stands beside the candidate. The headset's page ends it, or a touch here."""

    name = "worn"
    idle_s: float | None = None

    def enter(self) -> Move | None:
        """From here on the step is being done."""
        if self.visit.worn is None:
            raise RuntimeError("the headset's screen was shown before a headset was paired")
        self._play = self.visit.worn
        self._covered = False
        self._shape: tuple[object, ...] = ()
        self._next = 0.0
        self.visit.step_going = True
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving ends the attempt, so ask."""
        return lambda: Over("leave")

    def tick(self) -> Move | None:
        """Follow the step to its end."""
        if self.busy or self._covered:
            return super().tick()
        play, glance = self._play, self._play.glance
        if play.trouble is not None:
            return self.failed(play.trouble)
        if play.over in ("done", "time"):
            self.visit.step_going = False
            self.visit.feeling_when = "after"
            if not play.answered_after:
                return Go("feeling")
            self.visit.worn = None
            return after_step(self.services)
        if play.over == "void":
            return Go("stopped")
        if not glance.here and play.over is None and self.services.now() >= self._next:
            # While a headset is here its line looks at the time; while none is, this screen does.
            self._next = self.services.now() + TICK_S
            self.services.work.submit(play.tick)
        shape = (play.over, glance.here, glance.why == "staff", glance.why is None)
        if shape != self._shape:
            self._shape = shape
            self.refresh()
        return super().tick()

    def covered(self) -> None:
        """A card asks something; the headset goes on meanwhile, its end waits."""
        self._covered = True

    def uncovered(self) -> None:
        """The card is gone."""
        self._covered = False

    def compose(self, page: Page) -> None:
        """What they see at one side, how it stands at the other."""
        play = self._play
        if play.over == "stopped":
            self._compose_stopped(page)
            return
        still = play.glance.why == "staff"
        page.footer(
            Press("pause", page.say("headset.go_on" if still else "step.pause"),
                  self._pause(not still), style=Style.SECONDARY,
                  picture="arrow right" if still else "pause"),
            Press("again", page.say("headset.new_code"), lambda: Go("headset"),
                  style=Style.SECONDARY, picture="qr"),
            Press("stop", page.say("headset.stop"), self._stop, picture="cross", style=Style.CALL),
        )  # fmt: skip
        shown, told = page.halves(1.5, 1)
        page.add(Glimpse(shown, self.services.session, play, page.theme))
        self._compose_told(page, told)

    def _compose_told(self, page: Page, box: pygame.Rect) -> None:
        theme = page.theme
        rows = down(box, (1.3, 1, 1, 1, 1, 1), theme.px(8))
        title = page.say("headset.worn_title")
        page.add(Text(rows[0], title, theme, sizes=(LEAD, BODY), bold=True))
        state = Text(rows[1], self._state_words(page), theme, sizes=(BODY, SMALL), stand="middle",
                     ink="body" if self._play.glance.why is None else "near on sand")  # fmt: skip
        page.add(state)
        for row, source in zip(
            rows[2:],
            (
                lambda: self._time_words(page),
                lambda: self._beat_words(page),
                lambda: self._battery_words(page),
                lambda: page.say("headset.acts", acts=self._play.glance.acts),
            ),
            strict=True,
        ):
            page.add(LiveText(row, source, theme, size=BODY))

    def _compose_stopped(self, page: Page) -> None:
        """The headset is off: go on in it, on the screen, or not at all."""
        theme = page.theme
        page.footer(
            Press("leave", page.say("pause.leave"), lambda: Over("leave"), style=Style.SECONDARY,
                  weight=0.8),
            Press("screen", page.say("headset.anew_on_screen"), self._by_screen,
                  style=Style.SECONDARY, picture="touch"),
            Press("again", page.say("headset.go_on_headset"), lambda: Go("headset"),
                  picture="headset", style=Style.CALL),
        )  # fmt: skip
        title, lead = down(page.body, (1, 1.2), theme.px(12))
        page.add(Text(title, page.say("headset.stopped_title"), theme, sizes=(40, 34, LEAD),
                      bold=True, stand="bottom", align="centre"))  # fmt: skip
        page.add(Text(lead, page.say("headset.stopped_lead"), theme, sizes=(LEAD, BODY, SMALL),
                      ink="muted", align="centre"))  # fmt: skip

    def _state_words(self, page: Page) -> str:
        why = self._play.glance.why
        return page.say(f"headset.why_{why}" if why is not None else "headset.why_none")

    def _time_words(self, page: Page) -> str:
        left = self.services.session.seconds_left
        if left is None:
            return ""
        return f"{page.say('step.time_left')}  {int(left) // 60}:{int(left) % 60:02d}"

    def _beat_words(self, page: Page) -> str:
        hz = self._play.glance.hz
        words = page.say("headset.beat", hz=round(hz))
        weak = self._play.glance.here and 0 < hz < LOW_HZ
        return f"{words} – {page.say('headset.weak')}" if weak else words

    def _battery_words(self, page: Page) -> str:
        battery = self._play.glance.battery
        if battery is None:
            return page.say("headset.battery_unknown")
        return page.say("headset.battery", share=round(battery * 100))

    def _pause(self, on: bool) -> Callable[[], None]:
        return lambda: self.do(lambda: self._play.pause(on), lambda _: None)

    def _stop(self) -> None:
        self.do(self._play.stop, lambda _: None)

    def _by_screen(self) -> None:
        step = self.services.session.step
        self.do(self.services.let_go, lambda _: Go(on_screen(step)))
