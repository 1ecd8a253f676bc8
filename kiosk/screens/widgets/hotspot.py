"""Room: kiosk. A place in a picture that can be touched: nothing shows that it is there."""

from collections.abc import Callable, Sequence
from enum import Enum

import pygame

from kiosk.screens.icons import icon
from kiosk.screens.theme import DARK, GREEN_DEEP, ORANGE, ORANGE_DEEP, TEAL, WHITE, Colour, Theme
from kiosk.screens.widgets.button import Button


class Mark(Enum):
    """What the person said of a place; the value names the sign shown there."""

    NONE = ""
    RIGHT = "check"
    WRONG = "warning"
    DONE = "star"


SIGN_COLOURS: dict[Mark, Colour] = {
    Mark.RIGHT: GREEN_DEEP,
    Mark.WRONG: ORANGE_DEEP,
    Mark.DONE: TEAL,
}


class Hotspot(Button):
    """A touch target in a picture. It shows the picture itself, and the person's own mark on it."""

    def __init__(
        self,
        rect: pygame.Rect,
        name: str,
        label: str,
        act: Callable[[], object],
        theme: Theme,
        *,
        picture: pygame.Surface,
        corner: tuple[int, int],
        outline: Sequence[tuple[int, int]] = (),
        mark: Mark = Mark.NONE,
    ) -> None:
        """`picture` as it lies on the screen with its left top at `corner`; `outline` in pixels of
        the window."""
        super().__init__(rect, name, label, act, theme, shown=False, picture="touch")
        self._under = picture
        self._corner = corner
        self._outline = list(outline)
        self._mark = mark

    def holds(self, place: tuple[int, int]) -> bool:
        """Whether a touch there means it: inside its outline, where it has one."""
        if not self._outline:
            return super().holds(place)
        return _inside(self._outline, place)

    def draw(self, surface: pygame.Surface) -> None:
        """The picture at this place, the mark, and a ring while it is pressed or chosen by key."""
        px = self._theme.px
        surface.blit(self._under, self.rect, self.rect.move(-self._corner[0], -self._corner[1]))
        if self._mark is not Mark.NONE:
            side = px(46)
            centre = (self.rect.right - side * 0.62, self.rect.top + side * 0.62)
            pygame.draw.circle(surface, WHITE, centre, side / 2)
            pygame.draw.circle(surface, SIGN_COLOURS[self._mark], centre, side / 2, px(3))
            drawn = icon(self._mark.value, px(28), SIGN_COLOURS[self._mark])
            surface.blit(drawn, drawn.get_rect(center=(round(centre[0]), round(centre[1]))))
        if self.pressed or self.focused:
            # Two colours: one of them shows on any picture.
            for width, colour in ((px(9), WHITE), (px(5), ORANGE if self.focused else DARK)):
                pygame.draw.rect(surface, colour, self.rect, width, border_radius=px(12))

    def fault(self) -> str | None:
        """A place has no words of its own."""
        return None


def _inside(outline: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Whether a point lies inside a polygon: a line from it to the right crosses it oddly often."""
    x, y = place
    crossed = False
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed
