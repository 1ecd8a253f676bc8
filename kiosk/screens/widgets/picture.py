"""Room: kiosk. A picture in a frame, still or live."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pygame

from kiosk.screens.theme import BODY, DARK, LEAST, SAND, SMALL, WHITE, Colour, Theme, shade
from kiosk.screens.typeset import typeset
from kiosk.screens.widgets.text import draw_lines
from kiosk.screens.widgets.widget import Still

Image = npt.NDArray[np.uint8]


def surface_of(image_bgr: Image) -> pygame.Surface:
    """A picture (height × width × 3, blue-green-red, as OpenCV has it) as pygame shows it."""
    height, width = image_bgr.shape[:2]
    data = np.ascontiguousarray(image_bgr).tobytes()
    return pygame.image.frombuffer(data, (width, height), "BGR")


def inside(size: tuple[int, int], rect: pygame.Rect) -> pygame.Rect:
    """The largest box of the same shape as `size`, in the middle of `rect`."""
    scale = min(rect.width / size[0], rect.height / size[1])
    box = pygame.Rect(0, 0, max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    box.center = rect.center
    return box


class Picture(Still):
    """A still picture, whole, as large as its box allows."""

    def __init__(
        self, rect: pygame.Rect, picture: pygame.Surface, *, ground: Colour = SAND
    ) -> None:
        super().__init__(rect, ground)
        self._place = inside(picture.get_size(), rect)
        self._picture = pygame.transform.smoothscale(picture, self._place.size)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw it."""
        surface.blit(self._picture, self._place)


class LivePicture(Still):
    """The camera's picture, drawn again whenever there is a newer one.

    `source` gives the number of the newest picture and the picture, already no larger than the
    box, or None while there is none; then `waiting` is written instead. `hint` is a sentence
    written over its lower edge.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        source: Callable[[tuple[int, int]], tuple[int, Image] | None],
        waiting: str,
        theme: Theme,
        *,
        hint: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(rect, SAND)
        self._source = source
        self._theme = theme
        self._hint = hint
        self._hinted: str | None = None
        self._setting = typeset(
            waiting, (rect.width - theme.px(40), rect.height), theme, (BODY, LEAST)
        )
        self._waiting = waiting
        self._shown: int | None = -1

    def changed(self) -> bool:
        """Whether the camera has a newer picture than the one drawn, or lost it."""
        newest = self._source(self.rect.size)
        return (newest[0] if newest else None) != self._shown or self._hint() != self._hinted

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the newest picture, or what is being waited for."""
        newest = self._source(self.rect.size)
        self._shown = newest[0] if newest else None
        if newest is None:
            pygame.draw.rect(surface, shade(DARK), self.rect)
            draw_lines(surface, self.rect, self._setting, WHITE, "centre", "middle")
            return
        picture = surface_of(newest[1])
        place = inside(picture.get_size(), self.rect)
        if place.size != picture.get_size():
            picture = pygame.transform.scale(picture, place.size)
        surface.blit(picture, place)
        self._hinted = self._hint()
        if self._hinted is not None:
            self._draw_hint(surface, place, self._hinted)

    def _draw_hint(self, surface: pygame.Surface, place: pygame.Rect, words: str) -> None:
        px = self._theme.px
        room = (place.width - px(32), px(90))
        setting = typeset(words, room, self._theme, (BODY, SMALL, LEAST), bold=True)
        band = pygame.Rect(place.left, 0, place.width, setting.height_px + px(20))
        band.bottom = place.bottom
        surface.fill(shade(DARK), band)
        draw_lines(surface, band, setting, WHITE, "centre", "middle")

    def fault(self) -> str | None:
        """Say when the waiting words do not fit."""
        return None if self._setting.fits else f"{self._waiting!r} does not fit into {self.rect}"
