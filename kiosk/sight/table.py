"""Room: kiosk. Looks at a laid table: the board's plane, the pieces, the front edge."""

from collections.abc import Callable

from hardware import Image, Intrinsics, PlanePose, find_plane
from kiosk.sight.seeing import SightKind
from kiosk.sight.table_picture import annotate
from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen

MODEL = "table_setting"

Find = Callable[[Image, str], list[PieceSeen | EdgeSeen]]


def find_with_model(image: Image, frame: str) -> list[PieceSeen | EdgeSeen]:
    """What the table model finds in a picture."""
    raise NotImplementedError


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
