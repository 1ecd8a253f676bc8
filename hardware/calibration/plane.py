"""Room: hardware. From a picture with the standard board to the work plane, with uncertainty."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.calibration.board import (
    STANDARD_BOARD,
    charuco_board,
    corner_positions_mm,
    count_squares,
)
from hardware.calibration.intrinsics import Intrinsics
from hardware.calibration.paper import find_paper
from hardware.calibration.pose import PoseFit, fit_pose, fit_pose_and_camera
from hardware.calibration.quality import (
    BoardNotFoundError,
    BoardScaleError,
    BoardUnsureError,
    GrayImage,
    TwoBoardsError,
    check_board_image,
    explain_missing_board,
)
from hardware.cameras.camera import Image

FloatArray = NDArray[np.float64]

# Corner uncertainty, one sigma, of sharp pictures: 0.09–0.13 px on path-traced scenes; more where
# the residuals say so.
CORNER_U_PX = 0.12
# The bar can be checked to ±0.1 mm in 100 mm with a ruler: a uniform spread, one sigma.
PRINT_SCALE_U = 0.0006
LEAST_CORNERS = 8
WORST_RMS_PX = 1.0


@dataclass(frozen=True, eq=False)
class PlanePose:
    """Where the board's plane lies in front of the camera.

    Board millimetres to camera millimetres by `rotation_vector` and `translation_mm` (3,), with
    `camera_matrix` (3,3) and `distortion` (5,) in OpenCV's convention; z of the board points
    into the table. `covariance` is (6,6) over rad and mm, or (8,8) with focal length in px and
    k1 when those had to be estimated too; then `focal_u_px` is not 0. `scale_u` is the print's
    relative standard uncertainty. `corners_px` (N,2) were used; `rms_px` is what they are off.
    """

    camera_matrix: FloatArray
    distortion: FloatArray
    rotation_vector: FloatArray
    translation_mm: FloatArray
    covariance: FloatArray
    focal_u_px: float
    image_size_px: tuple[int, int]
    corners: int
    rms_px: float
    scale_u: float
    corners_px: FloatArray


def find_plane(image: Image, intrinsics: Intrinsics | None) -> PlanePose:
    """Find the standard board in a BGR picture and the plane it lies in.

    With `intrinsics` the pose alone is estimated; without, the focal length as well (square
    pixels, centred principal point). Raises a PlaneError with code and remedy (no board, two
    boards, too dark, overexposed, blurred, mirrored, printed at the wrong scale, or a board that
    does not fit), and
    IntrinsicsError when the intrinsics belong to pictures of another shape.
    """
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    height, width = gray.shape
    camera = None if intrinsics is None else intrinsics.for_size(width, height)
    corners, ids = _detect(gray)
    points = corner_positions_mm(ids)
    to_px = _homography(points, corners)
    check_board_image(gray, corners, _to_neighbour_squares(points, corners, to_px))
    u = CORNER_U_PX * max(1.0, max(width, height) / 3200)
    if camera is None:
        fit = fit_pose_and_camera(points, corners, (width, height), u)
    else:
        fit = fit_pose(points, corners, camera.K, camera.distortion, u)
    _check_fit(fit, max(width, height))
    _check_print(gray, to_px)
    return _plane(fit, corners, (width, height))


def _detect(gray: GrayImage) -> tuple[FloatArray, NDArray[np.int64]]:
    """Inner corners (N,2) px and their ids (N,) of the one board in a grey picture."""
    detector = cv2.aruco.CharucoDetector(charuco_board(), cv2.aruco.CharucoParameters(), _small())
    corners, ids, marker_corners, marker_ids = detector.detectBoard(gray)
    if marker_ids is not None:
        _refuse_two_boards(marker_corners, np.asarray(marker_ids, np.int64).reshape(-1))
    count = 0 if ids is None else len(ids)
    if count < LEAST_CORNERS:
        flipped = np.ascontiguousarray(gray[:, ::-1])
        mirrored_ids = detector.detectBoard(flipped)[1]
        mirrored = mirrored_ids is not None and len(mirrored_ids) >= LEAST_CORNERS
        raise explain_missing_board(gray, count, mirrored, count_squares(gray))
    return np.asarray(corners, np.float64).reshape(-1, 2), np.asarray(ids, np.int64).reshape(-1)


def _small() -> cv2.aruco.DetectorParameters:
    """Settings for markers of 30 px, as a board beside a wall shows them: bits read on more
    pixels, and as many of them mended as the dictionary allows."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.perspectiveRemovePixelPerCell = 8
    parameters.errorCorrectionRate = 1.0
    return parameters


def _refuse_two_boards(marker_corners: object, ids: NDArray[np.int64]) -> None:
    """Two boards show as one marker at two places; one place found twice is no matter."""
    quads = np.asarray(marker_corners, np.float64).reshape(-1, 4, 2)
    centres, sides = quads.mean(axis=1), np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1)
    twice = 0
    for marker in np.unique(ids):
        places = centres[ids == marker]
        apart = np.linalg.norm(places - places[0], axis=1).max()
        twice += bool(apart > sides[ids == marker].max())
    if twice >= 2:
        raise TwoBoardsError(
            "two boards are in the picture: leave one, and look out for a mirror or a screen"
        )


def _homography(points_mm: FloatArray, corners_px: FloatArray) -> FloatArray:
    """Board millimetres to pixels, (3,3)."""
    homography, _ = cv2.findHomography(points_mm[:, :2], corners_px, cv2.RANSAC, 3.0)
    if homography is None:
        raise BoardNotFoundError(
            "the corners found do not form the board: uncover the board and take it again"
        )
    return np.asarray(homography, np.float64)


def _to_neighbour_squares(
    points_mm: FloatArray, corners_px: FloatArray, to_px: FloatArray
) -> FloatArray:
    """Pixel vector (N,2) from each corner to the centre of a neighbouring square."""
    centres = points_mm[:, :2] + STANDARD_BOARD.square_mm / 2
    seen = cv2.perspectiveTransform(centres[:, None, :], to_px).reshape(-1, 2)
    return np.asarray(seen - corners_px, np.float64)


def _check_print(gray: GrayImage, to_px: FloatArray) -> None:
    paper = find_paper(gray, to_px)
    if paper is not None and paper.is_wrong:
        raise BoardScaleError(
            f"the board was printed at {paper.print_scale or 0:.0%} of its size, as the paper "
            "around it shows: print it again at 100 % (no “fit to page”) and measure the bar, "
            "which must be 100 mm"
        )


def _check_fit(fit: PoseFit, longer_side: int) -> None:
    enough = int(fit.inliers.sum()) >= LEAST_CORNERS
    if not enough or fit.rms_px > WORST_RMS_PX * max(1.0, longer_side / 1600):
        raise BoardUnsureError(
            f"the board does not fit a flat sheet seen by this camera ({fit.rms_px:.1f} px off): "
            "lay it flat, check that the intrinsics belong to this camera, and take it again"
        )


def _plane(fit: PoseFit, corners: FloatArray, size: tuple[int, int]) -> PlanePose:
    estimated = len(fit.state) > 6
    return PlanePose(
        camera_matrix=fit.camera_matrix,
        distortion=fit.distortion,
        rotation_vector=fit.state[:3],
        translation_mm=fit.state[3:6],
        covariance=fit.covariance,
        focal_u_px=float(np.sqrt(fit.covariance[6, 6])) if estimated else 0.0,
        image_size_px=size,
        corners=int(fit.inliers.sum()),
        rms_px=fit.rms_px,
        scale_u=PRINT_SCALE_U,
        corners_px=corners[fit.inliers],
    )
