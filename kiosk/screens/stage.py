"""Room: kiosk. Shows one screen (and a card over it), hands touches and keys to it, draws."""

from collections.abc import Callable, Mapping

import pygame
import structlog

from kiosk.screens.frame import compose_card, compose_header
from kiosk.screens.moves import Close, Go, Over
from kiosk.screens.page import HEADER, Page
from kiosk.screens.screen import Screen
from kiosk.screens.services import Services
from kiosk.screens.theme import DARK, SAND, Theme, shade, use_contrast
from kiosk.screens.widgets import Button, Widget

log = structlog.get_logger()

PREVIOUS = frozenset({pygame.K_UP, pygame.K_LEFT})
FOLLOWING = frozenset({pygame.K_DOWN, pygame.K_RIGHT})
STAFF_KEY = pygame.K_F12
ASIDE = frozenset({"listen", "ease", "call"})
"""Buttons of the header that a keyboard comes to after the screen's own."""

LONG_PRESS_S = 3.0
PRESS = frozenset({pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE})


class Stage:
    """The window's content. `size` may change at any time."""

    def __init__(
        self, services: Services, screens: Mapping[str, type[Screen]], size: tuple[int, int]
    ) -> None:
        self.services = services
        self._screens = screens
        self._theme = Theme(size, services.inches)
        self._canvas = pygame.Surface(size)
        self._last_touch = services.now()
        self._pressed: Button | None = None
        self._dragging: Screen | None = None
        """What a finger moves something on."""
        self._focus: str | None = None
        self._focus_shown = False
        self._held_since: float | None = None
        """Since when a finger rests on the header: a long press leads the staff in."""
        self._speaking = False
        self._unread = True
        """Whether what is shown was not read aloud yet, to somebody who wants all of it read."""
        self.card: Screen | None = None
        self.widgets: list[Widget] = []
        self.screen: Screen = screens["start"](services)
        self._enter(self.screen)

    @property
    def shown(self) -> Screen:
        """What touches go to: the card when there is one."""
        return self.card or self.screen

    @property
    def surface(self) -> pygame.Surface:
        """What is to be seen now."""
        return self._canvas

    @property
    def buttons(self) -> list[Button]:
        """The buttons that can be touched now."""
        return [widget for widget in self.widgets if isinstance(widget, Button)]

    def resize(self, size: tuple[int, int]) -> None:
        """Lay everything out for another window size."""
        self._theme = Theme(size, self.services.inches, self.services.visit.low)
        self._canvas = pygame.Surface(size)
        self.screen.refresh()
        self.shown.refresh()

    # --- events --------------------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> None:
        """Take one touch or key."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._touched()
            self._press(event.pos)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            self._release(event.pos)
        elif event.type == pygame.MOUSEMOTION and self._dragging is not None:
            self._touched()
            self._drag_to(event.pos)
        elif event.type == pygame.KEYDOWN:
            self._touched()
            self._key(event)

    def _touched(self) -> None:
        self._last_touch = self.services.now()

    def _press(self, place: tuple[int, int]) -> None:
        self._focus_shown = False
        if self.card is None and place[1] < self._theme.zone.top + self._theme.px(HEADER):
            self._held_since = self.services.now()
        for button in self.buttons:
            if button.holds(place) and button.enabled and not self.shown.busy:
                self._pressed = button
                self._held_since = None
                button.pressed = True
                self._draw_again(button)
        if self._pressed is None and not self.shown.busy and self.shown.drag(place, begins=True):
            self._dragging, self._held_since = self.shown, None

    def _drag_to(self, place: tuple[int, int]) -> None:
        """The finger went on; not on another screen that came meanwhile."""
        if self._dragging is self.shown and not self.shown.busy:
            self.shown.drag(place, begins=False)

    def _release(self, place: tuple[int, int]) -> None:
        self._held_since, self._dragging = None, None
        button, self._pressed = self._pressed, None
        if button is None:
            return
        button.pressed = False
        self._draw_again(button)
        if button.holds(place):
            self._act(button.act)

    def _key(self, event: pygame.event.Event) -> None:
        buttons = [button for button in self.buttons if button.enabled]
        buttons.sort(key=lambda button: button.name in ASIDE)  # the screen's own come first
        names = [button.name for button in buttons]
        back = event.mod & pygame.KMOD_SHIFT if event.key == pygame.K_TAB else event.key in PREVIOUS
        if event.key == pygame.K_TAB or event.key in PREVIOUS | FOLLOWING:
            self._move_focus(names, -1 if back else 1)
        elif event.key in PRESS and self._focus_shown and self._focus in names:
            self._act(buttons[names.index(self._focus)].act)
        elif event.key == STAFF_KEY:
            if self.card is None and not self.shown.busy:
                self.go(Over("pin"))
        elif event.key == pygame.K_ESCAPE and "back" in names:
            self._act(buttons[names.index("back")].act)
        elif not self.shown.busy:
            self.go(self.shown.key(event))

    def _move_focus(self, names: list[str], step: int) -> None:
        if not names:
            return
        if not self._focus_shown or self._focus not in names:
            own = [name for name in names if name not in ASIDE] or names
            at = names.index(own[0 if step > 0 else -1])
        else:
            at = (names.index(self._focus) + step) % len(names)
        self._focus, self._focus_shown = names[at], True
        self.shown.refresh()

    def _act(self, act: Callable[[], object]) -> None:
        if self.shown.busy:
            return
        move = act()
        self.shown.refresh()
        self.go(move)

    # --- moves ---------------------------------------------------------------------------------

    def go(self, move: object) -> None:
        """Make a move; anything else than a move is none."""
        if isinstance(move, Over):
            self._cover(move.card)
        elif isinstance(move, Close):
            self._uncover()
        elif isinstance(move, Go):
            if self.card is not None:
                self.card.leave()
                self.card = None
            self.services.voice.hush()
            self.screen.leave()
            self.screen = self._screens[move.screen](self.services)
            self._enter(self.screen)

    def _cover(self, name: str) -> None:
        if self.card is None:
            self.screen.covered()
        else:
            self.card.leave()
        self.card = self._screens[name](self.services)
        self._enter(self.card)

    def _uncover(self) -> None:
        if self.card is not None:
            self.services.voice.hush()
            self.card.leave()
            self.card = None
            self._forget_buttons()
            self.screen.uncovered()
            self.screen.refresh()

    def _enter(self, screen: Screen) -> None:
        self._focus_shown = False
        self._forget_buttons()
        self._unread = True
        self._touched()
        log.info("screen.shown", screen=screen.name)
        self.go(screen.enter())

    def _forget_buttons(self) -> None:
        """What was to be touched a moment ago is another screen's: a second finger finds nothing.

        Until the next picture is drawn nothing can be pressed, or a touch in the same moment would
        act on a screen that is no longer there.
        """
        self._pressed, self._dragging = None, None
        self.widgets = []

    # --- the loop ------------------------------------------------------------------------------

    def tick(self) -> bool:
        """One turn of the loop: work, clocks, drawing. True when the picture changed."""
        self.services.feed.watch(self.services.now())
        self.go(self.screen.tick())
        if self.card is not None:
            self.go(self.card.tick())
        self._watch_idleness()
        self._watch_long_press()
        self._watch_voice()
        if self.shown.stale or (self.card is not None and self.screen.stale):
            self._compose()
            return True
        moved = [widget for widget in self.widgets if widget.changed()]
        for widget in moved:
            self._draw_again(widget)
        return bool(moved)

    def _watch_idleness(self) -> None:
        limit = self.shown.idle_s
        if limit is None or self.shown.busy:
            return
        if self.services.now() - self._last_touch > limit:
            self.go(Over("idle"))

    def _watch_long_press(self) -> None:
        if self._held_since is None or self.card is not None or self.shown.busy:
            return
        if self.services.now() - self._held_since >= LONG_PRESS_S:
            self._held_since = None
            self.go(Over("pin"))

    def _watch_voice(self) -> None:
        if self.services.voice.speaking != self._speaking:
            self._speaking = not self._speaking
            self.screen.refresh()

    def _compose(self) -> None:
        """Lay out and draw anew what is shown; under a card, the screen grows dark."""
        visit = self.services.visit
        use_contrast(visit.contrast)
        if self._theme.low != visit.low:
            self._theme = Theme(self._theme.size, self._theme.inches, visit.low)
        self._canvas.fill(shade(SAND))
        page = self._page_of(self.screen)
        self._draw_all(page)
        if self.card is not None:
            veil = pygame.Surface(self._theme.size, pygame.SRCALPHA)
            veil.fill((*DARK, 165))
            self._canvas.blit(veil, (0, 0))
            page = self._page_of(self.card)
            self._draw_all(page)
        if self._unread and visit.aloud:
            self.services.voice.say(self.shown.aloud(page), visit.language)
        self._unread = False

    def _page_of(self, screen: Screen) -> Page:
        page = Page(self._theme, self.services.visit.texts)
        if screen.card:
            compose_card(page, screen, self.services)
        else:
            compose_header(page, screen, self.services)
            screen.compose(page)
        screen.stale = False
        for widget in page.widgets:
            if isinstance(widget, Button):
                widget.focused = self._focus_shown and widget.name == self._focus
        return page

    def _draw_all(self, page: Page) -> None:
        self.widgets = page.widgets
        for widget in self.widgets:
            widget.draw(self._canvas)

    def _draw_again(self, widget: Widget) -> None:
        self._canvas.fill(shade(widget.ground), widget.rect)
        widget.draw(self._canvas)


def faults(stage: Stage) -> list[str]:
    """What does not fit on the screen as it is laid out now."""
    found = [widget.fault() for widget in stage.widgets]
    return [fault for fault in found if fault is not None]
