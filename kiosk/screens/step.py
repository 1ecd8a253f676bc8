"""Room: kiosk. A step of the test: what to do, the live picture, the time left."""

from collections.abc import Callable

import pygame

from kiosk.clip import MEDIA_TYPE
from kiosk.screens.equipment import BOARD_SIGHTS
from kiosk.screens.film import Film
from kiosk.screens.guidance import Guidance
from kiosk.screens.mode import way_to_play
from kiosk.screens.moves import Go, Move, Over
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.screen import Screen
from kiosk.screens.services import Services
from kiosk.screens.start import load_picture
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL, TARGET
from kiosk.screens.watch import compose_picture
from kiosk.screens.watching import Watching
from kiosk.screens.widgets import (
    LivePicture,
    LiveText,
    Picture,
    Progress,
    Style,
    Text,
)
from kiosk.session import EXTENSIONS
from scenarios import Step

UNTIMED_IDLE_S = 900.0
"""A step without a limit must not wait for ever: the next person would go on with the test."""

LOST_BAR = 170
"""Height in units of the words under a picture that is gone: nobody must overlook them."""

DONE = {"none": ("step.next", "arrow right"), "clip": ("step.done", "check"),
        "photo": ("step.photo", "camera")}  # fmt: skip
"""What the button that ends a step says and shows, by what the step captures."""


class StepScreen(Screen):
    """One step. The clock stops while the camera gives no picture, in a pause and in help."""

    name = "step"
    idle_s: float | None = None

    def enter(self) -> Move | None:
        """Begin the step that comes next, unless it is being done."""
        if self._step.time_limit_s is None:
            self.idle_s = UNTIMED_IDLE_S
        self._live = True
        self._covered = False
        self._watching: Watching | None = None
        self._guidance: Guidance | None = None
        session = self.services.session
        if self._step.plays:
            return Go(way_to_play(self.services, self._step))
        if self.visit.step_going:
            self._begun()
        else:
            self.do(session.begin_step, lambda _: self._begun())
        return None

    @property
    def back(self) -> Callable[[], Move | None]:
        """Leaving ends the attempt, so ask."""
        return lambda: Over("leave")

    def tick(self) -> Move | None:
        """Watch the camera and the time."""
        film = self.visit.film
        if film is not None and self.services.session.clock.running:
            film.tick(self.services.now())
        self._watch_camera()
        if self._watching is not None and not self.busy and self.services.session.clock.running:
            error = self._watching.tick()
            if error is not None:
                return self.failed(error)
        if self._guidance is not None and not self._covered:
            self._guidance.tick()
        left = self._left()
        if left is not None and left <= 0 and not self.busy:
            return self._done()
        return super().tick()

    def covered(self) -> None:
        """Time stands still while the person reads help or pauses."""
        self._covered = True
        self.services.session.clock.pause()

    def uncovered(self) -> None:
        """Time goes on."""
        self._covered = False
        if self._live and not self.busy:
            self.services.session.clock.go_on()

    def compose(self, page: Page) -> None:
        """Instruction and picture, live view and clock, and the buttons."""
        session, step = self.services.session, self._step
        language = self.visit.language
        words, picture = DONE[step.capture]
        page.footer(
            Press("pause", page.say("step.pause"), lambda: Over("pause"), style=Style.SECONDARY,
                  picture="pause", weight=0.8),
            Press("help", page.say("app.help"), lambda: Over("help"), style=Style.SECONDARY,
                  picture="question", weight=0.8),
            Press("done", page.say(words), self._done, picture=picture, style=Style.CALL,
                  weight=1.6),
        )  # fmt: skip
        told, seen = page.halves(1.0, 1.15)
        if page.theme.portrait:
            told, seen = down(page.body, (1, 1.05), page.theme.px(24))
        self._compose_words(
            page,
            told,
            session.pack.text(step.title, language),
            session.pack.text(step.instruction, language),
        )
        self._compose_view(page, seen, clock=step.time_limit_s)

    def _compose_words(self, page: Page, box: pygame.Rect, title: str, words: str) -> None:
        theme = page.theme
        steps = self.services.session.pack.steps
        of = page.say("app.steps", at=steps.index(self._step) + 1, of=len(steps))
        if theme.portrait:
            box, shown = across(box, (1.25, 1), theme.px(24))
        else:
            box, shown = down(box, (1.25, 1), theme.px(16))
        page.add(Text(top := _cut(box, theme.px(34)), of, theme, sizes=(SMALL,), ink="muted"))
        box = _below(box, top)
        page.add(
            Text(top := _cut(box, theme.px(58)), title, theme, sizes=(42, 36, LEAD), bold=True)
        )
        box = _below(box, top)
        page.add(Text(box, words, theme, sizes=(LEAD, BODY, 24, SMALL, LEAST)))
        compose_picture(page, shown, self.services.session.pack, self._step)

    def _compose_view(self, page: Page, box: pygame.Rect, clock: int | None) -> None:
        theme = page.theme
        view = box.copy()
        timed = self._live and clock is not None
        bar = theme.px(LOST_BAR if not self._live else TARGET + 26 if timed else 78)
        view.height -= bar
        pack = self.services.session.pack
        if pack.uses_camera:
            no_picture = page.say("step.no_picture")
            page.add(
                LivePicture(view, self.services.feed.fitted, no_picture, theme,
                            hint=lambda: self._hint(page))
            )  # fmt: skip
        else:
            page.add(Picture(view, load_picture(pack.picture(pack.scenario.cover))))
        line = pygame.Rect(box.left, view.bottom + theme.px(8), box.width, theme.px(54))
        if not self._live:
            line.height = bar - theme.px(12)
            page.add(
                Text(line, page.say("trouble.camera"), theme, sizes=(LEAD, BODY, SMALL, LEAST),
                     ink="alarm on sand", bold=True, stand="middle")
            )  # fmt: skip
        elif clock is not None:
            line.height = theme.px(TARGET)
            self._compose_clock(page, line, clock)
        elif self.visit.time_up or pack.uses_camera:
            told = "step.time_up" if self.visit.time_up else "step.recording"
            page.add(
                Text(line, page.say(told), theme, sizes=(BODY, SMALL), stand="middle",
                     ink="near on sand" if self.visit.time_up else "muted")
            )  # fmt: skip

    def _compose_clock(self, page: Page, line: pygame.Rect, limit_s: int) -> None:
        """The time left, and more of it for whoever needs it."""
        theme, session = page.theme, self.services.session
        times, more = across(line, (1, 1.1), theme.px(20))
        top, track = down(times, (1, 0.16), theme.px(6))
        label, time = across(top, (1, 1), 0)
        page.add(Text(label, page.say("step.time_left"), theme, sizes=(BODY, SMALL), ink="muted",
                      stand="middle"))  # fmt: skip
        page.add(LiveText(time, self._clock, theme, size=40, bold=True, align="right"))
        page.add(Progress(track, lambda: (self._left() or 0.0) / limit_s))
        left = session.extensions_left if self.visit.step_going else EXTENSIONS
        page.add(
            Press("more time", page.say("step.more_time"), self._extend, style=Style.SECONDARY,
                  picture="more time", enabled=left > 0).button(more, theme)
        )  # fmt: skip

    def _extend(self) -> None:
        """Somebody needs longer: the limit is put off, how long it took is measured as ever."""
        if self.visit.step_going and self.services.session.extensions_left > 0:
            self.do(self.services.session.extend_step, lambda _: None)

    def _hint(self, page: Page) -> str | None:
        """What would spoil the pictures, in words."""
        hint = self._guidance.hint if self._guidance is not None else None
        return page.say(hint) if hint is not None and page.texts.has(hint) else None

    def _clock(self) -> str:
        left = self._left()
        return "" if left is None else f"{int(left) // 60}:{int(left) % 60:02d}"

    def _left(self) -> float | None:
        return self.services.session.seconds_left if self.visit.step_going else None

    @property
    def _step(self) -> Step:
        """The step this screen shows, also in the moment before it is begun."""
        return self.services.session.step_at_hand

    def _begun(self) -> None:
        """The step is being done: the clock runs while the camera sees."""
        self.visit.step_going = True
        self.services.feed.hold()
        session = self.services.session
        session.clock.go_on()
        if not self._live:
            session.clock.pause()
        if session.step.capture != "none":
            needs_board = session.pack.sight_of(session.step) in BOARD_SIGHTS
            self._guidance = Guidance(self.services, needs_board=needs_board)
        if session.step.capture == "clip" and session.step.sight is not None:
            self._watching = Watching(self.services)
        if session.step.capture == "clip" and self.visit.film is None:
            services = self.services
            self.visit.film = Film(services.feed, services.desk.scratch, services.now())

    def _watch_camera(self) -> None:
        """A camera that dies stops the clock; it goes on when the camera is back."""
        needed = self.services.session.pack.uses_camera
        live = not needed or self.services.feed.newest() is not None
        if live == self._live:
            return
        self._live = live
        clock = self.services.session.clock
        if not live:
            clock.pause()
        elif self.visit.step_going and not self.busy and not self._covered:
            clock.go_on()
        self.refresh()

    def _done(self) -> Move | None:
        """The candidate is done: the clock stops at the touch."""
        if not self.visit.step_going:
            return None
        session = self.services.session
        session.clock.pause()
        self.visit.time_up = session.seconds_left == 0
        if session.step.capture == "photo":
            return Go("measuring")
        self.do(self._end, lambda _: after_step(self.services))
        return None

    def _end(self) -> None:
        """Keep the clip, then end the step."""
        film, session = self.visit.film, self.services.session
        if film is not None:
            clip = film.close()
            if clip is not None:
                session.keep(clip, MEDIA_TYPE, "clip")
            film.discard()
            self.visit.film = None
        session.finish_step()
        self.visit.step_going = False


def after_step(services: Services) -> Move:
    """Where a finished step leads."""
    return Go("step" if services.session.has_step_to_do else "review")


def _cut(box: pygame.Rect, height: int) -> pygame.Rect:
    return pygame.Rect(box.left, box.top, box.width, height)


def _below(box: pygame.Rect, top: pygame.Rect) -> pygame.Rect:
    return pygame.Rect(box.left, top.bottom, box.width, box.bottom - top.bottom)
