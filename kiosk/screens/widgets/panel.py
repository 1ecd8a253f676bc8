"""Room: kiosk. A white card behind other widgets."""

import pygame

from kiosk.screens.shapes import rounded
from kiosk.screens.theme import LINE, SAND, WHITE, Colour, Theme
from kiosk.screens.widgets.widget import Still


class Panel(Still):
    """A card with rounded corners."""

    def __init__(
        self,
        rect: pygame.Rect,
        theme: Theme,
        *,
        fill: Colour = WHITE,
        border: Colour | None = LINE,
        ground: Colour = SAND,
    ) -> None:
        super().__init__(rect, ground)
        self._theme = theme
        self._fill = fill
        self._border = border

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the card."""
        px = self._theme.px
        surface.blit(rounded(self.rect.size, px(18), self._fill, self._border, px(2)), self.rect)
