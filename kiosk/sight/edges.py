"""Room: kiosk. Tells whether a found front edge may be the lower rim of the table's front face.

A camera that stands outside the table sees its face or the hanging cloth too; then two parallel
lines compete, and no single picture says which of them is the edge of the top.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import PlaneSamples

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_STEP_MM = 0.5
_HALF_LENGTH_MM = 330.0
_CLEAR_MM = 12.0  # kept away from pieces
_OVERHANG_MM = 25.0  # a camera less far outside sees no more of the face than a line's width
_DEEPEST_FACE_MM = 320.0  # a cloth that hangs down
_RIVAL_SHARE = 0.45  # strength of a second line, beside the found one's, that makes it a rival
_STRAIGHT = 0.85  # how much of a line's change of colour points the same way all along it


def may_be_lower_rim(
    image: Image, planes: PlaneSamples, line_px: FloatArray, outlines_px: Sequence[FloatArray]
) -> bool:
    """Whether a strong straight line lies farther in, where the top's edge would be.

    `line_px` (2,2) is the found edge; `outlines_px` are pieces, which lie on the table.
    """
    start, stop = planes.to_table(line_px)[0]
    along = (stop - start) / np.linalg.norm(stop - start)
    inward = np.array([-along[1], along[0]])
    pieces = [planes.to_table(outline)[0] for outline in outlines_px]
    if not pieces:
        return False
    middle = np.mean([piece.mean(axis=0) for piece in pieces], axis=0)
    inward *= np.sign((middle - start) @ inward)
    nadir = planes.nadir_mm()
    outside = -(nadir[:2] - start) @ inward
    if outside < _OVERHANG_MM:
        return False
    reach = float(outside / nadir[2] * _DEEPEST_FACE_MM)
    foot = start + ((middle - start) @ along) * along
    distance, strength = _lines(image, planes, (foot, along, inward), pieces, reach)
    found = strength[np.abs(distance) < 2.0].max(initial=0.0)
    rival = strength[(distance > 3.0) & (distance < reach)].max(initial=0.0)
    return bool(rival > _RIVAL_SHARE * found)


def _lines(
    image: Image,
    planes: PlaneSamples,
    frame: tuple[FloatArray, FloatArray, FloatArray],
    pieces: Sequence[FloatArray],
    reach: float,
) -> tuple[FloatArray, FloatArray]:
    """Distances inward from the edge (V,) mm, and how strong a straight line runs there (V,).

    The table is looked at from straight above, in strips along the edge that hold no piece.
    """
    foot, along, inward = frame
    u = np.arange(-_HALF_LENGTH_MM, _HALF_LENGTH_MM, 2 * _STEP_MM)
    v = np.arange(-6.0, reach + 6.0, _STEP_MM)
    clear = np.ones(len(u), np.bool_)
    for piece in pieces:
        at, depth = (piece - foot) @ along, (piece - foot) @ inward
        if depth.min() < reach + _CLEAR_MM:
            clear &= (u < at.min() - _CLEAR_MM) | (u > at.max() + _CLEAR_MM)
    if clear.sum() < 60:
        return v, np.zeros(len(v))
    places = foot + u[clear][None, :, None] * along + v[:, None, None] * inward
    pixels = planes.to_pixels(places.reshape(-1, 2)).astype(np.float32).reshape(places.shape)
    height, width = image.shape[:2]
    low, high = pixels.min(axis=2) > 1, pixels < (width - 2, height - 2)
    inside = np.asarray(low & high.all(axis=2), np.float64)
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    strip = cv2.remap(smooth, pixels[..., 0], pixels[..., 1], cv2.INTER_LINEAR)
    change = np.zeros((*inside.shape, 3))
    change[2:-2] = strip[4:].astype(np.float64) - strip[:-4]
    change *= inside[..., None]
    count = np.maximum(inside.sum(axis=1), 1)
    together = np.linalg.norm(change.sum(axis=1), axis=1) / count
    apart = np.linalg.norm(change, axis=2).sum(axis=1) / count
    return v, np.where(together > _STRAIGHT * apart, together, 0.0)
