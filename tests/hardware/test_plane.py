"""The plane of the board: where it is, how surely, and why a picture cannot be used."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from hardware import Intrinsics, PlaneError, PlanePose, find_plane

Photograph = Any  # conftest.Photograph; conftest files cannot be imported by name
Take = Callable[..., Photograph]


def intrinsics_of(photo: Photograph) -> Intrinsics:
    height, width = photo.image.shape[:2]
    return Intrinsics(width, height, photo.K, np.zeros(5))


def on_plane(plane: PlanePose, pixel: np.ndarray) -> np.ndarray:
    """Board x, y (mm) that a pixel shows."""
    rotation = cv2.Rodrigues(plane.rotation_vector)[0]
    homography = plane.camera_matrix @ np.column_stack([rotation[:, :2], plane.translation_mm])
    place = np.linalg.solve(homography, np.append(pixel, 1.0))
    return place[:2] / place[2]


def seen_at(photo: Photograph, place_mm: tuple[float, float]) -> np.ndarray:
    """The pixel at which a board point is seen."""
    point = photo.K @ (photo.rotation @ np.array([*place_mm, 0.0]) + photo.translation)
    return point[:2] / point[2]


@pytest.mark.parametrize(("tilt", "turn"), [(3.0, 0.0), (12.0, 170.0), (35.0, 60.0)])
def test_calibrated_pose_lies_within_its_own_uncertainty(
    take: Take, tilt: float, turn: float
) -> None:
    photo = take(tilt_deg=tilt, turn_deg=turn)
    plane = find_plane(photo.image, intrinsics_of(photo))
    turned = cv2.Rodrigues(cv2.Rodrigues(plane.rotation_vector)[0] @ photo.rotation.T)[0].ravel()
    off = np.concatenate([turned, plane.translation_mm - photo.translation])
    assert np.all(np.abs(off) < 4 * np.sqrt(np.diag(plane.covariance)) + 1e-4)


def test_place_far_from_the_board_is_right_to_half_a_millimetre(photo: Photograph) -> None:
    plane = find_plane(photo.image, intrinsics_of(photo))
    there = on_plane(plane, seen_at(photo, (380.0, 60.0)))
    assert np.linalg.norm(there - [380.0, 60.0]) < 0.5


def test_known_camera_has_no_focal_uncertainty(photo: Photograph) -> None:
    plane = find_plane(photo.image, intrinsics_of(photo))
    assert plane.focal_u_px == 0.0
    assert plane.covariance.shape == (6, 6)


@pytest.mark.parametrize("tilt", [4.0, 15.0, 40.0])
def test_unknown_focal_length_is_within_its_stated_uncertainty(take: Take, tilt: float) -> None:
    photo = take(tilt_deg=tilt)
    plane = find_plane(photo.image, None)
    assert abs(plane.camera_matrix[0, 0] - photo.K[0, 0]) < 3 * plane.focal_u_px
    assert plane.covariance.shape == (8, 8)


def test_overhead_view_tells_less_about_the_focal_length(take: Take) -> None:
    overhead = find_plane(take(tilt_deg=2.0).image, None)
    slanted = find_plane(take(tilt_deg=40.0).image, None)
    assert overhead.focal_u_px > 3 * slanted.focal_u_px


def test_place_is_right_without_intrinsics_too(photo: Photograph) -> None:
    plane = find_plane(photo.image, None)
    there = on_plane(plane, seen_at(photo, (250.0, 60.0)))
    assert np.linalg.norm(there - [250.0, 60.0]) < 1.0


def test_covered_corners_do_not_move_the_plane(photo: Photograph) -> None:
    image = photo.image.copy()
    x, y = np.round(seen_at(photo, (36.0, 36.0))).astype(int)
    cv2.circle(image, (int(x), int(y)), 40, (60, 60, 200), -1)
    plane = find_plane(image, intrinsics_of(photo))
    assert plane.corners < 24
    there = on_plane(plane, seen_at(photo, (300.0, 60.0)))
    assert np.linalg.norm(there - [300.0, 60.0]) < 0.5


def hide_board(image: np.ndarray) -> np.ndarray:
    return np.full_like(image, 120) + np.random.default_rng(1).integers(
        0, 60, image.shape, dtype=np.uint8
    )


BAD = {
    "no_board": hide_board,
    "too_dark": lambda image: (image * 0.12).astype(np.uint8),
    "overexposed": lambda image: np.clip(image * 6.0 + 120, 0, 255).astype(np.uint8),
    "blurred": lambda image: cv2.GaussianBlur(image, (0, 0), 14),
    "mirrored": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "two_boards": lambda image: np.hstack([image, image]),
}


@pytest.mark.parametrize("code", sorted(BAD))
def test_bad_picture_is_refused_with_its_reason(photo: Photograph, code: str) -> None:
    with pytest.raises(PlaneError) as refusal:
        find_plane(BAD[code](photo.image), None)
    assert refusal.value.code == code


@pytest.mark.parametrize("code", sorted(BAD))
def test_refusal_says_what_to_do_next(photo: Photograph, code: str) -> None:
    with pytest.raises(PlaneError, match=r": .*(take|leave|lay|keep|switch|uncover)"):
        find_plane(BAD[code](photo.image), None)


def test_found_but_soft_board_is_refused(photo: Photograph) -> None:
    with pytest.raises(PlaneError) as refusal:
        find_plane(cv2.GaussianBlur(photo.image, (0, 0), 3.0), None)
    assert refusal.value.code == "blurred"


def test_intrinsics_of_another_camera_do_not_fit(take: Take) -> None:
    photo = take(tilt_deg=35.0)
    height, width = photo.image.shape[:2]
    K = photo.K.copy()
    K[0, 0] *= 1.6
    with pytest.raises(PlaneError) as refusal:
        find_plane(photo.image, Intrinsics(width, height, K, np.zeros(5)))
    assert refusal.value.code == "board_unsure"
