"""Room: hardware. Was the board printed at its true size? The paper it is printed on tells.

A picture that shows only the board cannot say how large the board is. Paper can: A4 and Letter are
cut to 1–2 mm whatever a printer does with the drawing on it. "Fit to page", the usual mistake,
prints at 94–97 %; errors of less than 1.2 % are left to the ruler on the 100 mm bar.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.calibration.board import STANDARD_BOARD

FloatArray = NDArray[np.float64]

PAPERS_MM = ((210.0, 297.0), (215.9, 279.4))  # ISO 216 A4; ANSI/ASME Y14.1 Letter
SAME_SHAPE = 0.006  # width to height, relative: 1 mm of cut and half a mm of finding
RIGHT_SCALE = 0.012
_RAYS = 41
_FROM_MM, _TO_MM, _STEP_MM = 3.0, 48.0, 0.25  # outwards from the outermost squares
_STRAIGHT_MM = 0.6
_SUPPORT = 0.7  # of a side's rays; the bar and the words under the board reach less of its width
_LEAST_STEP = 0.06  # of the picture's contrast, within 1 mm
_OFF_CENTRE_MM = 12.0  # printers put a page in the paper's middle, give or take their margins


@dataclass(frozen=True)
class Paper:
    """The sheet's size in board millimetres (what they would be if the print were right)."""

    width_mm: float
    height_mm: float

    @property
    def print_scale(self) -> float | None:
        """How large the board was printed, 1 for right; None for no paper that we know."""
        for width, height in PAPERS_MM:
            if abs(self.width_mm / self.height_mm * height / width - 1.0) < SAME_SHAPE:
                return float(np.sqrt(width / self.width_mm * height / self.height_mm))
        return None

    @property
    def is_wrong(self) -> bool:
        """Whether the board was printed at another size, beyond doubt."""
        scale = self.print_scale
        return scale is not None and abs(scale - 1.0) > RIGHT_SCALE


def find_paper(gray: NDArray[np.uint8], to_px: FloatArray) -> Paper | None:
    """The paper around the board; None unless all four of its edges stand out.

    `to_px` (3,3) takes board millimetres to pixels of the grey picture.
    """
    wide = STANDARD_BOARD.columns * STANDARD_BOARD.square_mm
    tall = STANDARD_BOARD.rows * STANDARD_BOARD.square_mm
    sides = (
        ((0.0, 0.0), (0.0, tall), (-1.0, 0.0)),
        ((wide, 0.0), (wide, tall), (1.0, 0.0)),
        ((0.0, 0.0), (wide, 0.0), (0.0, -1.0)),
        ((0.0, tall), (wide, tall), (0.0, 1.0)),
    )
    margins = []
    for start, end, outwards in sides:
        margin = _margin(gray, to_px, np.array(start), np.array(end), np.array(outwards))
        if margin is None:
            return None
        margins.append(margin)
    left, right, top, bottom = margins
    if max(abs(left - right), abs(top - bottom)) > _OFF_CENTRE_MM:
        return None
    return Paper(wide + left + right, tall + top + bottom)


def _margin(
    gray: NDArray[np.uint8], to_px: FloatArray, start: FloatArray, end: FloatArray, out: FloatArray
) -> float | None:
    """From a side of the board to the paper's edge, in board mm; None when none stands out."""
    along = np.linspace(0.04, 0.96, _RAYS)[:, None, None]
    reach = np.arange(_FROM_MM, _TO_MM, _STEP_MM)
    places = start + along * (end - start) + reach[None, :, None] * out
    pixels = cv2.perspectiveTransform(places.reshape(1, -1, 2), to_px).reshape(places.shape)
    height, width = gray.shape
    inside = np.all((pixels >= 0) & (pixels <= [width - 1, height - 1]), axis=2)
    maps = pixels.astype(np.float32)
    levels = cv2.remap(gray, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR).astype(np.float64)
    levels[~inside] = np.nan
    steps = np.abs(levels[:, 4:] - levels[:, :-4])
    least = _LEAST_STEP * float(np.ptp(gray))
    votes = np.nan_to_num(steps) >= least
    return _innermost_line(votes, reach[2:-2], np.nan_to_num(steps))


def _innermost_line(votes: NDArray[np.bool_], reach: FloatArray, steps: FloatArray) -> float | None:
    """The nearest straight edge that most rays cross, at the middle of the side."""
    for index in range(len(reach)):
        near = np.abs(reach - reach[index]) <= _STRAIGHT_MM
        crossing = votes[:, near].any(axis=1)
        if crossing.mean() < _SUPPORT:
            continue
        # The edge lies where the steps are steepest, a little further on at most.
        window = (reach >= reach[index]) & (reach <= reach[index] + 4 * _STRAIGHT_MM)
        best = reach[window][np.argmax(steps[crossing][:, window], axis=1)]
        middle = float(np.median(best))
        if np.mean(np.abs(best - middle) <= _STRAIGHT_MM) >= _SUPPORT:
            return middle
    return None
