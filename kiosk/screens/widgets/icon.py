"""Room: kiosk. A pictogram on a disc."""

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.shapes import rounded
from kiosk.screens.theme import SAND, TEAL, WHITE, Colour
from kiosk.screens.widgets.widget import Still


class Icon(Still):
    """A pictogram in the middle of a round disc as large as its box, at `most` so many pixels."""

    def __init__(
        self,
        rect: pygame.Rect,
        name: str,
        *,
        disc: Colour = TEAL,
        colour: Colour = WHITE,
        ground: Colour = SAND,
        most: int = 10_000,
    ) -> None:
        super().__init__(rect, ground)
        self._most = most
        self._name = name
        self._disc = disc
        self._colour = colour

    def draw(self, surface: pygame.Surface) -> None:
        """Draw disc and pictogram."""
        side = min(*self.rect.size, self._most)
        box = pygame.Rect(0, 0, side, side)
        box.center = self.rect.center
        surface.blit(rounded(box.size, side // 2, self._disc, None, 0), box)
        drawn = icon(self._name, round(side * 0.56), self._colour)
        surface.blit(drawn, drawn.get_rect(center=box.center))
