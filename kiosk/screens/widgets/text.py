"""Room: kiosk. Words in a box."""

from collections.abc import Callable, Sequence
from typing import Literal

import pygame

from kiosk.screens.theme import BODY, INKS, LEAST, Theme, shade
from kiosk.screens.typeset import Setting, typeset
from kiosk.screens.widgets.widget import Still

Align = Literal["left", "centre", "right"]
Stand = Literal["top", "middle", "bottom"]


class Text(Still):
    """Words set into a box at the largest of `sizes` that fits."""

    def __init__(
        self,
        rect: pygame.Rect,
        text: str,
        theme: Theme,
        *,
        sizes: Sequence[float] = (BODY, LEAST),
        ink: str = "body",
        bold: bool = False,
        align: Align = "left",
        stand: Stand = "top",
        aloud: bool = True,
    ) -> None:
        super().__init__(rect, INKS[ink].ground)
        self.text = text
        self._colour = INKS[ink].text
        self._align = align
        self._stand = stand
        self._aloud = aloud
        self.setting: Setting = typeset(text, rect.size, theme, sizes, bold=bold)

    @property
    def bottom(self) -> int:
        """Where the last line ends, when the text stands at the top of its box."""
        return self.rect.top + self.setting.height_px

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the lines."""
        draw_lines(surface, self.rect, self.setting, self._colour, self._align, self._stand)

    def fault(self) -> str | None:
        """Say when the words are larger than the box."""
        if self.setting.fits:
            return None
        return (
            f"{self.text!r} needs {self.setting.width_px}×{self.setting.height_px}, box {self.rect}"
        )

    def spoken(self) -> str | None:
        """The words, unless they are only decoration."""
        return self.text if self._aloud else None


class LiveText(Still):
    """One line of words that moves on by itself: a clock, a count."""

    def __init__(
        self,
        rect: pygame.Rect,
        source: Callable[[], str],
        theme: Theme,
        *,
        size: float = BODY,
        ink: str = "body",
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        super().__init__(rect, INKS[ink].ground)
        self._source = source
        self._theme = theme
        self._size = size
        self._bold = bold
        self._colour = INKS[ink].text
        self._align = align
        self._shown: str | None = None

    def changed(self) -> bool:
        """Whether the words differ from those drawn."""
        return self._shown != self._source()

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the newest words."""
        self._shown = self._source()
        draw_lines(surface, self.rect, self._setting(), self._colour, self._align, "middle")

    def fault(self) -> str | None:
        """Say when the words are larger than the box."""
        if self._setting().fits:
            return None
        return f"{self._source()!r} does not fit into {self.rect}"

    def _setting(self) -> Setting:
        sizes = (self._size, LEAST)
        return typeset(self._source(), self.rect.size, self._theme, sizes, bold=self._bold)


def draw_lines(
    surface: pygame.Surface,
    rect: pygame.Rect,
    setting: Setting,
    colour: tuple[int, int, int],
    align: Align,
    stand: Stand,
) -> None:
    """Draw set lines into a box."""
    spare = rect.height - setting.height_px
    top = rect.top + {"top": 0, "middle": spare // 2, "bottom": spare}[stand]
    for line in setting.lines:
        drawn = setting.font.render(line, True, shade(colour))
        spare = rect.width - drawn.get_width()
        left = rect.left + {"left": 0, "centre": spare // 2, "right": spare}[align]
        surface.blit(drawn, (left, top + (setting.line_px - drawn.get_height()) // 2))
        top += setting.line_px
