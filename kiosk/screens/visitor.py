"""Room: kiosk. A visitor made of code: touches buttons and types keys, as a person would."""

import time
from collections.abc import Callable

import pygame

from kiosk.errors import KioskError
from kiosk.screens.stage import Stage
from kiosk.screens.widgets import Button

PATIENCE_S = 90.0
"""How long a visitor waits for a screen: a machine full of other work is slow, not broken."""


class LostVisitorError(KioskError):
    """A button that should be there is not, or a screen did not come."""


class Visitor:
    """Plays a visit on a stage, for the gallery of screens and for tests."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def touch(self, name: str, within_s: float = 10.0) -> None:
        """Press and let go the button of that name, as soon as it can be pressed.

        Raises LostVisitorError when it cannot be within that time.
        """
        end = time.monotonic() + within_s
        while not self._can_press(name) and time.monotonic() < end:
            self.stage.tick()
            time.sleep(0.002)
        place = self._button(name).rect.center
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self.stage.handle(pygame.event.Event(kind, button=1, pos=place))
        self.stage.tick()

    def choose(self, test: str) -> None:
        """Touch the card of a test, turning to where it is."""
        for _ in range(20):
            if test in {button.name for button in self.stage.buttons}:
                break
            self.touch("more")
        self.touch(test)

    def key(self, key: int, text: str = "", mod: int = 0) -> None:
        """Press a key of a keyboard."""
        event = pygame.event.Event(pygame.KEYDOWN, key=key, unicode=text, mod=mod)
        self.stage.handle(event)
        self.stage.tick()

    def until(self, screen: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until that screen or card is shown and has nothing under way."""
        self.wait(lambda: self.stage.shown.name == screen and not self.stage.shown.busy,
                  f"the screen {screen!r}", timeout_s)  # fmt: skip

    def wait(self, ready: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S) -> None:
        """Turn the loop until something is so. Raises LostVisitorError when it takes too long."""
        end = time.monotonic() + timeout_s
        while not ready():
            if time.monotonic() > end:
                shown = self.stage.shown.name
                raise LostVisitorError(
                    f"waited {timeout_s:g} s for {what}, {shown!r} is shown; look at the log."
                )
            self.stage.tick()
            time.sleep(0.002)
        self.stage.tick()

    def _can_press(self, name: str) -> bool:
        found = (button for button in self.stage.buttons if button.name == name)
        return not self.stage.shown.busy and any(button.enabled for button in found)

    def _button(self, name: str) -> Button:
        self.stage.tick()
        found = {button.name: button for button in self.stage.buttons}
        if name not in found or not found[name].enabled:
            shown = self.stage.shown.name
            raise LostVisitorError(f"{shown!r} has no button {name!r} now, only {sorted(found)}.")
        return found[name]
