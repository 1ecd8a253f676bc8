"""Room: kiosk. Colours, sizes and fonts of every screen: the one place where they are chosen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pygame

Colour = tuple[int, int, int]

TEAL: Colour = (0x0F, 0x4C, 0x5C)
TEAL_PRESSED: Colour = (0x0A, 0x36, 0x42)
TEAL_SOFT: Colour = (0xDD, 0xE8, 0xE9)
ORANGE: Colour = (0xE3, 0x64, 0x14)
ORANGE_DEEP: Colour = (0xA8, 0x43, 0x08)
ORANGE_SOFT: Colour = (0xF8, 0xDD, 0xC6)
SAND: Colour = (0xF6, 0xF1, 0xE7)
SAND_DEEP: Colour = (0xE6, 0xDC, 0xC8)
DARK: Colour = (0x1D, 0x2B, 0x33)
MUTED: Colour = (0x50, 0x5E, 0x66)
GREEN: Colour = (0x2E, 0x7D, 0x4F)
GREEN_DEEP: Colour = (0x2A, 0x74, 0x49)
GREEN_SOFT: Colour = (0xDF, 0xEC, 0xE1)
RED: Colour = (0xB3, 0x26, 0x1E)
WHITE: Colour = (0xFF, 0xFF, 0xFF)
LINE: Colour = (0xD3, 0xC8, 0xB3)

HIGH_CONTRAST: Mapping[Colour, Colour] = {
    TEAL: (0x00, 0x26, 0x33),
    TEAL_PRESSED: (0x00, 0x00, 0x00),
    TEAL_SOFT: (0xE2, 0xEE, 0xF0),
    ORANGE: (0x7A, 0x2C, 0x00),
    ORANGE_DEEP: (0x6B, 0x24, 0x00),
    ORANGE_SOFT: (0xFF, 0xE3, 0xCC),
    SAND: (0xFF, 0xFF, 0xFF),
    SAND_DEEP: (0xE8, 0xE8, 0xE8),
    DARK: (0x00, 0x00, 0x00),
    MUTED: (0x1A, 0x1A, 0x1A),
    GREEN: (0x00, 0x4D, 0x22),
    GREEN_DEEP: (0x00, 0x4D, 0x22),
    GREEN_SOFT: (0xDD, 0xF3, 0xE2),
    RED: (0x8A, 0x00, 0x00),
    LINE: (0x00, 0x00, 0x00),
}
"""What each colour becomes for people who see little: every pair of text and ground at AAA."""

_in_force: dict[Colour, Colour] = {}


def use_contrast(high: bool) -> None:
    """Draw in the colours of high contrast from now on, or in the usual ones."""
    _in_force.clear()
    _in_force.update(HIGH_CONTRAST if high else {})


def shade(colour: Colour) -> Colour:
    """A colour as it is drawn now."""
    return _in_force.get(colour, colour)


FONTS = Path(__file__).parent / "fonts"
DESIGN_SIZE = (1280, 800)
"""The size, in units, that the layout is drawn for: a 10.1-inch panel's pixels."""

REACH_MM = 400.0
"""How high above the panel's lower edge somebody in a wheelchair reaches with ease: a kiosk's panel
begins at 800 mm above the floor, and 1,200 mm is the limit of a forward reach (ISO 21542, ADA 308).
"""

LEAST_TARGET_MM = 15.0

TARGET = 98
"""Least side of anything touched, in units: 15 mm on a 10.1-inch panel of any resolution."""

TITLE, LEAD, BODY, SMALL, LEAST = 46, 30, 26, 22, 19
"""Text sizes in units: on a 10.1-inch panel 7.8 mm down to 3.2 mm from ascender to descender."""


class Ink(NamedTuple):
    """A text colour on the colour behind it; `large` text may have the lower AA contrast."""

    text: Colour
    ground: Colour
    large: bool = False


INKS: dict[str, Ink] = {
    "body": Ink(DARK, SAND),
    "body on white": Ink(DARK, WHITE),
    "muted": Ink(MUTED, SAND),
    "muted on white": Ink(MUTED, WHITE),
    "header": Ink(WHITE, TEAL),
    "primary": Ink(WHITE, TEAL),
    "primary pressed": Ink(WHITE, TEAL_PRESSED),
    "secondary": Ink(TEAL, WHITE),
    "secondary pressed": Ink(TEAL, TEAL_SOFT),
    "call": Ink(WHITE, ORANGE, large=True),
    "call pressed": Ink(WHITE, ORANGE_DEEP),
    "practice": Ink(DARK, ORANGE_SOFT),
    "disabled": Ink(MUTED, SAND_DEEP),
    "good": Ink(GREEN, WHITE),
    "good on sand": Ink(GREEN_DEEP, SAND),
    "near": Ink(ORANGE_DEEP, WHITE),
    "near on sand": Ink(ORANGE_DEEP, SAND),
    "alarm": Ink(RED, WHITE),
    "alarm on sand": Ink(RED, SAND),
}
"""Every pair of text and ground in use; a test holds each to WCAG AA."""


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@dataclass(frozen=True)
class Theme:
    """The theme at one window size: units become pixels here and nowhere else.

    `inches` is the panel's diagonal. `low` puts everything within the reach of somebody who sits:
    on a panel higher than REACH_MM into its lower part, on any other nothing has to move.
    """

    size: tuple[int, int]
    inches: float = 10.1
    low: bool = False

    @property
    def mm_per_px(self) -> float:
        """Millimetres a pixel."""
        return 25.4 * self.inches / float(math.hypot(*self.size))

    @property
    def zone(self) -> pygame.Rect:
        """The part of the window where everything is laid out."""
        width, height = self.size
        if self.low:
            height = min(height, round(REACH_MM / self.mm_per_px))
        return pygame.Rect(0, self.size[1] - height, width, height)

    @property
    def portrait(self) -> bool:
        """Whether what is laid out is higher than wide."""
        return self.zone.height > self.zone.width

    @property
    def unit(self) -> float:
        """Pixels a unit: the design's 1280×800 (turned for portrait) fitted into the zone."""
        long, short = max(self.zone.size), min(self.zone.size)
        return min(long / DESIGN_SIZE[0], short / DESIGN_SIZE[1])

    @property
    def target_mm(self) -> float:
        """Least side of anything touched on this panel, in millimetres."""
        return self.px(TARGET) * self.mm_per_px

    def px(self, units: float) -> int:
        """Units in whole pixels, at least 1."""
        return max(1, round(units * self.unit))

    def font(self, units: float, *, bold: bool = False) -> pygame.font.Font:
        """The font at a size in units."""
        return load_font(self.px(units), bold=bold)


@cache
def load_font(size_px: int, *, bold: bool) -> pygame.font.Font:
    """Open Sans at a size in pixels (its licence lies beside the files)."""
    name = "OpenSans-Bold.ttf" if bold else "OpenSans-Regular.ttf"
    return pygame.font.Font(FONTS / name, size_px)
