"""Models room, masonry renderer: tools, boards, hands and strings in the way, as flat cut-outs."""

from collections.abc import Callable

import cv2
import numpy as np

from models.masonry.renderer.camera import Doubles
from models.masonry.renderer.layout import Designs

Shape = tuple[Doubles, tuple[float, float, float]]
"""An outline (N, 2) mm in its own frame and its linear BGR colour."""
Thing = list[Shape]

_SKINS = ((0.16, 0.26, 0.42), (0.30, 0.42, 0.62), (0.45, 0.58, 0.78), (0.07, 0.12, 0.20))
_WOODS = ((0.12, 0.26, 0.44), (0.25, 0.45, 0.62), (0.06, 0.12, 0.20))


def _box(x0: float, y0: float, x1: float, y1: float) -> Doubles:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def _limb(x0: float, x1: float, r0: float, r1: float) -> Doubles:
    a = np.linspace(-np.pi / 2, np.pi / 2, 9)
    tip = np.stack([x1 + r1 * np.cos(a), r1 * np.sin(a)], -1)
    return np.concatenate([[[x0, r0], [x0, -r0]], tip])


def _colour(rng: np.random.Generator) -> tuple[float, float, float]:
    b, g, r = rng.uniform(0.02, 0.7, 3)
    return float(b), float(g), float(r)


def _trowel(rng: np.random.Generator) -> list[Shape]:
    grey = float(rng.uniform(0.15, 0.5))
    blade = np.array([[0, -60], [140, -45], [250, 0], [140, 45], [0, 60]])
    handle = _box(-150, -14, -45, 14)
    neck = _box(-50, -5, 5, 5)
    return [(blade, (grey, grey, grey)), (neck, (0.2, 0.2, 0.2)), (handle, _WOODS[0])]


def _level(rng: np.random.Generator) -> list[Shape]:
    half = float(rng.uniform(200, 600))
    body = _colour(rng)
    vials = [
        (_box(x - 22, -12, x + 22, 12), (0.15, 0.8, 0.75)) for x in (-0.8 * half, 0, 0.8 * half)
    ]
    return [(_box(-half, -30, half, 30), body), *vials]


def _board(rng: np.random.Generator) -> list[Shape]:
    half = float(rng.uniform(150, 500))
    return [(_box(-half, -50, half, 50), _WOODS[rng.integers(len(_WOODS))])]


def _hand(rng: np.random.Generator) -> list[Shape]:
    skin = _SKINS[rng.integers(len(_SKINS))]
    shapes: list[Shape] = [
        (_limb(-600, -60, 55, 38), _colour(rng)),
        (_limb(-150, 20, 32, 45), skin),
    ]
    for k in range(4):
        finger = _limb(10, float(rng.uniform(70, 105)), 10, 8) + np.array([0.0, (k - 1.5) * 22])
        shapes.append((finger, skin))
    return shapes


def _string(rng: np.random.Generator) -> list[Shape]:
    return [(_box(-1500, -1.0, 1500, 1.0), _colour(rng))]


def _bucket(rng: np.random.Generator) -> list[Shape]:
    return [(np.array([[-140, -150], [140, -150], [110, 150], [-110, 150]]), _colour(rng))]


def _cloth(rng: np.random.Generator) -> list[Shape]:
    a = np.sort(rng.uniform(0, 2 * np.pi, 11))
    r = rng.uniform(40, 150, 11)
    return [(np.stack([r * np.cos(a), r * np.sin(a)], -1), _colour(rng))]


def _blob(rng: np.random.Generator) -> list[Shape]:
    """A lump of mortar that lies on the face."""
    a = np.linspace(0, 2 * np.pi, 15)[:-1]
    r = rng.uniform(8, 30) * rng.uniform(0.6, 1.3, 14)
    grey = float(rng.uniform(0.15, 0.6))
    return [(np.stack([r * np.cos(a), r * np.sin(a)], -1), (grey, grey, grey))]


def _tape(rng: np.random.Generator) -> list[Shape]:
    half = float(rng.uniform(100, 500))
    return [
        (_box(-half, -9, half, 9), (0.03, 0.6, 0.75)),
        (_box(half, -30, half + 65, 35), _colour(rng)),
    ]


_TRAIN: tuple[Callable[[np.random.Generator], list[Shape]], ...] = (
    _trowel, _board, _hand, _hand, _string, _bucket, _blob,
)  # fmt: skip
_UNSEEN = (_level, _hand, _cloth, _tape, _string, _blob, _trowel)


def draw_clutter(
    rng: np.random.Generator, designs: Designs, box: tuple[Doubles, Doubles], count: int
) -> list[Thing]:
    """Things at random places over a face: outlines in plane mm, from the farthest to the nearest.

    Hands reach in from the outside; the rest lies anywhere in the box (low, high).
    """
    low, high = box
    makers = _UNSEEN if designs == "unseen" else _TRAIN
    things: list[Thing] = []
    for _ in range(count):
        make = makers[rng.integers(len(makers))]
        at = rng.uniform(low - 60, high + 60)
        turn = rng.uniform(0, 2 * np.pi)
        if make is _string:
            turn = rng.normal(0, 0.02)
        if make is _hand:
            middle = (low + high) / 2
            turn = float(np.arctan2(*(middle - at)[::-1])) + rng.normal(0, 0.6)
        c, s = np.cos(turn), np.sin(turn)
        things.append([(o @ np.array([[c, s], [-s, c]]) + at, hue) for o, hue in make(rng)])
    return things


def spacers(rng: np.random.Generator, corners: Doubles, joint: float) -> list[Thing]:
    """Plastic crosses in the joints at some corners (N, 2)."""
    colour = _colour(rng)
    things: list[Thing] = []
    for at in corners:
        if rng.random() < 0.6:
            arm, half = float(rng.uniform(8, 14)), 0.48 * joint
            things.append([(_box(-arm, -half, arm, half) + at, colour),
                           (_box(-half, -arm, half, arm) + at, colour)])  # fmt: skip
    return things


def fill(mask: np.ndarray, outline: Doubles) -> None:
    """Draw an outline in px into an 8-bit mask, with soft rims."""
    clipped = np.clip(outline, -30_000, 30_000)
    cv2.fillPoly(mask, [np.round(clipped * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
