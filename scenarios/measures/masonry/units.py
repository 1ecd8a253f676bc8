"""Room: scenarios. Bricks and tiles in millimetres on the work plane, in many samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import DRAWS, FloatArray, PlaneSamples, normal_draws, sample_plane
from scenarios.measures.parameters import BrickParameters, MasonryParameters
from scenarios.observations import PlaneSeen, UnitSeen

BoolArray = NDArray[np.bool_]

TOP, RIGHT, BOTTOM, LEFT = range(4)
TOP_LEFT, TOP_RIGHT, BOTTOM_RIGHT, BOTTOM_LEFT = range(4)
_SIDES_OF_CORNER = ((LEFT, TOP), (TOP, RIGHT), (RIGHT, BOTTOM), (BOTTOM, LEFT))
_BOARD_CENTRE_MM = np.array([90.0, 126.0])
_CORNER_U_PX = 0.12  # one sigma of a board's corner before it is looked at: hardware's own
_FREEDOM = 4
_BELIEF = 12  # what that is worth, in degrees of freedom; a whole board's corners have 42


@dataclass(frozen=True, eq=False)
class UnitSamples:
    """Corners (S,U,4,2) mm in board axes (y down), and which sides (U,4) are known."""

    corners: FloatArray
    known: BoolArray


def nominal_corners(plane: PlaneSeen, units: Sequence[UnitSeen]) -> FloatArray:
    """Corners (U,4,2) mm of units, without their uncertainty."""
    return np.asarray(_on_plane(sample_plane(plane, draws=0), units)[0], np.float64)


def sample_units(
    plane: PlaneSeen, units: Sequence[UnitSeen], parameters: MasonryParameters, view: str
) -> UnitSamples:
    """Units as seen, and the other places that pose, print, lens, sides and board allow.

    The sides of one unit vary on their own, neighbours are wrong together where they share the
    plane; what belongs to a `view` is wrong together in all its frames.
    """
    planes = sample_plane(_as_sharp_as_seen(plane), DRAWS, view)
    nominal = _on_plane(planes.nominal(), units)[0]
    heights = _heights(nominal, parameters)
    corners = _on_plane(planes, units, heights)
    corners = corners + _corner_moves(nominal, _side_moves(planes, units, parameters, view))
    if isinstance(parameters, BrickParameters):
        corners = _turned(corners, parameters.board_level_u_mm_per_m)
    sigma = np.array([unit.sides_sigma_px for unit in units])
    return UnitSamples(corners, sigma > 0)


def outward_normals(corners: FloatArray) -> FloatArray:
    """Unit normals (…,4,2) of the sides top, right, bottom, left of corners (…,4,2), y down."""
    along = np.roll(corners, -1, axis=-2) - corners
    normal = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True), np.float64)


def _as_sharp_as_seen(plane: PlaneSeen) -> PlaneSeen:
    """The plane with the covariance that its own corners speak for.

    The pose is given with the usual corner's uncertainty, or a larger one where the corners lie
    further off than that. A wall hangs a metre from the board, so a sharper picture must count
    as well: the corners' variance is that of their residuals, together with the usual one.
    An estimated lens has other unknowns: it is left as it is.
    """
    covariance = np.array(plane.covariance, np.float64)
    if len(covariance) > 6:
        return plane
    free = max(1, 2 * plane.corners - len(covariance))
    usual = (_CORNER_U_PX * max(1.0, max(plane.image_size_px) / 3200)) ** 2
    residuals = plane.rms_px**2 * plane.corners
    given = max(usual, residuals / free)
    share = (_BELIEF * usual + residuals) / (_BELIEF + free) / given
    return msgspec.structs.replace(plane, covariance=(min(1.0, share) * covariance).tolist())


def _on_plane(
    planes: PlaneSamples, units: Sequence[UnitSeen], heights: FloatArray | float = 0.0
) -> FloatArray:
    pixels = np.array([unit.corners_px for unit in units], np.float64).reshape(-1, 2)
    return planes.to_table(pixels, heights).reshape(planes.count, len(units), 4, 2)


def _heights(nominal: FloatArray, parameters: MasonryParameters) -> FloatArray:
    """How far (S,U·4) mm each corner may stand out of the board's plane."""
    away = nominal.reshape(-1, 2) - _BOARD_CENTRE_MM
    board = normal_draws("board in the plane", DRAWS, 3)
    tilt = np.radians(parameters.board_tilt_u_deg) * board[:, :2] @ away.T
    faces = parameters.face_u_mm * normal_draws("faces", DRAWS, len(nominal))
    offset = parameters.board_offset_u_mm * board[:, 2:]
    return np.asarray(tilt + offset + np.repeat(faces, 4, axis=1), np.float64)


def _side_moves(
    planes: PlaneSamples, units: Sequence[UnitSeen], parameters: MasonryParameters, view: str
) -> FloatArray:
    """How far outward (S,U,4) mm each side may be off."""
    corners = np.array([unit.corners_px for unit in units], np.float64)
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    both = np.concatenate([middles, middles + outward_normals(corners)]).reshape(-1, 2)
    places = planes.nominal().to_table(both)[0].reshape(2, len(units), 4, 2)
    mm_per_px = np.linalg.norm(places[1] - places[0], axis=-1)
    sigma = np.array([unit.sides_sigma_px for unit in units]) * mm_per_px
    own = _heavy_draws(f"sides {view}", sigma.size).reshape(-1, *sigma.shape)
    alike = normal_draws("all sides", DRAWS, 1)[:, :, None]
    facing = normal_draws("sides facing one way", DRAWS, 4)[:, None]
    one_way = np.tile([parameters.bed_side_u_mm, parameters.head_side_u_mm], 2)
    usual = float(np.median(sigma[sigma > 0])) if parameters.alike_share and sigma.any() else 0.0
    all_sides = np.hypot(parameters.side_u_mm, parameters.alike_share * usual)
    together = all_sides * alike + one_way * facing
    return np.asarray(sigma * own + together, np.float64)


def _heavy_draws(purpose: str, width: int) -> FloatArray:
    """Deviates (DRAWS + 1, width) of Student's t: most sides err little, a few by millimetres.

    Four degrees of freedom are what sides found in drawn scenes follow; row 0 is all zero.
    """
    normal = normal_draws(purpose, DRAWS, width)
    squares = [normal_draws(f"{purpose} {k}", DRAWS, width) ** 2 for k in range(_FREEDOM)]
    scale = np.sqrt(np.maximum(np.mean(squares, axis=0), 1e-3))
    return np.asarray(normal / np.where(normal == 0, 1.0, scale), np.float64)


def _corner_moves(nominal: FloatArray, sides: FloatArray) -> FloatArray:
    """How far corners (S,U,4,2) move when sides (S,U,4) move outward: they stay where sides meet.

    A corner's move d fulfils n·d = move for both of its sides' normals n.
    """
    normals = outward_normals(nominal)
    moves = np.empty((*sides.shape, 2))
    for corner, (a, b) in enumerate(_SIDES_OF_CORNER):
        na, nb = normals[:, a], normals[:, b]
        cross = na[:, 0] * nb[:, 1] - na[:, 1] * nb[:, 0]
        turned_a, turned_b = (np.stack([n[:, 1], -n[:, 0]], axis=-1) for n in (na, nb))
        move = sides[:, :, a, None] * turned_b - sides[:, :, b, None] * turned_a
        moves[:, :, corner] = move / cross[:, None]
    return moves


def _turned(corners: FloatArray, level_u_mm_per_m: float) -> FloatArray:
    """Corners turned by how far off level the board may stand."""
    turn = level_u_mm_per_m / 1000.0 * normal_draws("board level", DRAWS, 1)[:, 0]
    c, s = np.cos(turn), np.sin(turn)
    matrices = np.stack([np.stack([c, -s], -1), np.stack([s, c], -1)], -2)
    return np.asarray(np.einsum("sij,sukj->suki", matrices, corners), np.float64)
