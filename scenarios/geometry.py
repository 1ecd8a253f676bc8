"""Room: scenarios. From pixels to millimetres on the work plane, with Monte Carlo uncertainty.

Sample 0 of everything is the nominal; the others are draws from a fixed seed, so that the same
observations give the same figures on every machine.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.observations import PlaneSeen

FloatArray = NDArray[np.float64]

DRAWS = 300
_SEED = 20_261_122
_UNDISTORT_STEPS = 8  # errors shrink at least fivefold a step for lenses worth measuring with
COVERAGE = 0.9545  # what k = 2 means for a normal distribution


@dataclass(frozen=True, eq=False)
class PlaneSamples:
    """The nominal camera and plane (row 0) and equally likely others: S samples.

    `rotation` (S,3,3) and `translation` (S,3) take board millimetres to camera millimetres;
    `camera_matrix` (S,3,3); `distortion` (S,5); `scale` (S,) true millimetres a board millimetre.
    """

    rotation: FloatArray
    translation: FloatArray
    camera_matrix: FloatArray
    distortion: FloatArray
    scale: FloatArray

    @property
    def count(self) -> int:
        """How many samples, the nominal included."""
        return len(self.scale)

    def nominal(self) -> "PlaneSamples":
        """The nominal camera and plane alone: one sample."""
        return PlaneSamples(
            self.rotation[:1],
            self.translation[:1],
            self.camera_matrix[:1],
            self.distortion[:1],
            self.scale[:1],
        )

    def nadir_mm(self) -> FloatArray:
        """Where the nominal camera stands above the table: board x, y (2,) and height, as (3,)."""
        eye = -self.rotation[0].T @ self.translation[0]
        return np.array([eye[0], eye[1], abs(eye[2])])

    def to_table(self, points_px: FloatArray, height_mm: FloatArray | float = 0.0) -> FloatArray:
        """Table millimetres (S,P,2) of pixels (P,2) or (S,P,2) at heights above the table.

        `height_mm` broadcasts to (S,P). The points are the vertical projections onto the table
        of where the rays meet those heights.
        """
        pixels = np.broadcast_to(points_px, (self.count, *np.shape(points_px)[-2:]))
        rays = np.einsum("sji,spj->spi", self.rotation, self._directions(pixels))
        eye = -np.einsum("sji,sj->si", self.rotation, self.translation)
        # The board's z points into the table (OpenCV), so what stands up has a z of the sign of
        # the camera's.
        level = np.asarray(height_mm, np.float64) * np.sign(eye[0, 2]) / self.scale[:, None]
        reach = (level - eye[:, None, 2]) / rays[..., 2]
        flat = eye[:, None, :2] + reach[..., None] * rays[..., :2]
        return np.asarray(flat * self.scale[:, None, None], np.float64)

    def to_pixels(self, points_mm: FloatArray, height_mm: float = 0.0) -> FloatArray:
        """Pixels (P,2) at which the nominal camera sees table points (P,2) at a height."""
        eye_z = -(self.rotation[0].T @ self.translation[0])[2]
        z = np.full(len(points_mm), height_mm * np.sign(eye_z))
        seen = np.column_stack([points_mm, z]) @ self.rotation[0].T + self.translation[0]
        flat = _distort(seen[None, :, :2] / seen[None, :, 2:], self.distortion[:1])[0]
        K = self.camera_matrix[0]
        return np.asarray(flat * K[[0, 1], [0, 1]] + K[:2, 2], np.float64)

    def _directions(self, pixels: FloatArray) -> FloatArray:
        """Camera-frame directions (S,P,3) of pixels (S,P,2)."""
        focal = self.camera_matrix[:, [0, 1], [0, 1]][:, None]
        seen = (pixels - self.camera_matrix[:, None, :2, 2]) / focal
        flat = seen
        if np.any(self.distortion):
            for _ in range(_UNDISTORT_STEPS):
                flat = flat - (_distort(flat, self.distortion) - seen)
        return np.concatenate([flat, np.ones((*flat.shape[:2], 1))], axis=2)


def sample_plane(plane: PlaneSeen, draws: int = DRAWS, view: str = "") -> PlaneSamples:
    """The plane as seen, and `draws` others that its covariance and print scale allow.

    Planes of one `view` are wrong together: a camera that stands still sees the board with the
    same error again and again. Print scale and lens are shared by all views.

    A covariance of 6×6 is that of the pose (rad, mm); of 8×8, of pose, focal length (px) and k1
    together. With 6×6 and `focal_u_px` above 0 the focal length varies on its own.
    """
    covariance = np.array(plane.covariance, np.float64)
    size = len(covariance)
    deviates = normal_draws("plane", draws, size + 2)
    if view:
        deviates[:, :size] = normal_draws(f"plane {view}", draws, size)
    root = _square_root(covariance)
    change = deviates[:, :size] @ root.T
    focal_change = change[:, 6] if size > 6 else deviates[:, size] * plane.focal_u_px
    camera = np.repeat(np.array(plane.camera_matrix, np.float64)[None], draws + 1, axis=0)
    camera[:, 0, 0] += focal_change
    camera[:, 1, 1] += focal_change * camera[0, 1, 1] / camera[0, 0, 0]
    distortion = np.repeat(np.array(plane.distortion, np.float64)[None], draws + 1, axis=0)
    if size > 7:
        distortion[:, 0] += change[:, 7]
    return PlaneSamples(
        rotation=_rotations(np.array(plane.rotation_vector) + change[:, :3]),
        translation=np.array(plane.translation_mm) + change[:, 3:6],
        camera_matrix=camera,
        distortion=distortion,
        scale=1.0 + plane.scale_u * deviates[:, size + 1],
    )


def normal_draws(purpose: str, draws: int, width: int) -> FloatArray:
    """Standard normal deviates (draws + 1, width), row 0 all zero; the same for a purpose.

    They come in pairs of opposite sign, so that their mean is exactly nominal.
    """
    generator = np.random.default_rng([_SEED, *purpose.encode()])
    half = generator.standard_normal(((draws + 1) // 2, width))
    return np.concatenate([np.zeros((1, width)), half, -half])[: draws + 1]


def expanded(samples: FloatArray) -> float:
    """U (k = 2) of samples (S,): what 95.45 % of the draws stay within of the nominal."""
    return float(np.quantile(np.abs(samples[1:] - samples[0]), COVERAGE))


def _square_root(covariance: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)), np.float64)


def _rotations(vectors: FloatArray) -> FloatArray:
    """Rotation matrices (S,3,3) of rotation vectors (S,3), by Rodrigues' formula."""
    angle = np.linalg.norm(vectors, axis=1)[:, None, None]
    x, y, z = (vectors / np.maximum(angle[:, :, 0], 1e-12)).T
    zero = np.zeros_like(x)
    cross = np.array([[zero, -z, y], [z, zero, -x], [-y, x, zero]]).transpose(2, 0, 1)
    turned = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return np.asarray(turned, np.float64)


def _distort(flat: FloatArray, distortion: FloatArray) -> FloatArray:
    """OpenCV's lens model on normalised points (S,P,2) with k1 k2 p1 p2 k3 (S,5)."""
    k1, k2, p1, p2, k3 = (distortion[:, i, None] for i in range(5))
    x, y = flat[..., 0], flat[..., 1]
    r2 = x**2 + y**2
    radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
    return np.stack(
        [
            x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x**2),
            y * radial + p1 * (r2 + 2 * y**2) + 2 * p2 * x * y,
        ],
        axis=-1,
    )
