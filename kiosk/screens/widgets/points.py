"""Room: kiosk. One point of a list: a pictogram and what it means."""

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.shapes import rounded
from kiosk.screens.theme import BODY, INKS, LEAST, SMALL, TEAL, TEAL_SOFT, Theme
from kiosk.screens.typeset import Setting, typeset
from kiosk.screens.widgets.text import draw_lines
from kiosk.screens.widgets.widget import Still


class Point(Still):
    """A pictogram at the left and a sentence or two beside it."""

    def __init__(
        self,
        rect: pygame.Rect,
        picture: str,
        text: str,
        theme: Theme,
        *,
        ink: str = "body",
        sizes: tuple[float, ...] = (BODY, 24, SMALL, LEAST),
    ) -> None:
        super().__init__(rect, INKS[ink].ground)
        self.text = text
        self._picture = picture
        self._colour = INKS[ink].text
        self._side = min(rect.height, theme.px(64))
        gap = theme.px(20)
        self._words = rect.copy()
        self._words.left += self._side + gap
        self._words.width -= self._side + gap
        self.setting: Setting = typeset(text, self._words.size, theme, sizes)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw pictogram and words."""
        disc = pygame.Rect(0, 0, self._side, self._side)
        disc.midleft = self.rect.midleft
        surface.blit(rounded(disc.size, self._side // 2, TEAL_SOFT, None, 0), disc)
        drawn = icon(self._picture, round(self._side * 0.56), TEAL)
        surface.blit(drawn, drawn.get_rect(center=disc.center))
        draw_lines(surface, self._words, self.setting, self._colour, "left", "middle")

    def fault(self) -> str | None:
        """Say when the words are larger than their box."""
        return None if self.setting.fits else f"point {self.text!r} does not fit into {self.rect}"

    def spoken(self) -> str | None:
        """The words."""
        return self.text
