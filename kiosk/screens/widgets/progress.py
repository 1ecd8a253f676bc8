"""Room: kiosk. Shows that something is under way, and how far."""

import math
from collections.abc import Callable

import pygame

from kiosk.screens.shapes import rounded
from kiosk.screens.theme import ORANGE, SAND, SAND_DEEP, TEAL, WHITE, Colour, shade
from kiosk.screens.widgets.widget import Still


class Progress(Still):
    """A bar filled from the left; `share` gives 0 to 1."""

    def __init__(
        self,
        rect: pygame.Rect,
        share: Callable[[], float],
        *,
        colour: Colour = TEAL,
        ground: Colour = SAND,
    ) -> None:
        super().__init__(rect, ground)
        self._share = share
        self._colour = colour
        self._shown = -1

    def changed(self) -> bool:
        """Whether the bar would be drawn longer or shorter by a pixel."""
        return self._filled() != self._shown

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the bar."""
        self._shown = self._filled()
        radius = self.rect.height // 2
        surface.blit(rounded(self.rect.size, radius, SAND_DEEP, None, 0), self.rect)
        if self._shown > 0:
            done = (max(self._shown, self.rect.height), self.rect.height)
            surface.blit(rounded(done, radius, self._colour, None, 0), self.rect)

    def _filled(self) -> int:
        return round(min(1.0, max(0.0, self._share())) * self.rect.width)


class Spinner(Still):
    """Dots going round while something takes time that nobody can foretell."""

    DOTS = 10
    STEP_S = 0.1

    def __init__(
        self,
        rect: pygame.Rect,
        now: Callable[[], float],
        *,
        ground: Colour = SAND,
    ) -> None:
        super().__init__(rect, ground)
        self._now = now
        self._shown = -1

    def changed(self) -> bool:
        """Ten times a second."""
        return self._at() != self._shown

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the dots; the leading one is the largest."""
        self._shown = self._at()
        side = min(self.rect.size)
        radius = side * 0.42
        rest = WHITE if self.ground == TEAL else TEAL
        for dot in range(self.DOTS):
            behind = (self._shown - dot) % self.DOTS
            angle = 2 * math.pi * dot / self.DOTS - math.pi / 2
            centre = (
                self.rect.centerx + radius * math.cos(angle),
                self.rect.centery + radius * math.sin(angle),
            )
            size = side * 0.07 * (1 - 0.07 * behind)
            colour = ORANGE if behind == 0 else rest
            pygame.draw.aacircle(surface, shade(colour), centre, max(2.0, size))

    def _at(self) -> int:
        return int(self._now() / self.STEP_S) % self.DOTS
