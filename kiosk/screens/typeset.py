"""Room: kiosk. Sets words into boxes: wraps them, chooses the size, says when they do not fit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.theme import Theme

BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:mm|cm|m|s|min|kg|%)(?!\w))")
"""The space between a number and its unit: a line must not end there."""

FRENCH_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")
"""The space inside French quotation marks and before its signs: a line must not end there."""

LEADING = 1.22
"""Line height as a multiple of the font size; Open Sans' own (1.36) is loose for short texts."""


@dataclass(frozen=True)
class Setting:
    """Words set into a box: lines at a size, and whether they fit."""

    lines: tuple[str, ...]
    font: pygame.font.Font
    line_px: int
    width_px: int
    fits: bool

    @property
    def height_px(self) -> int:
        """Height of all lines."""
        return self.line_px * len(self.lines)


def typeset(
    text: str,
    box: tuple[int, int],
    theme: Theme,
    sizes: Sequence[float],
    *,
    bold: bool = False,
) -> Setting:
    """Set `text` into `box` (pixels) at the first of `sizes` (units, largest first) that fits.

    When none fits, the last is used and `fits` is False.
    """
    for size in sizes:
        setting = _set(text, box, theme, size, bold)
        if setting.fits:
            break
    return setting


def _set(text: str, box: tuple[int, int], theme: Theme, size: float, bold: bool) -> Setting:
    font = theme.font(size, bold=bold)
    lines = wrap(text, font, box[0])
    line_px = round(theme.px(size) * LEADING)
    width = max((font.size(line)[0] for line in lines), default=0)
    fits = width <= box[0] and line_px * len(lines) <= box[1]
    return Setting(tuple(lines), font, line_px, width, fits)


def wrap(text: str, font: pygame.font.Font, width_px: int) -> list[str]:
    """Break `text` at spaces into as few lines within `width_px` as possible, of like length.

    A single word wider than the width stays whole on its line. No-break spaces do not break.
    """
    whole = FRENCH_SPACE.sub("\u00a0", BEFORE_UNIT.sub("\u00a0", text))
    return [line for part in whole.split("\n") for line in _wrap_paragraph(part, font, width_px)]


def _wrap_paragraph(text: str, font: pygame.font.Font, width_px: int) -> list[str]:
    words = [word for word in text.split(" ") if word]
    greedy = _greedy(words, font, width_px)
    if len(greedy) == 1:
        return greedy
    # Narrow the measure while the number of lines stays the same: no lonely last words.
    low, high = max(font.size(word)[0] for word in words), width_px
    while high - low > 8:
        middle = (low + high) // 2
        if len(_greedy(words, font, middle)) > len(greedy):
            low = middle
        else:
            high = middle
    return _greedy(words, font, high)


def _greedy(words: Sequence[str], font: pygame.font.Font, width_px: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and font.size(longer)[0] > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]
