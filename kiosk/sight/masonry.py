"""Room: kiosk. Looks at a wall or a floor: the board's plane, and each brick or tile on it."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware import Image, Intrinsics, find_plane
from kiosk.sight.masonry_picture import annotate
from kiosk.sight.seeing import NothingSeenError, SightKind, model
from kiosk.sight.table import plane_seen
from models.masonry import find_units, plane_from_pose
from scenarios import Observation, UnitSeen

MODEL = "masonry"


def observe(image: Image, frame: str, intrinsics: Intrinsics | None) -> list[Observation]:
    """The plane and the units of one picture.

    Raises PlaneError when there is no plane, NothingSeenError ("no_units") when there are no units.
    """
    pose = find_plane(image, intrinsics)
    plane = plane_from_pose(
        pose.camera_matrix,
        pose.distortion,
        np.asarray(cv2.Rodrigues(pose.rotation_vector)[0], np.float64),
        pose.translation_mm,
    )
    units = find_units(model(MODEL), image, plane)
    if not units:
        raise NothingSeenError("no_units")
    seen: list[Observation] = [plane_seen(pose, frame)]
    seen += [
        UnitSeen(
            frame=frame,
            confidence=round(unit.confidence, 4),
            corners_px=_rounded(unit.corners_px),
            sides_sigma_px=_rounded(unit.sides_sigma_px),
            whole=unit.whole,
        )
        for unit in units
    ]
    return seen


def _rounded(values: NDArray[np.float64]) -> Any:
    """Pixels as plain numbers to a thousandth: what crosses the wire."""
    return values.round(3).tolist()


MASONRY = SightKind((MODEL,), observe, annotate)
