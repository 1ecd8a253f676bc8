"""Room: kiosk. Tells work from a picture of work by its height: best effort, see docs/cameras.md.

A glass stands up: seen from two sides its outline leans two ways, and from one side away from the
camera's nadir. A printed glass lies in the table and leans the way it was photographed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios import Observation, PieceSeen, PlaneSeen
from scenarios.geometry import sample_plane
from scenarios.measures.cover import own_cover
from scenarios.measures.outlines import polygon_centre

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lean:
    """A glass as one camera sees it, mm on the table: its foot, how far the middle of its outline
    lies off the foot, the camera's nadir (2,) and height, and how surely the glass was seen."""

    middle: FloatArray
    foot: FloatArray
    lean: FloatArray
    nadir: FloatArray
    height: float
    confidence: float


def lean_of(observations: Sequence[Observation]) -> Lean | None:
    """How the glass of one frame leans; None without a plane or a sure glass."""
    plane = next((one for one in observations if isinstance(one, PlaneSeen)), None)
    if plane is None:
        return None
    pieces = own_cover(plane, [one for one in observations if isinstance(one, PieceSeen)])
    glasses = [one for one in pieces if one.name == "glass" and "foot" in one.points_px]
    if not glasses:
        return None
    glass = max(glasses, key=lambda one: one.confidence)
    planes = sample_plane(plane, draws=0)
    foot = planes.to_table(np.array([glass.points_px["foot"]], np.float64))[0, 0]
    outline = planes.to_table(np.array(glass.outline_px, np.float64))
    eye = planes.nadir_mm()
    middle = np.asarray(polygon_centre(outline)[0], np.float64)
    return Lean(middle, foot, middle - foot, eye[:2], float(eye[2]), glass.confidence)


def height_by_parallax(a: Lean, b: Lean) -> float | None:
    """The height, mm, at which the middle of a glass's outline stands, from two sides; None where
    the cameras are too near each other to say."""
    apart = (b.nadir - a.nadir) / np.mean([a.height, b.height])
    if np.linalg.norm(apart) < 0.1:
        return None
    return float((a.middle - b.middle) @ apart / (apart @ apart))


def height_by_lean(one: Lean) -> tuple[float, float, float]:
    """From one side: the height, the lean across (mm), and how far the foot is from the nadir."""
    away = one.foot - one.nadir
    reach = float(np.linalg.norm(away))
    u = away / max(reach, 1e-6)
    along, across = float(one.lean @ u), float(one.lean @ np.array([-u[1], u[0]]))
    return one.height * along / max(reach + along, 1e-6), across, reach
