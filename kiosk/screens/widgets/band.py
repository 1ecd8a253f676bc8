"""Room: kiosk. A plain coloured area with an accent line below it, or round corners."""

import pygame

from kiosk.screens.shapes import rounded
from kiosk.screens.theme import Colour, shade
from kiosk.screens.widgets.widget import Still


class Band(Still):
    """An area of one colour."""

    def __init__(
        self, rect: pygame.Rect, fill: Colour, accent: Colour, accent_px: int, *, radius: int = 0
    ) -> None:
        super().__init__(rect, fill)
        self._accent = accent
        self._accent_px = accent_px
        self._radius = radius

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the area, then the line along its lower edge."""
        if self._radius:
            surface.blit(rounded(self.rect.size, self._radius, self.ground, None, 0), self.rect)
        else:
            surface.fill(shade(self.ground), self.rect)
        if self._accent_px:
            line = self.rect.copy()
            line.top = self.rect.bottom - self._accent_px
            line.height = self._accent_px
            surface.fill(shade(self._accent), line)
