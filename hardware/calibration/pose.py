"""Room: hardware. The pose of a flat target by least squares, with its covariance.

Without intrinsics the focal length and the first radial distortion are estimated together with
the pose under weak priors, and stay in the covariance: what one picture cannot tell stays unsure.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

POSE_SIZE = 6  # rotation vector (rad) and translation (mm)
CAMERA_SIZE = 8  # and focal length (px) and k1
_OUTLIER = 4.0  # standard deviations
_STEPS = 40


@dataclass(frozen=True)
class CameraPrior:
    """What is believed of an uncalibrated camera before the board is looked at.

    Focal length: a normal belief on its logarithm, from a horizontal field of view of 35–80°
    (two standard deviations each way). k1: telephones and webcams after their own correction.
    """

    fov_deg: tuple[float, float] = (35.0, 80.0)
    k1_u: float = 0.02

    def log_focal(self, width: int) -> tuple[float, float]:
        """Mean and standard deviation of ln(focal length in px)."""
        wide, narrow = (width / 2 / np.tan(np.radians(np.array(self.fov_deg[::-1]) / 2))).tolist()
        return (np.log(wide) + np.log(narrow)) / 2, (np.log(narrow) - np.log(wide)) / 4


@dataclass(frozen=True, eq=False)
class PoseFit:
    """A fitted pose: `state` (6 or 8), its `covariance`, the camera, and which corners fit."""

    state: FloatArray
    covariance: FloatArray
    camera_matrix: FloatArray
    distortion: FloatArray
    inliers: NDArray[np.bool_]
    rms_px: float
    cost: float


def fit_pose(
    points_mm: FloatArray,
    corners_px: FloatArray,
    camera_matrix: FloatArray,
    distortion: FloatArray,
    corner_u_px: float,
) -> PoseFit:
    """Pose of points (N,3) seen at (N,2) by a calibrated camera; outlying corners are left out.

    Of the two poses that a flat target allows the better is taken; when the second explains the
    corners almost as well, their difference goes into the covariance.
    """
    problem = _Problem(points_mm, corners_px, camera_matrix, distortion, corner_u_px)
    fits = sorted((_refine(problem, start) for start in problem.starts()), key=lambda f: f.cost)
    best = fits[0]
    for other in fits[1:]:
        if other.cost - best.cost < _OUTLIER**2 and other.inliers.sum() == best.inliers.sum():
            gap = (other.state - best.state)[:, None]
            weight = np.exp(-(other.cost - best.cost) / 2)
            best = _with_covariance(best, best.covariance + weight / (1 + weight) * gap @ gap.T)
    return best


def fit_pose_and_camera(
    points_mm: FloatArray,
    corners_px: FloatArray,
    size_px: tuple[int, int],
    corner_u_px: float,
    prior: CameraPrior | None = None,
) -> PoseFit:
    """Pose and focal length together: square pixels, principal point in the centre."""
    prior = prior or CameraPrior()
    width, height = size_px
    mean, spread = prior.log_focal(width)
    fits = []
    for guess in (mean - spread, mean, mean + spread):
        focal = float(np.exp(guess))
        K = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1.0]])
        problem = _Problem(
            points_mm, corners_px, K, np.zeros(5), corner_u_px, (mean, spread, prior)
        )
        fits += [_refine(problem, np.append(start, [focal, 0.0])) for start in problem.starts()]
    return min(fits, key=lambda fit: fit.cost)


@dataclass(frozen=True, eq=False)
class _Problem:
    points_mm: FloatArray
    corners_px: FloatArray
    camera_matrix: FloatArray
    distortion: FloatArray
    corner_u_px: float
    prior: tuple[float, float, CameraPrior] | None = None

    def starts(self) -> list[FloatArray]:
        """The poses (6,) from which to refine: both that a flat target allows."""
        _, rotations, translations, _ = cv2.solvePnPGeneric(
            self.points_mm,
            self.corners_px,
            self.camera_matrix,
            self.distortion,
            flags=cv2.SOLVEPNP_IPPE,
        )
        return [
            np.concatenate([np.ravel(r), np.ravel(t)])
            for r, t in zip(rotations, translations, strict=True)
            if np.ravel(t)[2] > 0
        ]

    def camera(self, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        if self.prior is None:
            return self.camera_matrix, self.distortion
        K = self.camera_matrix.copy()
        K[0, 0] = K[1, 1] = state[6]
        return K, np.array([state[7], 0, 0, 0, 0])

    def residuals(self, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Corner residuals (N,2) px and their Jacobian (N,2,len(state))."""
        K, distortion = self.camera(state)
        seen, full = cv2.projectPoints(self.points_mm, state[:3], state[3:6], K, distortion)
        jacobian = full.reshape(-1, 2, full.shape[1])
        columns = [jacobian[..., :6]]
        if self.prior is not None:
            columns += [jacobian[..., 6:7] + jacobian[..., 7:8], jacobian[..., 10:11]]
        return seen.reshape(-1, 2) - self.corners_px, np.concatenate(columns, axis=2)

    def belief(self, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The priors as weighted residuals and their Jacobian; none for a known camera."""
        if self.prior is None:
            return np.zeros(0), np.zeros((0, POSE_SIZE))
        mean, spread, prior = self.prior
        jacobian = np.zeros((2, CAMERA_SIZE))
        jacobian[0, 6], jacobian[1, 7] = 1 / (state[6] * spread), 1 / prior.k1_u
        off = np.array([(np.log(state[6]) - mean) / spread, state[7] / prior.k1_u])
        return off, jacobian


def _refine(problem: _Problem, start: FloatArray) -> PoseFit:
    """Levenberg–Marquardt, leaving out corners that a first fit cannot explain."""
    inliers = np.ones(len(problem.points_mm), np.bool_)
    state = start
    for _ in range(4):
        state = _minimise(problem, state, inliers)
        off = np.linalg.norm(problem.residuals(state)[0], axis=1)
        scale = max(problem.corner_u_px, float(np.median(off[inliers])) / 1.18)
        keep = off < _OUTLIER * scale
        if keep.sum() < 6 or np.array_equal(keep, inliers):
            break
        inliers = keep
    return _conclude(problem, state, inliers)


def _minimise(problem: _Problem, state: FloatArray, inliers: NDArray[np.bool_]) -> FloatArray:
    damping = 1e-3
    residual, jacobian = _stacked(problem, state, inliers)
    for _ in range(_STEPS):
        normal, slope = jacobian.T @ jacobian, jacobian.T @ residual
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -slope)
        trial = state + step
        if problem.prior is not None and trial[6] < 0.3 * state[6]:
            damping *= 10
            continue
        new_residual, new_jacobian = _stacked(problem, trial, inliers)
        gain = residual @ residual - new_residual @ new_residual
        if gain < 0:
            damping *= 10
            continue
        state, residual, jacobian = trial, new_residual, new_jacobian
        damping = max(damping / 10, 1e-12)
        if gain < 1e-9:
            break
    return state


def _stacked(
    problem: _Problem, state: FloatArray, inliers: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    residual, jacobian = problem.residuals(state)
    off, slope = problem.belief(state)
    u = problem.corner_u_px
    return (
        np.concatenate([residual[inliers].ravel() / u, off]),
        np.concatenate([jacobian[inliers].reshape(-1, jacobian.shape[2]) / u, slope]),
    )


def _conclude(problem: _Problem, state: FloatArray, inliers: NDArray[np.bool_]) -> PoseFit:
    residual, jacobian = _stacked(problem, state, inliers)
    off = problem.residuals(state)[0][inliers]
    rms = float(np.sqrt(np.mean(np.sum(off**2, axis=1))))
    free = max(1, 2 * int(inliers.sum()) - len(state))
    # Residuals larger than the stated corner uncertainty widen the covariance, never narrow it.
    excess = max(1.0, float(np.sum(off**2)) / problem.corner_u_px**2 / free)
    covariance = np.linalg.inv(jacobian.T @ jacobian) * excess
    K, distortion = problem.camera(state)
    cost = float(residual @ residual) + _OUTLIER**2 * int((~inliers).sum())
    return PoseFit(state, np.asarray(covariance, np.float64), K, distortion, inliers, rms, cost)


def _with_covariance(fit: PoseFit, covariance: FloatArray) -> PoseFit:
    return PoseFit(
        fit.state,
        covariance,
        fit.camera_matrix,
        fit.distortion,
        fit.inliers,
        fit.rms_px,
        fit.cost,
    )
