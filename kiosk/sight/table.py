"""Room: kiosk. Looks at a laid table: the board's plane, the pieces, the front edge."""

from collections.abc import Callable
from typing import Any

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from hardware import Image, Intrinsics, PlanePose, find_plane
from kiosk.sight.copies import shows_a_copy
from kiosk.sight.doubts import doubtful_if_small, once_each
from kiosk.sight.edges import may_be_lower_rim
from kiosk.sight.feet import on_its_foot
from kiosk.sight.rims import find_rim, ring
from kiosk.sight.seeing import SightKind
from kiosk.sight.table_picture import annotate
from kiosk.sight.upright import is_upside_down, turned, turned_back
from models.table_setting import find_scene
from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen
from scenarios.geometry import PlaneSamples, sample_plane

MODEL = "table_setting"
RIM_HEIGHT_MM = 19.0
"""Height at which a plate's rim is sought; ±4 mm change its shape by less than a tenth of a mm."""
RIM_SIGMA_PX = 1.1
"""How far a fully supported rim is off, one sigma: on drawn scenes of unseen designs."""
EDGE_SIGMA_PX = 0.6
"""How far a found front edge is off at least, one sigma: on drawn scenes of unseen designs."""
NO_RIM_SIGMA_PX = 5.0
"""How far the network's own outline of a plate may be off, one sigma, where no rim stands out."""

Find = Callable[[Image, str], list[PieceSeen | EdgeSeen]]


def find_with_model(image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
    """The pieces and the front edge that the table model finds in a picture."""
    scene = find_scene(image)
    found: list[PieceSeen] = []
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
                ends_sigma_px=round(float(scene.ends_sigma_px[index]), 3),
            )
        )
    seen: list[PieceSeen | EdgeSeen] = [*once_each(found)]
    if scene.front_edge_px is not None:
        line = _rounded(scene.front_edge_px)
        seen.append(EdgeSeen(frame, line, round(float(scene.edge_sigma_px), 3)))
    return seen


def _rounded(points: NDArray[np.floating]) -> Any:
    """Pixels as plain numbers to a hundredth: what crosses the wire."""
    return np.asarray(points, np.float64).round(2).tolist()


def observe(
    image: Image, frame: str, intrinsics: Intrinsics | None, find: Find = find_with_model
) -> list[Observation]:
    """The plane, pieces and edge of one picture. Raises PlaneError when there is no plane."""
    plane = plane_seen(find_plane(image, intrinsics), frame)
    planes = sample_plane(plane, draws=0)
    found = _find_upright(image, frame, plane, find)
    outlines = [np.array(p.outline_px, np.float64) for p in found if isinstance(p, PieceSeen)]
    seen: list[Observation] = [plane]
    for one in found:
        if isinstance(one, PieceSeen):
            seen.append(_in_place(image, planes, one))
        elif not may_be_lower_rim(image, planes, np.array(one.line_px, np.float64), outlines):
            sigma = max(one.sigma_px, EDGE_SIGMA_PX)
            seen.append(msgspec.structs.replace(one, sigma_px=sigma))
    return seen


def _find_upright(
    image: Image, frame: str, plane: PlaneSeen, find: Find
) -> list[PieceSeen | EdgeSeen]:
    """What is found in the picture as the model knows tables: their front edge below."""
    if not is_upside_down(plane):
        return find(image, frame)
    return [turned_back(one, image) for one in find(turned(image), frame)]


def _in_place(image: Image, planes: PlaneSamples, piece: PieceSeen) -> PieceSeen:
    """A piece where the picture and the plane together say it is."""
    if piece.name == "plate":
        return _on_its_rim(image, planes, piece)
    return on_its_foot(planes, piece) if piece.name == "glass" else piece


def _on_its_rim(image: Image, planes: PlaneSamples, plate: PieceSeen) -> PieceSeen:
    """The plate with its outline moved onto its rim; less sure where no rim stands out."""
    outline = planes.to_table(np.array(plate.outline_px, np.float64), RIM_HEIGHT_MM)[0]
    (x, y), radius = cv2.minEnclosingCircle(outline.astype(np.float32))
    plate = doubtful_if_small(plate, 2 * radius)
    rim = find_rim(image, planes, RIM_HEIGHT_MM, np.array([x, y], np.float64), radius)
    if rim is None:
        return msgspec.structs.replace(plate, sigma_px=max(plate.sigma_px, NO_RIM_SIGMA_PX))
    outline_px = _rounded(ring(rim, planes, RIM_HEIGHT_MM))
    return msgspec.structs.replace(
        plate, outline_px=outline_px, sigma_px=round(RIM_SIGMA_PX / rim.support, 3)
    )


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


TABLE = SightKind((MODEL,), observe, annotate, shows_a_copy)
