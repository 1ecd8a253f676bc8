"""Room: kiosk. Looks at a laid table: the board's plane, the pieces, the front edge."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware import Image, Intrinsics, PlanePose, find_plane
from kiosk.sight.seeing import SightKind
from kiosk.sight.table_picture import annotate
from models.table_setting import find_scene
from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen

MODEL = "table_setting"

Find = Callable[[Image, str], list[PieceSeen | EdgeSeen]]


def find_with_model(image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
    """The pieces and the front edge that the table model finds in a picture."""
    scene = find_scene(image)
    found: list[PieceSeen | EdgeSeen] = []
    outlines = scene.detections.outlines_px or ()
    points = scene.detections.points_px or ()
    for index, (outline, places) in enumerate(zip(outlines, points, strict=True)):
        found.append(
            PieceSeen(
                frame=frame,
                name=scene.detections.name(index),
                confidence=round(float(scene.detections.confidence[index]), 4),
                outline_px=_rounded(outline),
                points_px={name: _rounded(place) for name, place in places.items()},
                sigma_px=round(float(scene.sigma_px[index]), 3),
            )
        )
    if scene.front_edge_px is not None:
        line = _rounded(scene.front_edge_px)
        found.append(EdgeSeen(frame, line, round(float(scene.edge_sigma_px), 3)))
    return found


def _rounded(points: NDArray[np.floating]) -> Any:
    """Pixels as plain numbers to a hundredth: what crosses the wire."""
    return np.asarray(points, np.float64).round(2).tolist()


def observe(
    image: Image, frame: str, intrinsics: Intrinsics | None, find: Find = find_with_model
) -> list[Observation]:
    """The plane, pieces and edge of one picture. Raises PlaneError when there is no plane."""
    plane = find_plane(image, intrinsics)
    return [plane_seen(plane, frame), *find(image, frame)]


def plane_seen(plane: PlanePose, frame: str) -> PlaneSeen:
    """A plane as an observation: plain numbers that cross the wire."""
    return PlaneSeen(
        frame=frame,
        camera_matrix=plane.camera_matrix.tolist(),
        distortion=plane.distortion.tolist(),
        rotation_vector=plane.rotation_vector.tolist(),
        translation_mm=plane.translation_mm.tolist(),
        covariance=plane.covariance.tolist(),
        focal_u_px=plane.focal_u_px,
        image_size_px=list(plane.image_size_px),
        corners=plane.corners,
        rms_px=plane.rms_px,
        scale_u=plane.scale_u,
    )


TABLE = SightKind((MODEL,), observe, annotate)
