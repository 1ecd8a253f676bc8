"""Room: kiosk. One line of a check: what is looked at, how it stands, and the remedy."""

from enum import Enum

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.shapes import rounded
from kiosk.screens.theme import (
    BODY,
    GREEN,
    INKS,
    LEAST,
    MUTED,
    ORANGE_DEEP,
    SMALL,
    WHITE,
    Colour,
    Theme,
)
from kiosk.screens.typeset import typeset
from kiosk.screens.widgets.text import draw_lines
from kiosk.screens.widgets.widget import Still


class CheckState(Enum):
    """How a check stands: ink of the words, and the mark beside it."""

    WAITING = ("muted", "clock")
    NOTE = ("muted", "paper")
    GOOD = ("good on sand", "check")
    REMEDY = ("near on sand", "warning")


_DISC: dict[CheckState, Colour] = {
    CheckState.WAITING: MUTED,
    CheckState.NOTE: MUTED,
    CheckState.GOOD: GREEN,
    CheckState.REMEDY: ORANGE_DEEP,
}


class Check(Still):
    """A pictogram, the name of what is checked, and how it stands or what to do."""

    def __init__(
        self,
        rect: pygame.Rect,
        name: str,
        words: str,
        state: CheckState,
        theme: Theme,
        *,
        white: bool = False,
    ) -> None:
        super().__init__(rect, WHITE if white else INKS["body"].ground)
        self.words = words
        self._name = name
        self._state = state
        self._side = theme.px(56)
        left = self._side + theme.px(18)
        box = pygame.Rect(rect.left + left, rect.top, rect.width - left, rect.height)
        self._title = typeset(name, box.size, theme, (BODY, SMALL), bold=True)
        rest = box.height - self._title.height_px
        self._setting = typeset(words, (box.width, rest), theme, (SMALL, LEAST))
        height = self._title.height_px + self._setting.height_px
        self._box = box.move(0, (box.height - height) // 2)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw mark, name and words."""
        ink, mark = self._state.value
        disc = pygame.Rect(0, 0, self._side, self._side)
        disc.midleft = self.rect.midleft
        surface.blit(rounded(disc.size, self._side // 2, _DISC[self._state], None, 0), disc)
        drawn = icon(mark, round(self._side * 0.56), WHITE)
        surface.blit(drawn, drawn.get_rect(center=disc.center))
        draw_lines(surface, self._box, self._title, INKS["body"].text, "left", "top")
        under = self._box.move(0, self._title.height_px)
        draw_lines(surface, under, self._setting, INKS[ink].text, "left", "top")

    def fault(self) -> str | None:
        """Say when the words do not fit."""
        if self._title.fits and self._setting.fits:
            return None
        return f"check {self._name!r}: {self.words!r} does not fit into {self.rect}"

    def spoken(self) -> str | None:
        """Name and state."""
        return f"{self._name}: {self.words}"
