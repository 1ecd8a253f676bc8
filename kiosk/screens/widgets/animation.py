"""Room: kiosk. Moving pictures in a frame, over and over."""

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import pygame
from PIL import Image as PillowImage
from PIL import ImageSequence

from kiosk.screens.theme import SAND, Colour
from kiosk.screens.widgets.picture import inside
from kiosk.screens.widgets.widget import Still


class Animation(Still):
    """A file's frames, each for its time, as large as the box allows; it begins when it is made."""

    def __init__(
        self,
        rect: pygame.Rect,
        path: Path,
        now: Callable[[], float],
        *,
        ground: Colour = SAND,
    ) -> None:
        super().__init__(rect, ground)
        with PillowImage.open(path) as film:
            self._place = inside(film.size, rect)
        self._frames, times = frames_of(path, self._place.size)
        self._ends = list(accumulate(times))
        self._now = now
        self._began = now()
        self._shown = -1

    def changed(self) -> bool:
        """Whether it is the next frame's turn."""
        return self._at() != self._shown

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the frame whose turn it is."""
        self._shown = self._at()
        surface.blit(self._frames[self._shown], self._place)

    def _at(self) -> int:
        into = (self._now() - self._began) * 1000 % self._ends[-1]
        return next(number for number, end in enumerate(self._ends) if into < end)


@lru_cache(maxsize=1)
def frames_of(
    path: Path, size: tuple[int, int]
) -> tuple[tuple[pygame.Surface, ...], tuple[int, ...]]:
    """An animation's frames at the size they are shown, and the milliseconds of each.

    Only the one that was shown last is kept: a film is large once it is unpacked.
    """
    surfaces, times = [], []
    with PillowImage.open(path) as film:
        for frame in ImageSequence.Iterator(film):
            picture = frame.convert("RGB").resize(size, PillowImage.Resampling.BILINEAR)
            surfaces.append(pygame.image.frombuffer(picture.tobytes(), size, "RGB").copy())
            times.append(max(1, int(frame.info.get("duration", 100))))
    return tuple(surfaces), tuple(times)
