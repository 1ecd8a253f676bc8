"""Room: kiosk. Finds a sheet's or a screen's border around work: a copy of work lies within one.

A straight step in colour along three sides of the work, each time from the same inside to the same
outside, and nowhere repeated as a pattern is. Best effort: see docs/cameras.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import cv2
import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import PlaneSamples

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

STEP_MM = 2.0
REACH_MM = 150.0
NEAREST_MM = 4.0
WIDE_MM, SHARP_MM = 20.0, 6.0
WIDEST_RIM_MM = 16.0
PARTS = 8
TILTS = tuple(np.tan(np.radians(np.arange(-6.0, 6.1, 1.0))))
BOARD_MM = (-17.0, -24.0, 197.0, 276.0)
"""The board's own sheet, on its plane."""

LEAST_STEP = 9.0
"""A step in colour, CIE Lab, that a border makes."""
AGREE = 0.85
"""The share of a side's length along which the step has to be the same."""
OTHERS = 0.6
"""A second step as strong as this share of the first is a pattern's."""
ALIKE = 0.6
"""Cosine of the angle between two sides' steps."""


@dataclass(frozen=True, eq=False)
class Border:
    """The clearest line along one side, and the strength of the next clearest elsewhere.

    `side` is the axis across it (0 or 1) and the sign of its direction outward; `steps` (K,3) in
    Lab go from inside to outside: that of the line, and where a rim runs along it
    that of the rim's other edge.
    """

    side: tuple[int, int]
    steps: FloatArray
    strength: float
    next_strength: float
    offset_mm: float

    @property
    def stands_out(self) -> bool:
        """Whether it is strong and the only one."""
        return self.strength >= LEAST_STEP and self.next_strength < OTHERS * self.strength


def sheet_around(
    image: Image, planes: PlaneSamples, things_mm: FloatArray, edge_mm: FloatArray | None = None
) -> bool:
    """Whether a border runs around things (N,2) on the plane, mm: along three sides of them.

    `edge_mm` (2,2) is the table's front edge, along which things lie, where there is one: it is a
    border itself, and two of the other sides are enough.
    """
    axis = np.array([1.0, 0.0]) if edge_mm is None else edge_mm[1] - edge_mm[0]
    borders = borders_around(image, planes, things_mm, axis)
    if edge_mm is not None:
        near = np.sign((edge_mm.mean(axis=0) - things_mm.mean(axis=0)) @ _axes(axis)[1])
        borders = [one for one in borders if one.side != (1, int(near))]
    clear = [one for one in borders if one.stands_out]
    return any(
        _alike(np.array(steps))
        for some in combinations(clear, 3 if edge_mm is None else 2)
        for steps in product(*(one.steps for one in some))
    )


def _axes(along: FloatArray) -> FloatArray:
    """Directions (2,2) along and across."""
    x = along / np.linalg.norm(along)
    return np.array([x, [-x[1], x[0]]])


def _alike(steps: FloatArray) -> bool:
    """Whether steps (K,3) all go the same way."""
    units = steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-6)
    return bool((units @ units.T > ALIKE).all())


def borders_around(
    image: Image, planes: PlaneSamples, things_mm: FloatArray, axis: FloatArray
) -> list[Border]:
    """The clearest line along each side of the things' box that is in the picture."""
    turn = _axes(axis)
    things = things_mm @ turn.T
    low, high = things.min(axis=0), things.max(axis=0)
    found = []
    for along, sign in ((0, -1), (0, 1), (1, -1), (1, 1)):
        strip = _strip(image, planes, (low, high), turn, (along, sign))
        if strip is not None:
            found.append(_clearest(strip, (along, sign)))
    return found


def _strip(
    image: Image,
    planes: PlaneSamples,
    box: tuple[FloatArray, FloatArray],
    turn: FloatArray,
    side: tuple[int, int],
) -> FloatArray | None:
    """The plane beside one side in Lab, (rows along the side, columns outward, 3); None where it
    is out of the picture. It ends where the board begins."""
    (low, high), (along, sign) = box, side
    other = 1 - along
    rows = np.arange(low[other], high[other], STEP_MM)
    columns = np.arange(-WIDE_MM, REACH_MM + WIDE_MM, STEP_MM)
    edge = high[along] if sign > 0 else low[along]
    places = np.zeros((len(rows), len(columns), 2))
    places[..., other] = rows[:, None]
    places[..., along] = edge + sign * columns[None]
    board = places.reshape(-1, 2) @ turn
    x0, y0, x1, y1 = BOARD_MM
    on_board = (board > (x0, y0)).all(axis=1) & (board < (x1, y1)).all(axis=1)
    pixels = planes.to_pixels(board)
    height, width = image.shape[:2]
    out = ((pixels < 1) | (pixels > (width - 2, height - 2))).any(axis=1)
    lost = (on_board | out).reshape(places.shape[:2]).mean(axis=0) > 0.1
    end = int(np.argmax(lost)) if lost.any() else len(columns)
    if end * STEP_MM < WIDE_MM + NEAREST_MM + WIDE_MM:
        return None
    at = pixels.reshape(*places.shape).astype(np.float32)[:, :end]
    seen = cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_AREA)
    lab = cv2.cvtColor(seen.astype(np.float32) / np.float32(255), cv2.COLOR_BGR2LAB)
    return np.asarray(lab, np.float64)


def _clearest(strip: FloatArray, side: tuple[int, int]) -> Border:
    """The line along a strip at which the colour changes most alike all along."""
    strengths = np.zeros(strip.shape[1])
    steps = np.zeros((strip.shape[1], 3))
    for tilt in TILTS:
        step, strength = _steps(_sheared(strip, tilt))
        better = strength > strengths
        strengths[better], steps[better] = strength[better], step[better]
    at = int(np.argmax(strengths))
    away = np.abs(np.arange(len(strengths)) - at) * STEP_MM
    rim = (away > SHARP_MM) & (away <= WIDEST_RIM_MM)
    found = [at]
    if (strengths * rim).max(initial=0.0) >= LEAST_STEP:
        found.append(int(np.argmax(strengths * rim)))
    following = float(strengths[away > WIDEST_RIM_MM].max(initial=0.0))
    return Border(side, steps[found], float(strengths[at]), following, at * STEP_MM - WIDE_MM)


def _sheared(strip: FloatArray, tilt: float) -> FloatArray:
    rows, columns = strip.shape[:2]
    shift = tilt * (np.arange(rows) - rows / 2)
    x = np.arange(columns)[None] + shift[:, None]
    y = np.repeat(np.arange(rows)[:, None], columns, axis=1)
    moved = cv2.remap(strip.astype(np.float32), x.astype(np.float32), y.astype(np.float32),
                      cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return np.asarray(moved, np.float64)


def _steps(strip: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The mean step (C,3) at each column, and how strong (C,) it is where it is the same in most
    parts and sharp; else 0."""
    parts = np.stack([part.mean(axis=0) for part in np.array_split(strip, PARTS)])
    wide, sharp = _differences(parts, WIDE_MM), _differences(parts, SHARP_MM)
    mean = wide.mean(axis=0)
    size = np.linalg.norm(mean, axis=1)
    unit = mean / np.maximum(size, 1e-9)[:, None]
    alike = (np.einsum("pcj,cj->pc", wide, unit) > 0.5 * size).mean(axis=0)
    edge = np.einsum("cj,cj->c", sharp.mean(axis=0), unit) > 0.6 * size
    good = (alike >= AGREE) & edge
    return mean, np.where(good, size, 0.0)


def _differences(parts: FloatArray, width_mm: float) -> FloatArray:
    """The mean of a band outward less that inward of each column (P,C,3); 0 where one is cut."""
    width = int(width_mm / STEP_MM)
    total = np.concatenate([np.zeros_like(parts[:, :1]), parts.cumsum(axis=1)], axis=1)
    columns = parts.shape[1]
    found = np.zeros_like(parts)
    first = int((WIDE_MM + NEAREST_MM) / STEP_MM)
    last = columns - int(WIDE_MM / STEP_MM)
    at = np.arange(first, max(first, last))
    inward = (total[:, at] - total[:, at - width]) / width
    outward = (total[:, at + width] - total[:, at]) / width
    found[:, at] = outward - inward
    return found


def hull_of(outlines: Sequence[FloatArray]) -> FloatArray:
    """All points of several outlines, (N,2)."""
    return np.concatenate([np.asarray(one, np.float64).reshape(-1, 2) for one in outlines])
