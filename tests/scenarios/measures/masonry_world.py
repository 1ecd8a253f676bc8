"""Walls and floors seen by an ideal or a noisy camera: observations whose true measures are known.

Work millimetres are the board's own: x to the right, y down, the board's corner at (0, 0).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from scenarios import Observation, PlaneSeen, UnitSeen
from scenarios.measures.parameters import MasonryParameters

Points = NDArray[np.float64]
K = np.array([[2200.0, 0.0, 799.5], [0.0, 2200.0, 599.5], [0.0, 0.0, 1.0]])
LENGTH, HEIGHT = 215.0, 65.0
TILE = 150.0


@dataclass(frozen=True)
class Camera:
    """Where the camera stands (mm, z towards it) and how it is turned (deg), and its noise."""

    eye: tuple[float, float, float] = (-500.0, 100.0, 2100.0)
    turn_deg: tuple[float, float, float] = (2.0, -7.0, 0.5)
    pose_sigma: tuple[float, ...] = (4e-4, 4e-4, 2e-4, 0.08, 0.08, 0.8)
    scale_u: float = 0.0006
    sides_sigma_px: float = 0.12

    @property
    def rotation(self) -> Points:
        """Board to camera."""
        return np.asarray(cv2.Rodrigues(np.radians(self.turn_deg))[0], np.float64)

    @property
    def translation(self) -> Points:
        """Board to camera, mm."""
        x, y, z = self.eye
        return np.asarray(-self.rotation @ np.array([x, y, -z]), np.float64)


def project(camera: Camera, places: Points) -> Points:
    """Pixels (…,2) of places (…,2) mm on the work plane."""
    flat = np.concatenate([places, np.zeros((*places.shape[:-1], 1))], axis=-1)
    seen = (flat @ camera.rotation.T + camera.translation) @ K.T
    return np.asarray(seen[..., :2] / seen[..., 2:], np.float64)


@dataclass(frozen=True)
class Wall:
    """A half-brick wall in stretcher bond as built: what may be wrong with it, course by course."""

    bed: Sequence[float] = (10.0, 10.0, 10.0, 10.0)
    head: float = 10.0
    rises: Sequence[float] = (0.0,) * 5  # mm per m, to the right
    lean: float = 0.0  # mm per m, to the right going up
    slip: Sequence[float] = (0.0,) * 5  # mm to the right
    left: float = -1050.0
    bottom: float = 270.0
    bricks: int = 5
    without: Sequence[tuple[int, int]] = field(default=())  # course and brick, from 1

    def corners(self) -> Points:
        """Corners (U,4,2) mm of the bricks that are there."""
        found = []
        bottom = self.bottom
        for course, rise in enumerate(self.rises, 1):
            for number, (start, stop) in enumerate(self._lengths(course), 1):
                if (course, number) not in self.without:
                    found.append(self._brick(course, start, stop, bottom, rise))
            bottom -= HEIGHT + (self.bed[course - 1] if course <= len(self.bed) else 0.0)
        return np.array(found)

    def _lengths(self, course: int) -> list[tuple[float, float]]:
        """Where the bricks of a course begin and end; half ones begin and end the odd courses."""
        half = (LENGTH - self.head) / 2
        whole = [LENGTH] * (self.bricks - 1)
        lengths = [half, *whole] if course % 2 else [*whole, half]
        starts = self.left + np.concatenate([[0], np.cumsum([n + self.head for n in lengths])])
        return [(float(a), float(a) + n) for a, n in zip(starts, lengths, strict=False)]

    def _brick(self, course: int, start: float, stop: float, bottom: float, rise: float) -> Points:
        box = np.array(
            [[start, bottom - HEIGHT], [stop, bottom - HEIGHT], [stop, bottom], [start, bottom]]
        )
        middle = self.left + (self.bricks - 0.5) * (LENGTH + self.head) / 2
        x = box[:, 0] + self.slip[course - 1] + self.lean / 1000 * (self.bottom - box[:, 1])
        y = box[:, 1] - rise / 1000 * (box[:, 0] - middle)
        return np.column_stack([x, y])


@dataclass(frozen=True)
class Floor:
    """Tiles in a grid, turned against the board and skewed."""

    joint: float = 3.0
    rows: int = 3
    columns: int = 3
    turn_deg: float = 0.0
    skew: float = 0.0  # mm per m that columns lean to the right
    moved: tuple[int, int, float, float] | None = None  # row, column (from 0), dx, dy mm

    def corners(self) -> Points:
        """Corners (U,4,2) mm."""
        found = []
        for r in range(self.rows):
            for c in range(self.columns):
                x, y = c * (TILE + self.joint), -r * (TILE + self.joint)
                box = np.array([[x, y - TILE], [x + TILE, y - TILE], [x + TILE, y], [x, y]])
                if self.moved is not None and self.moved[:2] == (r, c):
                    box = box + self.moved[2:]
                found.append(box)
        corners = np.array(found)
        corners[..., 0] -= self.skew / 1000 * corners[..., 1]
        c, s = np.cos(np.radians(self.turn_deg)), np.sin(np.radians(self.turn_deg))
        return np.asarray(corners @ np.array([[c, -s], [s, c]]) + (-600.0, 250.0), np.float64)


def observe(
    work: Wall | Floor | Points,
    camera: Camera | None = None,
    frame: str = "0",
    confidence: float = 0.9,
    moved_mm: tuple[float, float] = (0.0, 0.0),
    hidden: Sequence[int] = (),
) -> list[Observation]:
    """What an ideal camera reports of a wall or floor; of `hidden` units no side is known."""
    camera = camera or Camera()
    corners = work if isinstance(work, np.ndarray) else work.corners()
    pixels = project(camera, corners + moved_mm)
    plane = plane_seen(camera, frame)
    sigma = [camera.sides_sigma_px] * 4
    return [
        plane,
        *(
            UnitSeen(frame, confidence, unit.tolist(), [0.0] * 4, False)
            if number in hidden
            else UnitSeen(frame, confidence, unit.tolist(), sigma, True)
            for number, unit in enumerate(pixels)
        ),
    ]


def plane_seen(camera: Camera, frame: str, shift: Points | None = None) -> PlaneSeen:
    """The plane as reported; `shift` (6,) is how far the pose is off (rad, mm)."""
    off = np.zeros(6) if shift is None else shift
    vector = np.ravel(cv2.Rodrigues(camera.rotation)[0]) + off[:3]
    return PlaneSeen(
        frame=frame,
        camera_matrix=K.tolist(),
        distortion=[0.0] * 5,
        rotation_vector=vector.tolist(),
        translation_mm=(camera.translation + off[3:]).tolist(),
        covariance=np.diag(np.square(camera.pose_sigma)).tolist(),
        focal_u_px=0.0,
        image_size_px=[1600, 1200],
        corners=24,
        rms_px=0.17,
        scale_u=camera.scale_u,
    )


def observe_noisy(
    corners: Points, parameters: MasonryParameters, seed: int, camera: Camera | None = None
) -> list[Observation]:
    """What a real camera may report of corners (U,4,2) mm, off by all that U has to cover.

    The board stands off level, off the plane and turned against it, and was printed at another
    scale; faces stand out; sides are seen too far out, those that face one way alike, and each a
    little off, a few by much; the pose is off.
    """
    camera = camera or Camera()
    random = np.random.default_rng(seed)
    turn = getattr(parameters, "board_level_u_mm_per_m", 0.0) / 1000 * random.standard_normal()
    c, s = np.cos(turn), np.sin(turn)
    places = corners @ np.array([[c, -s], [s, c]])
    tilt = np.radians(parameters.board_tilt_u_deg) * random.standard_normal(2)
    out = parameters.board_offset_u_mm * random.standard_normal() + (places - (90, 126)) @ tilt
    out = out + parameters.face_u_mm * random.standard_normal((len(places), 1))
    alike = parameters.side_u_mm * random.standard_normal()
    one_way = np.tile([parameters.bed_side_u_mm, parameters.head_side_u_mm], 2)
    facing = alike + one_way * random.standard_normal(4)
    places = _grown(places, np.tile(facing, (len(places), 1)))
    pixels = _project_out(camera, places, out)
    sides = camera.sides_sigma_px * random.standard_t(3, places.shape[:2])
    pixels = _grown(pixels, sides)
    shift = np.array(camera.pose_sigma) * random.standard_normal(6)
    plane = plane_seen(camera, "0", shift)
    # A board printed too large makes all that is measured with it look small.
    scale = 1 + camera.scale_u * random.standard_normal()
    smaller = (np.array(plane.translation_mm) / scale).tolist()
    plane = msgspec.structs.replace(plane, translation_mm=smaller)
    sigma = [camera.sides_sigma_px] * 4
    return [plane, *(UnitSeen("0", 0.9, unit.tolist(), sigma, True) for unit in pixels)]


def _grown(corners: Points, moves: Points) -> Points:
    """Corners (U,4,2) of quadrilaterals whose sides (U,4) moved outward."""
    along = np.roll(corners, -1, axis=1) - corners
    along /= np.linalg.norm(along, axis=2, keepdims=True)
    normal = np.stack([along[..., 1], -along[..., 0]], axis=2)
    start = corners + normal * moves[..., None]
    found = np.empty_like(corners)
    for side in range(4):
        before = (side + 3) % 4
        system = np.stack([along[:, before], -along[:, side]], axis=2)
        reach = np.linalg.solve(system, (start[:, side] - start[:, before])[..., None])
        found[:, side] = start[:, before] + reach[:, :1, 0] * along[:, before]
    return found


def _project_out(camera: Camera, places: Points, out: Points) -> Points:
    """Pixels of places (U,4,2) that stand `out` (U,4) mm of the plane, towards the camera."""
    solid = np.concatenate([places, -out[..., None]], axis=2)
    seen = (solid @ camera.rotation.T + camera.translation) @ K.T
    return np.asarray(seen[..., :2] / seen[..., 2:], np.float64)
