"""Models room, table setting: how far outlines and what they say may be off, one σ in px."""

from __future__ import annotations

import numpy as np

from models.detections import Detections
from models.table_setting.crops import CUTLERY
from models.table_setting.outliner import Traced

OUTLINE_SIGMA = {
    "plate": 0.8,
    "fork": 1.4,
    "knife": 1.45,
    "spoon": 1.9,
    "glass": 3.8,
    "napkin": 1.0,
}
"""One standard deviation of a traced outline, crop px: calibrated so that U covers about 96 % of
what benchmarks/measures.py sees on drawn covers of unseen designs (seeds 800 000 to 800 060;
cutlery's on 731 000 to 731 059) and on path-traced ones (95 001 to 95 017; cutlery's on 95 101 to
95 140 and 93 001 to 93 100)."""
BORDER_POWER = 1.3
"""How the error of an outline of cutlery grows with the width of the border (in cells) that the
network sees: on 330 of them, drawn and path-traced, their logarithms go together by 0.7."""
FOOT_DISAGREEMENT_SHARE = 0.65
"""How much of a disagreement between the two networks about where a glass stands counts as σ."""
ENDS_SIGMA = 0.0047
"""One standard deviation more of where cutlery ends, as a share of its length: tips are fine."""
ENDS_DISAGREEMENT_SHARE, USUALLY_APART = 0.4, 0.03
"""How much of a disagreement about where cutlery ends counts as one σ, beyond the share of its
length by which the finding network is usually off."""
COARSE_SIGMA = 1.5
"""The same where only the finding network's mask is there, in its input px. An estimate."""


def of_outline(name: str, trace: Traced) -> float:
    """One standard deviation of a traced outline, px: of cutlery's, as blurred as its border is."""
    blurred = trace.border**BORDER_POWER if name in CUTLERY else 1.0
    return OUTLINE_SIGMA[name] * trace.px_per_crop_px * blurred


def of_feet(found: Detections, refined: Detections, k: int) -> float:
    """How far the two networks differ about where a glass stands, as one σ in px.

    They err independently: where they differ, at least one is wrong, and nobody knows which.
    """
    if found.name(k) != "glass" or not found.points_px or not refined.points_px:
        return 0.0
    if not ("foot" in found.points_px[k] and "foot" in refined.points_px[k]):
        return 0.0
    apart = np.asarray(found.points_px[k]["foot"] - refined.points_px[k]["foot"], np.float64)
    return FOOT_DISAGREEMENT_SHARE * float(np.linalg.norm(apart))


def of_ends(found: Detections, refined: Detections, k: int) -> float:
    """One σ, px, of cutlery's ends along it: more where the two networks differ about them."""
    if found.name(k) not in CUTLERY or not found.points_px or not refined.outlines_px:
        return 0.0
    points = {key: np.asarray(at, np.float64) for key, at in found.points_px[k].items()}
    if not {"tip", "end"} <= points.keys():
        return 0.0
    length = max(1e-6, float(np.linalg.norm(points["tip"] - points["end"])))
    axis = (points["tip"] - points["end"]) / length
    along = np.asarray(refined.outlines_px[k], np.float64) @ axis
    apart = max(abs(along.max() - points["tip"] @ axis), abs(along.min() - points["end"] @ axis))
    unusual = ENDS_DISAGREEMENT_SHARE * max(0.0, float(apart) - USUALLY_APART * length)
    return float(np.hypot(ENDS_SIGMA * length, unusual))
