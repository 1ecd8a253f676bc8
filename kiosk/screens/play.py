"""Room: kiosk. What scenes and dialogues have in common: the briefing, the clock, the end."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import pygame

from kiosk.plays import Playing, keep_play
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, down
from kiosk.screens.screen import Screen
from kiosk.screens.step import UNTIMED_IDLE_S
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL, TITLE
from kiosk.screens.watch import compose_picture
from kiosk.screens.widgets import LiveText, Style, Text
from scenarios import Step
from scenarios.plays.acts import Act

SHORT_S = 180.0
"""With less time than this left, more of it is offered."""


class PlayScreen(Screen):
    """A step done on the screen itself. Its time begins with a touch, after the instruction.

    The clock stops in a pause, in help and while words are read aloud.
    """

    idle_s: float | None = UNTIMED_IDLE_S
    start_words: ClassVar[str] = "play.begin"

    def enter(self) -> Move | None:
        """Show what is to be done; the time does not run yet."""
        self._playing: Playing | None = None
        self._covered = False
        self._short = False
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving ends the attempt, so ask."""
        return lambda: Over("leave")

    @property
    def playing(self) -> Playing:
        """What is being played; only once it was begun."""
        if self._playing is None:
            raise RuntimeError("the play was asked for before it began")
        return self._playing

    @property
    def begun(self) -> bool:
        """Whether the person has begun."""
        return self._playing is not None

    def tick(self) -> Move | None:
        """Watch the time and the voice."""
        if self.begun and not self.busy:
            self._watch_clock()
            left = self.services.session.seconds_left
            if left is not None and left <= 0:
                self.finish()
            short = left is not None and left < SHORT_S
            if (short and self.services.session.extensions_left > 0) != self._short:
                self._short = not self._short
                self.refresh()
        return super().tick()

    def covered(self) -> None:
        """Time stands still while the person reads help or pauses."""
        self._covered = True
        self.services.session.clock.pause()

    def uncovered(self) -> None:
        """Time goes on, unless something is being read aloud."""
        self._covered = False

    def compose(self, page: Page) -> None:
        """The briefing first, then the play."""
        if self.begun:
            self.compose_play(page)
        else:
            self._compose_briefing(page)

    def compose_play(self, page: Page) -> None:
        """Put the play on the page."""
        raise NotImplementedError

    def opened(self) -> None:
        """Called once, when the play has begun."""

    def pending(self) -> None:
        """Write down what is done but not yet written; called just before the end."""

    def act(
        self,
        kind: Act,
        on: str,
        choices: Sequence[str] = (),
        *,
        value: float | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Write down what was done, let it count, and go on with `then`."""
        acted = self.playing.made(kind, on, choices, value=value)

        def written(_: object) -> None:
            self.playing.count(acted)
            then()

        self.do(lambda: self.playing.write(acted), written)

    def finish(self) -> None:
        """End the step: keep what was done, and go on."""
        session = self.services.session
        session.clock.pause()
        self.do(self._end, lambda _: Go("step" if session.has_step_to_do else "review"))

    def time_left(self, page: Page, box: pygame.Rect) -> None:
        """The time left, where the step has a limit."""
        if self.playing.session.step.time_limit_s is None:
            return
        page.add(LiveText(box, self._clock_words, page.theme, size=30, bold=True, align="right"))

    def common_presses(self, page: Page) -> list[Press]:
        """Pause and help, as in every step; more time instead of help once it grows short."""
        pause = Press("pause", page.say("step.pause"), lambda: Over("pause"),
                      style=Style.SECONDARY, picture="pause", weight=0.8)  # fmt: skip
        if self._short:
            more = Press("more time", page.say("step.more_time"), self._extend,
                         style=Style.SECONDARY, picture="more time", weight=0.8)  # fmt: skip
            return [pause, more]
        return [
            pause,
            Press("help", page.say("app.help"), lambda: Over("help"), style=Style.SECONDARY,
                  picture="question", weight=0.8),
        ]  # fmt: skip

    def words(self, key: str) -> str:
        """A text of the pack in the person's language."""
        return self.services.session.pack.text(key, self.visit.language)

    @property
    def step(self) -> Step:
        """The step this screen shows, also before it is begun."""
        return self.services.session.step_at_hand

    def _extend(self) -> None:
        """Somebody needs longer: the limit is put off, how long it took is measured as ever."""
        if self.services.session.extensions_left > 0:
            self.do(self.services.session.extend_step, lambda _: None)

    def _compose_briefing(self, page: Page) -> None:
        theme, step = page.theme, self.step
        page.footer(
            *self.common_presses(page),
            Press("begin", page.say(self.start_words), self._begin, picture="arrow right",
                  style=Style.CALL, weight=1.6),
        )  # fmt: skip
        told, shown = page.halves(1.0, 1.15)
        if theme.portrait:
            told, shown = down(page.body, (1, 1.2), theme.px(24))
        steps = self.services.session.pack.steps
        of, title, words = down(told, (0.4, 0.9, 3), theme.px(10))
        at = page.say("app.steps", at=steps.index(step) + 1, of=len(steps))
        page.add(Text(of, at, theme, sizes=(SMALL,), ink="muted"))
        page.add(Text(title, self.words(step.title), theme, sizes=(TITLE, 38, LEAD), bold=True))
        page.add(Text(words, self.words(step.instruction), theme,
                      sizes=(LEAD, BODY, 24, SMALL, LEAST)))  # fmt: skip
        compose_picture(page, shown, self.services.session.pack, step)

    def _begin(self) -> None:
        session = self.services.session

        def job() -> Playing:
            session.begin_step()
            playing = Playing(session)
            playing.begin()
            return playing

        self.do(job, self._started)

    def _started(self, playing: Playing) -> None:
        self._playing = playing
        if self.step.time_limit_s is not None:
            self.idle_s = None  # from here on the time ends it
        self.visit.step_going = True
        self.opened()

    def _end(self) -> None:
        self.pending()
        keep_play(self.playing)
        self.services.session.finish_step()
        self.visit.step_going = False

    def _watch_clock(self) -> None:
        """The clock runs while nothing covers the screen and nothing is read aloud."""
        clock = self.services.session.clock
        runs = not self._covered and not self.services.voice.speaking
        if runs and not clock.running:
            clock.go_on()
        elif not runs and clock.running:
            clock.pause()

    def _clock_words(self) -> str:
        left = self.services.session.seconds_left
        return "" if left is None else f"{int(left) // 60}:{int(left) % 60:02d}"
