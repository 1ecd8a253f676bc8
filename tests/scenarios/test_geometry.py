"""Pixels to millimetres: exact without uncertainty, honest with it, the same every time."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import PlaneSeen
from scenarios.geometry import expanded, normal_draws, sample_plane

unhurried = settings(deadline=None, max_examples=50)
K = [[1500.0, 0.0, 799.5], [0.0, 1500.0, 599.5], [0.0, 0.0, 1.0]]
NO_COVARIANCE = [[0.0] * 6 for _ in range(6)]

angle = st.floats(-0.4, 0.4)
place = st.floats(-400.0, 400.0)


def plane_seen(
    rotation_vector: list[float],
    *,
    distortion: list[float] | None = None,
    covariance: list[list[float]] | None = None,
    focal_u_px: float = 0.0,
    scale_u: float = 0.0,
) -> PlaneSeen:
    return PlaneSeen(
        frame="0",
        camera_matrix=K,
        distortion=distortion or [0.0] * 5,
        rotation_vector=rotation_vector,
        translation_mm=[-120.0, -80.0, 1000.0],
        covariance=covariance or NO_COVARIANCE,
        focal_u_px=focal_u_px,
        image_size_px=[1600, 1200],
        corners=24,
        rms_px=0.1,
        scale_u=scale_u,
    )


def seen_by_opencv(plane: PlaneSeen, x: float, y: float, height: float) -> np.ndarray:
    """Where OpenCV projects a point that stands `height` above the table."""
    pixels, _ = cv2.projectPoints(
        np.array([[x, y, -height]]),
        np.array(plane.rotation_vector),
        np.array(plane.translation_mm),
        np.array(plane.camera_matrix),
        np.array(plane.distortion),
    )
    return pixels.reshape(1, 2)


@unhurried
@given(tilt=angle, roll=angle, turn=st.floats(-3.0, 3.0), x=place, y=place, h=st.floats(0, 60))
def test_pixel_at_a_height_goes_back_to_where_it_stands(
    tilt: float, roll: float, turn: float, x: float, y: float, h: float
) -> None:
    plane = plane_seen([tilt, roll, turn])
    back = sample_plane(plane, draws=2).to_table(seen_by_opencv(plane, x, y, h), h)[0, 0]
    assert np.allclose(back, [x, y], atol=1e-5)


@unhurried
@given(k1=st.floats(-0.2, 0.2), k2=st.floats(-0.05, 0.05), p1=st.floats(-2e-3, 2e-3), x=place)
def test_lens_distortion_is_undone(k1: float, k2: float, p1: float, x: float) -> None:
    plane = plane_seen([0.1, 0.05, 1.0], distortion=[k1, k2, p1, 0.001, 0.0])
    back = sample_plane(plane, draws=2).to_table(seen_by_opencv(plane, x, 90.0, 0.0))[0, 0]
    assert np.allclose(back, [x, 90.0], atol=0.02)


@unhurried
@given(x=place, y=place, k1=st.floats(-0.1, 0.1))
def test_to_pixels_is_the_way_back(x: float, y: float, k1: float) -> None:
    plane = plane_seen([0.1, 0.2, 0.3], distortion=[k1, 0.0, 0.0, 0.0, 0.0])
    pixels = sample_plane(plane, draws=0).to_pixels(np.array([[x, y]]))
    assert np.allclose(pixels, seen_by_opencv(plane, x, y, 0.0), atol=1e-6)


def test_height_left_out_moves_a_place_away_from_the_nadir() -> None:
    plane = plane_seen([0.0, 0.0, 0.0])
    pixel = seen_by_opencv(plane, 300.0, 0.0, 20.0)
    samples = sample_plane(plane, draws=0)
    assert samples.to_table(pixel)[0, 0, 0] > 300.0 + 1.0


def test_nadir_is_below_the_camera() -> None:
    assert np.allclose(sample_plane(plane_seen([0, 0, 0])).nadir_mm(), [120.0, 80.0, 1000.0])


def test_print_scale_stretches_distances_by_its_share() -> None:
    plane = plane_seen([0.0, 0.0, 0.0], scale_u=0.01)
    pixels = np.vstack([seen_by_opencv(plane, x, 0.0, 0.0) for x in (0.0, 200.0)])
    places = sample_plane(plane).to_table(pixels)
    U = expanded(np.linalg.norm(places[:, 1] - places[:, 0], axis=1))
    assert math.isclose(U, 2 * 0.01 * 200.0, rel_tol=0.15)


def test_unknown_focal_length_makes_raised_pieces_less_sure() -> None:
    plane = plane_seen([0.0, 0.0, 0.0], focal_u_px=0.0)
    pixel = seen_by_opencv(plane, 300.0, 0.0, 20.0)
    # Focal length and distance grow together when a board is seen from straight above.
    covariance = np.zeros((8, 8))
    covariance[5, 5], covariance[6, 6] = 100.0**2, 150.0**2
    covariance[5, 6] = covariance[6, 5] = 100.0 * 150.0
    unsure = plane_seen([0.0, 0.0, 0.0], covariance=covariance.tolist(), focal_u_px=150.0)
    samples = sample_plane(unsure)
    flat, raised = (expanded(samples.to_table(pixel, h)[:, 0, 0]) for h in (0.0, 20.0))
    assert flat < 0.05
    assert raised > 0.5


@pytest.mark.parametrize("draws", [2, 7, 300])
def test_draws_begin_with_the_nominal(draws: int) -> None:
    deviates = normal_draws("plate", draws, 3)
    assert deviates.shape == (draws + 1, 3)
    assert not deviates[0].any()


def test_draws_are_the_same_every_time_but_not_for_another_purpose() -> None:
    assert np.array_equal(normal_draws("plate", 50, 2), normal_draws("plate", 50, 2))
    assert not np.array_equal(normal_draws("plate", 50, 2), normal_draws("knife", 50, 2))


def test_expanded_uncertainty_of_a_normal_spread_is_two_sigma() -> None:
    assert math.isclose(expanded(normal_draws("any", 20_000, 1)[:, 0]), 2.0, rel_tol=0.03)


def test_planes_of_one_view_are_wrong_together() -> None:
    plane = plane_seen([0, 0, 0], covariance=np.diag([1e-8] * 3 + [0.01] * 3).tolist())
    assert np.array_equal(
        sample_plane(plane, view="1").translation, sample_plane(plane, view="1").translation
    )


def test_planes_of_two_views_are_wrong_each_in_its_way() -> None:
    plane = plane_seen([0, 0, 0], covariance=np.diag([1e-8] * 3 + [0.01] * 3).tolist())
    one, other = sample_plane(plane, view="1"), sample_plane(plane, view="2")
    assert abs(np.corrcoef(one.translation[:, 2], other.translation[:, 2])[0, 1]) < 0.3


def test_all_views_share_the_print_scale() -> None:
    plane = plane_seen([0, 0, 0], scale_u=0.001)
    assert np.array_equal(sample_plane(plane, view="1").scale, sample_plane(plane).scale)
