"""Models room, masonry: a second opinion on every side, from the light along all of it at once.

The fit of a side follows the strongest edge at each place of it, perhaps that of a pattern on the
face, or the mortar. Averaged along the side, patterns fade and the side's own edge stays.
Both err seldom, and seldom alike: where they lie apart, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.plane import Points, View
from models.masonry.second_look import sides_of
from models.masonry.sides import along_side, around, places_across, px_per_mm, sampled
from models.masonry.unit import LEAST_JOINT_MM, Placed, size

REACH_MM, STEP_MM = 5.0, 0.25
SOFT_MM = 0.5
NEARNESS_MM = 3.0
"""One σ of how far off a fitted side may be that is wrong: a neighbour's edge lies 10 mm away."""
APART_SHARE = 1.0
"""How much of what the two lie apart counts as one σ."""
MOST_APART_MM = 1.0
"""A side that the light along it puts further off is not known: of such, half are wrong by more."""

_STEPS = np.arange(-REACH_MM - 2, REACH_MM + 2.01, STEP_MM)
_NEAR = np.exp(-0.5 * (_STEPS / NEARNESS_MM) ** 2) * (_STEPS <= REACH_MM)


def borne_out(image: NDArray[np.uint8], view: View, units: list[Placed]) -> list[Placed]:
    """The units; the σ of a side says how far off the light along it puts it, or that it is not
    known."""
    if not units:
        return units
    outward = _outward_mm(np.stack([corners for _, corners in units]))
    kept = []
    for (unit, corners), reaches in zip(units, outward, strict=True):
        sigma = unit.sides_sigma_px.copy()
        for k, side in enumerate(sides_of(corners, sigma)):
            if sigma[k] == 0:
                continue
            start, stop = corners[k], corners[(k + 1) % 4]
            apart = abs(edge_of_all(image, view, start, stop, float(reaches[k])))
            doubt = APART_SHARE * apart * px_per_mm(view, side)
            sigma[k] = float(np.hypot(sigma[k], doubt)) if apart <= MOST_APART_MM else 0.0
        whole = bool((sigma > 0).all())
        kept.append((replace(unit, sides_sigma_px=sigma, whole=whole), corners))
    return kept


def edge_of_all(
    image: NDArray[np.uint8], view: View, start: Points, stop: Points, outward_mm: float
) -> float:
    """How far (mm) into the unit the clearest edge near a side lies, by the mean light along it;
    outward it is looked for so far only."""
    light = light_along(image, view, start, stop, _STEPS)
    change = np.linalg.norm(np.gradient(light, axis=0), axis=1)
    change = change * _NEAR * (-outward_mm <= _STEPS)
    k = int(np.clip(change.argmax(), 1, len(_STEPS) - 2))
    return float(_STEPS[k] + STEP_MM * peak_at(change, k))


def light_along(
    image: NDArray[np.uint8], view: View, start: Points, stop: Points, steps: Points
) -> Points:
    """The mean colours (S, 3) along a line at each step across it (mm, every 0.25; into the unit
    whose side it is), slightly softened."""
    along, _, t = along_side(start, stop)
    at = places_across(start, along, t, steps)
    pixels = view.plane.to_px(at.reshape(-1, 2)).reshape(at.shape)
    mean = sampled(*around(image, pixels)).mean(0)
    soft = cv2.GaussianBlur(mean, (1, 0), sigmaX=0.01, sigmaY=SOFT_MM / STEP_MM)
    return np.asarray(soft, np.float64)


def peak_at(values: Points, k: int) -> float:
    """How far, in steps, the peak of values (S,) lies from its highest one, 0 < k < S − 1."""
    low, top, high = values[k - 1 : k + 2]
    curve = low - 2 * top + high
    return float(np.clip(0.5 * (low - high) / curve, -1, 1)) if curve < -1e-9 else 0.0


def _outward_mm(corners: Points) -> Points:
    """How far out of each side (N, 4) its own edge may lie: to the middle of the joint beside it,
    and where there is none as far as `REACH_MM`."""
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    reach = np.full((len(corners), 4), REACH_MM)
    for side in range(4):
        apart = middles[None, :, (side + 2) % 4] - middles[:, None, side]
        axis = 1 - side % 2  # tops and bottoms lie across y, left and right sides across x
        away = apart[..., axis] * (-1 if side in (0, 3) else 1)
        beside = np.abs(apart[..., 1 - axis]) < 0.5 * size(corners[0])[1 - axis]
        gaps = np.where(beside & (away > -REACH_MM), away, np.inf)
        np.fill_diagonal(gaps, np.inf)
        reach[:, side] = np.clip(gaps.min(1) / 2, LEAST_JOINT_MM, REACH_MM)
    return reach
