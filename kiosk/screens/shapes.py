"""Room: kiosk. Smooth shapes: pygame's own edges are jagged, so they are drawn large and scaled."""

from functools import lru_cache

import pygame

from kiosk.screens.theme import Colour, shade

FINE = 4
"""How many times larger a shape is drawn before it is scaled down."""

GRID = 24
"""Pictograms are drawn on a grid of 24 × 24, as icon sets are."""


def rounded(
    size: tuple[int, int], radius: int, fill: Colour, border: Colour | None, border_px: int
) -> pygame.Surface:
    """A rounded box with smooth corners, on transparent ground."""
    size = (max(1, size[0]), max(1, size[1]))  # in a window too small for it there is no room
    return _rounded(size, radius, shade(fill), shade(border) if border else None, border_px)


@lru_cache(maxsize=256)
def _rounded(
    size: tuple[int, int], radius: int, fill: Colour, border: Colour | None, border_px: int
) -> pygame.Surface:
    box = pygame.Surface(size, pygame.SRCALPHA)
    edge = border or fill
    box.fill(edge)
    if border:
        pygame.draw.rect(box, fill, box.get_rect().inflate(-2 * border_px, -2 * border_px))
    side = min(radius, *(length // 2 for length in size))
    corner = _corner(side, radius, fill, edge, border_px if border else 0)
    for right in (False, True):
        for low in (False, True):
            place = (size[0] - side if right else 0, size[1] - side if low else 0)
            patch = pygame.Rect(place, (side, side))
            box.fill((0, 0, 0, 0), patch)
            box.blit(pygame.transform.flip(corner, right, low), place)
    return box


@lru_cache(maxsize=64)
def _corner(side: int, radius: int, fill: Colour, edge: Colour, border_px: int) -> pygame.Surface:
    """The upper left corner, `side` pixels square: only corners need to be drawn large."""
    large = pygame.Surface((side * FINE, side * FINE), pygame.SRCALPHA)
    large.fill((*edge, 0))  # else the rim would be mixed with black
    outer = pygame.Rect(0, 0, 4 * side * FINE, 4 * side * FINE)
    pygame.draw.rect(large, edge, outer, border_radius=radius * FINE)
    if border_px:
        inner = outer.inflate(-2 * border_px * FINE, -2 * border_px * FINE)
        pygame.draw.rect(large, fill, inner, border_radius=max(0, radius - border_px) * FINE)
    return pygame.transform.smoothscale(large, (side, side))


class Pen:
    """Draws lines and shapes of one colour on the pictogram grid."""

    def __init__(self, surface: pygame.Surface, colour: Colour) -> None:
        self.surface = surface
        self.colour = colour
        self.scale = surface.get_width() / GRID

    def line(self, *points: tuple[float, float], width: float = 2.2) -> None:
        """A line through points with round ends and joints."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        thick = max(1, round(width * self.scale))
        pygame.draw.lines(self.surface, self.colour, False, scaled, thick)
        for point in scaled:
            pygame.draw.circle(self.surface, self.colour, point, thick / 2)

    def disc(self, x: float, y: float, radius: float) -> None:
        """A filled circle."""
        centre = (x * self.scale, y * self.scale)
        pygame.draw.circle(self.surface, self.colour, centre, radius * self.scale)

    def ring(self, x: float, y: float, radius: float, width: float = 2.2) -> None:
        """A circle's outline."""
        centre = (x * self.scale, y * self.scale)
        thick = max(1, round(width * self.scale))
        pygame.draw.circle(self.surface, self.colour, centre, radius * self.scale, thick)

    def box(self, x: float, y: float, w: float, h: float, *, round_by: float = 1.0) -> None:
        """A filled rounded box."""
        self._box(x, y, w, h, round_by, 0)

    def frame(self, x: float, y: float, w: float, h: float, *, round_by: float = 2.0) -> None:
        """A rounded box's outline."""
        self._box(x, y, w, h, round_by, max(1, round(2.2 * self.scale)))

    def shape(self, *points: tuple[float, float]) -> None:
        """A filled polygon."""
        pygame.draw.polygon(
            self.surface, self.colour, [(x * self.scale, y * self.scale) for x, y in points]
        )

    def _box(self, x: float, y: float, w: float, h: float, round_by: float, width: int) -> None:
        rect = pygame.Rect(
            round(x * self.scale),
            round(y * self.scale),
            round(w * self.scale),
            round(h * self.scale),
        )
        radius = round(round_by * self.scale)
        pygame.draw.rect(self.surface, self.colour, rect, width, border_radius=radius)
