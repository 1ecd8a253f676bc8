"""What happens to a code between a printer and a decoder: drawn, and the same for every code.

A picture is a grey page with the code in it, seen by a phone. Sizes are in pixels of the picture.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Modules = npt.NDArray[np.bool_]
Chance = np.random.Generator
Mark = Callable[[Picture, Chance], Picture]

MARGIN = 70  # paper around the code


def seen(modules: Modules, side: int, tilt_degrees: float, mark: str, chance: Chance) -> Picture:
    """The code `side` pixels wide on paper, marked, photographed at a tilt in some direction."""
    printed = _printed(modules)
    marked = MARKS[mark](printed, chance)
    return _photographed(marked, side, tilt_degrees, chance)


def blurred(picture: Picture, sigma: float) -> Picture:
    """Out of focus."""
    return picture if sigma == 0 else _u8(cv2.GaussianBlur(picture, (0, 0), sigma))


def shaken(picture: Picture, length: int, chance: Chance) -> Picture:
    """Moved while the shutter was open, by `length` pixels."""
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), chance.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return _u8(cv2.filter2D(picture, -1, kernel / kernel.sum()))


def dimmed(picture: Picture, light: float) -> Picture:
    """With less light: darker, and flatter."""
    return _u8(picture.astype(np.float32) * light + 18 * (1 - light))


def noisy(picture: Picture, sigma: float, chance: Chance) -> Picture:
    """With the sensor's noise."""
    return _u8(picture.astype(np.float32) + chance.normal(0, sigma, picture.shape))


def compressed(picture: Picture, quality: int) -> Picture:
    """As a JPEG of that quality."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _u8(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def _printed(modules: Modules) -> Picture:
    """The symbol in a picture 1,200 pixels wide, dark grey ink on off-white paper."""
    small = np.where(modules, 28, 240).astype(np.uint8)
    return _u8(cv2.resize(small, (1200, 1200), interpolation=cv2.INTER_NEAREST))


def _photographed(printed: Picture, side: int, tilt: float, chance: Chance) -> Picture:
    """Seen from the side: nearer edges larger, and turned a little in the picture."""
    size = side + 2 * MARGIN
    half, distance = side / 2, 2.2 * side
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    axis, turn = chance.uniform(0, 2 * np.pi), np.radians(chance.uniform(-8, 8))
    along = np.array([np.cos(axis), np.sin(axis)])
    across = np.array([-along[1], along[0]])
    u, v = corners @ along, corners @ across
    depth = distance + u * np.sin(np.radians(tilt))
    u, v = u * np.cos(np.radians(tilt)) * distance / depth, v * distance / depth
    flat = np.outer(u, along) + np.outer(v, across)
    turned = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    target = (turned + size / 2).astype(np.float32)
    source = np.array([[0, 0], [1200, 0], [1200, 1200], [0, 1200]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    shrink = max(1.0, 1200 / side)
    soft = cv2.GaussianBlur(printed, (0, 0), 0.35 * shrink)  # the lens and the pixels' own size
    page = np.full((size, size), 225, np.uint8)
    return _u8(
        cv2.warpPerspective(
            soft, matrix, (size, size), dst=page, flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )
    )  # fmt: skip


def _plain(picture: Picture, _chance: Chance) -> Picture:
    return picture


def _torn(share: float) -> Mark:
    def mark(picture: Picture, chance: Chance) -> Picture:
        """The lower right corner torn off: the one without a finder pattern."""
        made, side = picture.copy(), len(picture)
        reach = side * share
        edge = [(side, side - reach)]
        for step in np.linspace(0.15, 0.85, 6):
            jag = chance.uniform(-0.1, 0.1) * reach
            edge.append((side - reach * step + jag, side - reach * (1 - step) + jag))
        edge += [(side - reach, side), (side, side)]
        cv2.fillPoly(made, [np.array(edge, np.int32)], 120)
        return made

    return mark


def _stained(darkness: float, share: float) -> Mark:
    def mark(picture: Picture, chance: Chance) -> Picture:
        """A ring and a blot of coffee somewhere on the code."""
        side = len(picture)
        stain = np.zeros((side, side), np.float32)
        centre = tuple(int(value) for value in chance.uniform(0.35, 0.75, 2) * side)
        cv2.circle(stain, centre, int(side * share), 0.55, -1)
        cv2.circle(stain, centre, int(side * share), 1.0, int(side * 0.02))
        stain = cv2.GaussianBlur(stain, (0, 0), side * 0.006)
        return _u8(picture * (1 - darkness * stain))

    return mark


def _moire(depth: float) -> Mark:
    def mark(picture: Picture, chance: Chance) -> Picture:
        """Shown on a screen: its lines beat with the camera's."""
        side = len(picture)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        angle, wave = chance.uniform(0, np.pi), chance.uniform(18, 40)
        lines = np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / wave)
        rows = np.sin(2 * np.pi * y / chance.uniform(7, 11))
        return _u8(picture * (1 - depth * (0.5 + 0.5 * lines)) + 12 * depth * rows)

    return mark


def _u8(picture: npt.NDArray[np.generic]) -> Picture:
    return np.clip(picture, 0, 255).astype(np.uint8)  # type: ignore[operator, type-var] # of any number


MARKS = {
    "none": _plain,
    "small tear": _torn(0.10),
    "torn corner": _torn(0.26),
    "light stain": _stained(0.35, 0.14),
    "coffee": _stained(0.75, 0.17),
    "fine moiré": _moire(0.18),
    "moiré": _moire(0.5),
}
