"""Room: kiosk. One measured thing: its name, its value, and where the value lies on a scale."""

from dataclasses import dataclass
from enum import Enum

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.shapes import rounded
from kiosk.screens.theme import (
    BODY,
    DARK,
    GREEN,
    GREEN_SOFT,
    INKS,
    LEAST,
    MUTED,
    ORANGE_DEEP,
    ORANGE_SOFT,
    SAND_DEEP,
    SMALL,
    WHITE,
    Colour,
    Theme,
    shade,
)
from kiosk.screens.typeset import typeset
from kiosk.screens.widgets.text import draw_lines
from kiosk.screens.widgets.widget import Still


class GaugeState(Enum):
    """What is said of a value: ink, mark and colour; never by colour alone."""

    GOOD = ("good", "check", GREEN)
    NEAR = ("near", "near", ORANGE_DEEP)
    FAR = ("near", "far", ORANGE_DEEP)
    PERSON = ("muted on white", "person", MUTED)

    @property
    def ink(self) -> str:
        """Ink of the words on white."""
        return str(self.value[0])

    @property
    def mark(self) -> str:
        """Pictogram."""
        return str(self.value[1])

    @property
    def colour(self) -> Colour:
        """Colour of the disc behind the pictogram."""
        return self.value[2]


@dataclass(frozen=True)
class Zone:
    """A stretch of the scale (0 to 1 from left to right) and how good it is to lie there (0-1)."""

    start: float
    end: float
    share: float


@dataclass(frozen=True)
class Reading:
    """What a gauge shows, all in words and shares of the scale's length.

    `at` is the value's place and `spread` its uncertainty to each side; None without a value.
    """

    title: str
    value: str
    words: str
    wanted: str
    state: GaugeState
    zones: tuple[Zone, ...] = ()
    at: float | None = None
    spread: float = 0.0


class Gauge(Still):
    """A row: mark and name at the left, value at the right, scale and words below."""

    def __init__(self, rect: pygame.Rect, reading: Reading, theme: Theme) -> None:
        super().__init__(rect, WHITE)
        self.reading = reading
        self._theme = theme
        px = theme.px
        self._mark = pygame.Rect(rect.left, rect.top + px(2), px(36), px(36))
        left = self._mark.right + px(14)
        value_width = round(rect.width * 0.3) if reading.value else 0
        self._value_box = pygame.Rect(rect.right - value_width, rect.top, value_width, px(40))
        self._title_box = pygame.Rect(left, rect.top, self._value_box.left - left - px(8), px(40))
        scale_height = px(14) if reading.zones else 0
        self._scale = pygame.Rect(
            left, self._title_box.bottom + px(4), rect.right - left, scale_height
        )
        words_top = self._scale.bottom + px(4)
        self._words_box = pygame.Rect(left, words_top, rect.right - left, rect.bottom - words_top)
        self._title = typeset(
            reading.title, self._title_box.size, theme, (BODY, SMALL, LEAST), bold=True
        )
        self._value = typeset(reading.value, self._value_box.size, theme, (BODY, SMALL), bold=True)
        self._words = typeset(
            " · ".join(filter(None, (reading.words, reading.wanted))),
            self._words_box.size,
            theme,
            (LEAST,),
        )

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the row."""
        state = self.reading.state
        side = self._mark.width
        surface.blit(rounded(self._mark.size, side // 2, state.colour, None, 0), self._mark)
        drawn = icon(state.mark, round(side * 0.6), WHITE)
        surface.blit(drawn, drawn.get_rect(center=self._mark.center))
        draw_lines(surface, self._title_box, self._title, DARK, "left", "middle")
        draw_lines(surface, self._value_box, self._value, DARK, "right", "middle")
        self._draw_scale(surface)
        draw_lines(surface, self._words_box, self._words, INKS[state.ink].text, "left", "top")

    def fault(self) -> str | None:
        """Say which words do not fit."""
        for setting in (self._title, self._value, self._words):
            if not setting.fits:
                return f"gauge {setting.lines} does not fit into {self.rect}"
        return None

    def spoken(self) -> str | None:
        """Name, value and words."""
        reading = self.reading
        return ". ".join(filter(None, (reading.title, reading.value, reading.words)))

    def _draw_scale(self, surface: pygame.Surface) -> None:
        if not self.reading.zones:
            return
        pygame.draw.rect(surface, shade(SAND_DEEP), self._scale)
        for zone in self.reading.zones:
            left, right = self._x(zone.start), self._x(zone.end)
            box = pygame.Rect(left, self._scale.top, right - left, self._scale.height)
            colour = GREEN_SOFT if zone.share >= 1 else ORANGE_SOFT if zone.share > 0 else SAND_DEEP
            pygame.draw.rect(surface, shade(colour), box)
            if zone.share >= 1:
                pygame.draw.rect(surface, shade(GREEN), box, self._theme.px(2))
        if self.reading.at is not None:
            self._draw_value(surface, self.reading.at)

    def _draw_value(self, surface: pygame.Surface, at: float) -> None:
        px = self._theme.px
        low, high = self._x(at - self.reading.spread), self._x(at + self.reading.spread)
        y = self._scale.centery
        pygame.draw.line(surface, DARK, (low, y), (high, y), px(4))
        x = self._x(at)
        needle = pygame.Rect(0, 0, px(8), self._scale.height + px(10))
        needle.center = (x, y)
        pygame.draw.rect(surface, shade(DARK), needle, border_radius=px(4))

    def _x(self, share: float) -> int:
        return self._scale.left + round(min(1.0, max(0.0, share)) * self._scale.width)
