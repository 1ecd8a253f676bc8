"""Room: kiosk. A camera mounted upside down: pictures are turned for the model, places turned back.

Which way is up is told by the work plane: what lies further away on a table lies higher in an
upright picture.
"""

from typing import Any

import cv2
import msgspec
import numpy as np

from hardware import Image
from scenarios import EdgeSeen, PieceSeen, PlaneSeen

OVERHEAD = 0.035
"""Sine of two degrees: a camera that looks down more steeply has no up, and is taken as it is."""


def is_upside_down(plane: PlaneSeen) -> bool:
    """Whether a camera that looks at a lying board holds its picture upside down."""
    into_the_table = cv2.Rodrigues(np.array(plane.rotation_vector))[0][:, 2]
    return bool(into_the_table[1] < -OVERHEAD)


def turned(image: Image) -> Image:
    """The picture turned by half a turn."""
    return np.ascontiguousarray(image[::-1, ::-1])


def turned_back(seen: PieceSeen | EdgeSeen, image: Image) -> PieceSeen | EdgeSeen:
    """What was found in the turned picture, at its places in the picture as it was captured."""
    if isinstance(seen, EdgeSeen):
        return msgspec.structs.replace(seen, line_px=_back(seen.line_px[::-1], image))
    points = {name: _back([place], image)[0] for name, place in seen.points_px.items()}
    return msgspec.structs.replace(seen, outline_px=_back(seen.outline_px, image), points_px=points)


def _back(places_px: list[list[float]], image: Image) -> Any:
    height, width = image.shape[:2]
    back = np.array([width - 1.0, height - 1.0]) - np.array(places_px, np.float64).reshape(-1, 2)
    return back.round(2).tolist()
