"""Room: kiosk. The pictograms of the screens, drawn by code on a grid of 24 × 24."""

import math
from collections.abc import Callable
from functools import lru_cache

import pygame

from kiosk.screens.shapes import FINE, Pen
from kiosk.screens.theme import Colour, shade


def _arrow_left(pen: Pen) -> None:
    pen.line((20, 12), (4, 12))
    pen.line((11, 5), (4, 12), (11, 19))


def _arrow_right(pen: Pen) -> None:
    pen.line((4, 12), (20, 12))
    pen.line((13, 5), (20, 12), (13, 19))


def _play(pen: Pen) -> None:
    pen.shape((7, 4), (20, 12), (7, 20))


def _check(pen: Pen) -> None:
    pen.line((4, 13), (9.5, 18.5), (20, 6.5), width=3)


def _cross(pen: Pen) -> None:
    pen.line((6, 6), (18, 18), width=3)
    pen.line((18, 6), (6, 18), width=3)


def _speaker(pen: Pen) -> None:
    pen.shape((3, 9.5), (7, 9.5), (12, 5), (12, 19), (7, 14.5), (3, 14.5))
    for radius in (4.5, 8.5):
        bounds = pygame.Rect(0, 0, round(2 * radius * pen.scale), round(2 * radius * pen.scale))
        bounds.center = (round(12.5 * pen.scale), round(12 * pen.scale))
        pygame.draw.arc(pen.surface, pen.colour, bounds, -0.9, 0.9, round(2 * pen.scale))


def _silence(pen: Pen) -> None:
    pen.box(6, 6, 12, 12, round_by=1.5)


def _question(pen: Pen) -> None:
    pen.ring(12, 12, 10)
    pen.line(
        (8.8, 9.4),
        (9.8, 7.6),
        (12, 6.8),
        (14.3, 7.7),
        (15, 9.6),
        (14, 11.4),
        (12, 12.8),
        (12, 14.2),
    )
    pen.disc(12, 17.3, 1.4)


def _pause(pen: Pen) -> None:
    pen.box(6, 4.5, 4.2, 15)
    pen.box(13.8, 4.5, 4.2, 15)


def _repeat(pen: Pen) -> None:
    bounds = pygame.Rect(0, 0, round(16 * pen.scale), round(16 * pen.scale))
    bounds.center = (round(12 * pen.scale), round(12.5 * pen.scale))
    pygame.draw.arc(pen.surface, pen.colour, bounds, 2.4, 7.2, round(2.3 * pen.scale))
    pen.shape((3.2, 3.6), (4.4, 11.2), (11, 7.4))


def _camera(pen: Pen) -> None:
    pen.frame(2, 6.5, 20, 13.5)
    pen.box(8, 3.8, 8, 4)
    pen.ring(12, 13.2, 4)


def _light(pen: Pen) -> None:
    pen.disc(12, 12, 4.4)
    for dx, dy in ((0, 1), (1, 0), (0.71, 0.71), (0.71, -0.71)):
        for sign in (-1, 1):
            near, far = 7 * sign, 9.8 * sign
            pen.line((12 + near * dx, 12 + near * dy), (12 + far * dx, 12 + far * dy))


def _board(pen: Pen) -> None:
    for row in range(4):
        for column in range(4):
            if (row + column) % 2 == 0:
                pen.box(3 + column * 4.5, 3 + row * 4.5, 4.5, 4.5, round_by=0)
    pen.frame(2.4, 2.4, 19.2, 19.2, round_by=1)


def _eye(pen: Pen) -> None:
    pen.line((2, 12), (6, 8), (12, 6), (18, 8), (22, 12), (18, 16), (12, 18), (6, 16), (2, 12))
    pen.disc(12, 12, 3.2)


def _lock(pen: Pen) -> None:
    pen.box(4.5, 10.5, 15, 10.5, round_by=2)
    pen.line((8, 11), (8, 7), (9.4, 4.6), (12, 3.6), (14.6, 4.6), (16, 7), (16, 11))


def _person(pen: Pen) -> None:
    pen.disc(12, 7.4, 4.4)
    pen.shape((3.6, 21), (5, 16.4), (8.6, 14), (15.4, 14), (19, 16.4), (20.4, 21))


def _people(pen: Pen) -> None:
    for x, y in ((8, 8.5), (16.4, 8.5)):
        pen.disc(x, y, 3.1)
        pen.shape(
            (x - 5.6, 20), (x - 4.6, 15.6), (x - 2, 13), (x + 2, 13), (x + 4.6, 15.6), (x + 5.6, 20)
        )


def _paper(pen: Pen) -> None:
    pen.frame(5, 2.5, 14, 19)
    for y in (8, 12, 16):
        pen.line((8.6, y), (15.4, y), width=1.8)


def _heart(pen: Pen) -> None:
    pen.disc(8, 9, 4.6)
    pen.disc(16, 9, 4.6)
    pen.shape((3.9, 11.4), (12, 20.5), (20.1, 11.4), (16, 6.4), (12, 9), (8, 6.4))


def _chip(pen: Pen) -> None:
    pen.frame(5.5, 5.5, 13, 13)
    pen.box(9.4, 9.4, 5.2, 5.2)
    for at in (8.5, 12, 15.5):
        pen.line((at, 2.4), (at, 5), width=1.8)
        pen.line((at, 19), (at, 21.6), width=1.8)
        pen.line((2.4, at), (5, at), width=1.8)
        pen.line((19, at), (21.6, at), width=1.8)


def _scales(pen: Pen) -> None:
    pen.line((12, 3.4), (12, 20.5))
    pen.line((7, 20.5), (17, 20.5))
    pen.line((4.5, 6.5), (19.5, 6.5))
    for x in (4.5, 19.5):
        pen.shape((x - 3.6, 13), (x + 3.6, 13), (x + 2, 16), (x - 2, 16))
        pen.line((x, 6.5), (x - 3, 13), width=1.2)
        pen.line((x, 6.5), (x + 3, 13), width=1.2)


def _clock(pen: Pen) -> None:
    pen.ring(12, 12, 9.6)
    pen.line((12, 6.4), (12, 12), (15.8, 14.4))


def _send(pen: Pen) -> None:
    pen.shape((2, 11.4), (22, 2.6), (16.4, 21), (11.4, 14.4))
    pen.shape((9.4, 15.4), (9.4, 20.8), (12.4, 17.4))


def _warning(pen: Pen) -> None:
    pen.line((12, 3.4), (22, 20.4), (2, 20.4), (12, 3.4))
    pen.line((12, 9.4), (12, 14.4))
    pen.disc(12, 17.4, 1.4)


def _touch(pen: Pen) -> None:
    pen.line((10.5, 15), (10.5, 7.6), width=3.6)
    pen.line((10.5, 12.6), (17.4, 14.4), width=4)
    pen.line((10.5, 15.5), (6.6, 13.4), width=3)
    pen.shape((6.2, 13.6), (10, 13), (19, 13.6), (19, 17), (17, 22.4), (10.6, 22.4))
    pen.line((6.4, 9.6), (5.6, 7), (6.6, 4.2), (9, 2.6), (12, 2.6), (14.4, 4.2), (15.4, 7),
             (14.6, 9.6), width=1.7)  # fmt: skip


def _star(pen: Pen) -> None:
    pen.shape(
        (12, 2),
        (14.9, 8.6),
        (22, 9.3),
        (16.6, 14.1),
        (18.2, 21),
        (12, 17.3),
        (5.8, 21),
        (7.4, 14.1),
        (2, 9.3),
        (9.1, 8.6),
    )


def _near(pen: Pen) -> None:
    pen.line((3, 9.5), (7, 7), (11, 8), (14, 10), (18, 10), (21, 8), width=2.6)
    pen.line((3, 16.5), (7, 14), (11, 15), (14, 17), (18, 17), (21, 15), width=2.6)


def _far(pen: Pen) -> None:
    pen.line((2.5, 12), (21.5, 12), width=2.6)
    pen.line((7.5, 7), (2.5, 12), (7.5, 17), width=2.6)
    pen.line((16.5, 7), (21.5, 12), (16.5, 17), width=2.6)


def _qr(pen: Pen) -> None:
    for x, y in ((2.5, 2.5), (14, 2.5), (2.5, 14)):
        pen.frame(x, y, 7.5, 7.5, round_by=0.6)
        pen.box(x + 2.7, y + 2.7, 2.1, 2.1, round_by=0)
    for x, y in ((14, 14), (19, 14), (16.5, 16.5), (14, 19), (19, 19)):
        pen.box(x, y, 2.5, 2.5, round_by=0)


def _keys(pen: Pen) -> None:
    pen.frame(1.5, 5, 21, 14)
    for row, start in ((8.2, 4.6), (11.4, 6)):
        for column in range(5):
            pen.box(start + column * 2.9, row, 1.7, 1.7, round_by=0.2)
    pen.box(7.5, 14.8, 9, 1.7, round_by=0.2)


def _person_plus(pen: Pen) -> None:
    pen.disc(9, 8, 4)
    pen.shape((1.6, 21), (2.8, 16.8), (6, 14.4), (12, 14.4), (15.2, 16.8), (16.4, 21))
    pen.line((19, 4), (19, 12))
    pen.line((15, 8), (23, 8))


def _hand(pen: Pen) -> None:
    for x, top in ((7.2, 6.2), (10.4, 3.6), (13.6, 3.6), (16.8, 5.8)):
        pen.line((x, top), (x, 13), width=2.4)
    pen.shape((6, 12), (18, 12), (18, 17), (15.6, 21.6), (9.6, 21.6))
    pen.line((8.4, 18.4), (3.6, 13.4), width=2.6)


def _ease(pen: Pen) -> None:
    pen.ring(12, 12, 10)
    pen.disc(12, 6.6, 1.7)
    pen.line((6.6, 9.6), (12, 10.6), (17.4, 9.6), width=1.9)
    pen.line((12, 10.6), (12, 13.4), (9.2, 18.4), width=1.9)
    pen.line((12, 13.4), (14.8, 18.4), width=1.9)


def _contrast(pen: Pen) -> None:
    pen.ring(12, 12, 9.6)
    pen.shape(*((12 + 9 * math.sin(a), 12 - 9 * math.cos(a))
                for a in (math.pi * i / 24 for i in range(25))))  # fmt: skip


def _lower(pen: Pen) -> None:
    pen.frame(3, 2, 18, 20)
    pen.line((12, 5), (12, 12))
    pen.line((8.6, 9), (12, 12.4), (15.4, 9))
    pen.box(6, 15, 12, 4)


def _more_time(pen: Pen) -> None:
    pen.ring(10, 13, 8.4)
    pen.line((10, 8.2), (10, 13), (13.4, 15))
    pen.line((19.6, 1.6), (19.6, 8.4))
    pen.line((16.2, 5), (23, 5))


def _printer(pen: Pen) -> None:
    pen.box(6, 2.6, 12, 5.4, round_by=0.6)
    pen.frame(2.4, 8, 19.2, 9)
    pen.frame(6, 13.6, 12, 8, round_by=0.6)


def _headset(pen: Pen) -> None:
    pen.frame(2, 7, 20, 11, round_by=3)
    pen.shape((9, 18), (12, 14), (15, 18))
    pen.line((5, 7), (8, 4), (16, 4), (19, 7), width=1.8)


def _gear(pen: Pen) -> None:
    pen.ring(12, 12, 6, width=3)
    for step in range(8):
        angle = math.pi * step / 4
        pen.line((12 + 7 * math.cos(angle), 12 + 7 * math.sin(angle)),
                 (12 + 9.6 * math.cos(angle), 12 + 9.6 * math.sin(angle)), width=3)  # fmt: skip


ICONS: dict[str, Callable[[Pen], None]] = {
    "arrow left": _arrow_left,
    "arrow right": _arrow_right,
    "board": _board,
    "camera": _camera,
    "check": _check,
    "chip": _chip,
    "contrast": _contrast,
    "ease": _ease,
    "gear": _gear,
    "hand": _hand,
    "headset": _headset,
    "lower": _lower,
    "more time": _more_time,
    "printer": _printer,
    "clock": _clock,
    "cross": _cross,
    "eye": _eye,
    "far": _far,
    "heart": _heart,
    "light": _light,
    "keys": _keys,
    "lock": _lock,
    "near": _near,
    "paper": _paper,
    "pause": _pause,
    "play": _play,
    "people": _people,
    "person": _person,
    "person plus": _person_plus,
    "qr": _qr,
    "question": _question,
    "repeat": _repeat,
    "scales": _scales,
    "send": _send,
    "silence": _silence,
    "speaker": _speaker,
    "star": _star,
    "touch": _touch,
    "warning": _warning,
}


def icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    """The pictogram `name` in a square of `size` pixels, on transparent ground."""
    return _icon(name, size, shade(colour))


@lru_cache(maxsize=256)
def _icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    large = pygame.Surface((size * FINE, size * FINE), pygame.SRCALPHA)
    large.fill((*colour, 0))
    ICONS[name](Pen(large, colour))
    return pygame.transform.smoothscale(large, (size, size))
