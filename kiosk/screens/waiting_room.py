"""Room: kiosk. The window of a kiosk that cannot start yet: it waits, takes a code, tries again."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import pygame

from kiosk.errors import KioskError
from kiosk.heartbeat import Heartbeat
from kiosk.screens.app import closes, open_window
from kiosk.screens.page import Page
from kiosk.screens.theme import SAND, Theme, shade
from kiosk.screens.unready import trouble_page, unpaired_page
from protocol import ProtocolError

TURNS_A_SECOND = 15
LONGEST_CODE = 400
"""A pairing string has about a hundred characters."""


class Wait(Protocol):
    """What a waiting kiosk shows, takes, and waits for."""

    alive: bool
    """Whether it waits for people; else it should run by now, and nobody tells systemd that it
    does: an update that brought this about is taken back."""

    def page(self, theme: Theme) -> Page:
        """What is shown now."""

    def key(self, event: pygame.event.Event) -> None:
        """A key, of a keyboard or of a scanner that types."""

    def over(self) -> bool:
        """Whether the kiosk may try to start."""


class Pairing:
    """Waits for a pairing code, joins the server with it, and says what the server says.

    Pairing from a command line ends the wait as well.
    """

    alive = True

    def __init__(self, join: Callable[[str], object], paired: Callable[[], bool]) -> None:
        self._join = join
        self._paired = paired
        self._typed = ""
        self._told = ""
        self._asked: Future[object] | None = None
        self._work = ThreadPoolExecutor(1, "pairing")

    def page(self, theme: Theme) -> Page:
        """How the kiosk joins a server, and what was typed."""
        return unpaired_page(theme, self._typed, self._told)

    def key(self, event: pygame.event.Event) -> None:
        """Type, mend, and with Enter join."""
        if self._asked is not None:
            return
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._told = "…"
            self._asked = self._work.submit(self._join, self._typed)
        elif event.key == pygame.K_BACKSPACE:
            self._typed = self._typed[:-1]
        elif event.unicode.isprintable():
            self._typed = (self._typed + event.unicode)[:LONGEST_CODE]

    def over(self) -> bool:
        """Whether the kiosk has its keys; an answer is shown as it comes."""
        if self._asked is not None and self._asked.done():
            error = self._asked.exception()
            self._asked, self._typed = None, ""
            if error is not None and not isinstance(error, KioskError | ProtocolError | OSError):
                raise error
            self._told = str(error or "")
        return self._asked is None and self._paired()


class Again:
    """Says for a while why the kiosk did not start; then it may try again."""

    alive = False

    def __init__(self, why: str, seconds: float) -> None:
        self._why = why
        self._end = time.monotonic() + seconds

    def page(self, theme: Theme) -> Page:
        """Why, and whom to call."""
        return trouble_page(theme, self._why)

    def key(self, event: pygame.event.Event) -> None:
        """Nothing to type."""

    def over(self) -> bool:
        """When the while is over."""
        return time.monotonic() > self._end


def wait_for(wait: Wait, *, windowed: tuple[int, int] | None, locked: bool, inches: float) -> bool:
    """Show what is waited for until it is there. False when somebody closed the window."""
    window = open_window(windowed)
    heart, clock = Heartbeat(), pygame.time.Clock()
    if wait.alive:
        heart.ready()
    try:
        while not wait.over():
            for event in pygame.event.get():
                if closes(event) and not locked:
                    return False
                if event.type == pygame.KEYDOWN:
                    wait.key(event)
            _draw(window, wait.page(Theme(window.get_size(), inches)))
            if wait.alive:
                heart.beat()
            clock.tick(TURNS_A_SECOND)
    finally:
        pygame.display.quit()  # fonts stay: what was set in them is kept
    return True


def _draw(window: pygame.Surface, page: Page) -> None:
    window.fill(shade(SAND))
    for widget in page.widgets:
        widget.draw(window)
    pygame.display.flip()
