"""Room: kiosk. What every widget is."""

from typing import Protocol

import pygame

from kiosk.screens.theme import Colour


class Widget(Protocol):
    """Something with a place on the screen that draws itself."""

    @property
    def rect(self) -> pygame.Rect:
        """Its place, in pixels of the window."""

    @property
    def ground(self) -> Colour:
        """The colour behind it: laid down before it is drawn again alone."""

    def draw(self, surface: pygame.Surface) -> None:
        """Draw it in its place."""

    def changed(self) -> bool:
        """Whether what it shows has moved on since it was last drawn."""

    def fault(self) -> str | None:
        """What does not fit into its place, in words; None when all does."""

    def spoken(self) -> str | None:
        """What is read aloud for it; None for nothing."""


class Still:
    """Base of widgets that change only when their screen is composed anew."""

    def __init__(self, rect: pygame.Rect, ground: Colour) -> None:
        self._rect = rect
        self._ground = ground

    @property
    def rect(self) -> pygame.Rect:
        """Its place, in pixels of the window."""
        return self._rect

    @property
    def ground(self) -> Colour:
        """The colour behind it."""
        return self._ground

    def changed(self) -> bool:
        """Never: a still widget shows one thing."""
        return False

    def fault(self) -> str | None:
        """Nothing to fit."""
        return None

    def spoken(self) -> str | None:
        """Nothing to read aloud."""
        return None
