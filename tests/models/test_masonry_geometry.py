"""From a picture to the work plane and back, and lines along the sides of units."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.masonry.cores import rough_units
from models.masonry.plane import Points, View, WorkPlane, plane_from_pose
from models.masonry.region import straight_view
from models.masonry.shape import CELL, CORE_PX, SIDE_SIGMA_PX
from models.masonry.sides import Side, on_edge, on_ridge

K = np.array([[1500.0, 0, 799.5], [0, 1500.0, 599.5], [0, 0, 1]])
FLAT = View(WorkPlane(np.eye(3)), np.zeros(2), 1.0, (400, 300))


def tilted(degrees: float, k1: float) -> WorkPlane:
    rotation = cv2.Rodrigues(np.array([np.radians(degrees), 0.0, 0.0]))[0]
    lens = np.array([k1, 0.0, 0.0, 0.0, 0.0])
    return plane_from_pose(K, lens, np.asarray(rotation, np.float64), np.array([0.0, 0, 1500]))


def edge_picture(slope: float, level: float) -> np.ndarray:
    """Dark above, bright below the line y = level + slope·x, soft as a lens makes it."""
    y, x = np.indices((300, 400), np.float64)
    share = np.clip(y - level - slope * x + 0.5, 0, 1)
    grey = cv2.GaussianBlur(60 + 120 * share, (0, 0), 1.0)
    return np.repeat(np.round(grey).astype(np.uint8)[..., None], 3, axis=2)


def unit_maps(corners: Points) -> np.ndarray:
    """What a perfect network answers for one upright rectangle (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = corners
    y, x = np.indices((150, 200), np.float64) * CELL + (CELL - 1) / 2
    depth = np.stack([y - y0, x1 - x, y1 - y, x - x0])
    inside = depth.min(0)
    ridges = np.exp(-(depth**2) / (2 * SIDE_SIGMA_PX**2)) * (inside > -3)
    maps = [inside > 0, np.clip((inside - CORE_PX) / CELL + 0.5, 0, 1), *ridges]
    return np.stack(maps).astype(np.float32)


@given(st.floats(-35, 35), st.floats(-0.12, 0.1), st.floats(-350, 350), st.floats(-300, 300))
def test_pixels_of_a_place_lead_back_to_it(angle: float, k1: float, x: float, y: float) -> None:
    plane = tilted(angle, k1)
    place = np.array([[x, y]])
    assert plane.to_mm(plane.to_px(place)) == pytest.approx(place, abs=0.02)


def test_straight_view_covers_what_the_picture_shows() -> None:
    plane = tilted(20, 0.0)
    view = straight_view(plane, 1600, 1200)
    assert view is not None
    corner = plane.to_mm(np.array([[20.0, 20.0], [1580, 20], [1580, 1180], [20, 1180]]))
    at = (corner - view.origin) / view.step
    assert np.all((at > 0) & (at < view.size))


def test_plane_behind_the_picture_gives_no_view() -> None:
    aside = plane_from_pose(K, np.zeros(5), np.eye(3), np.array([90_000.0, 0, 1500]))
    assert straight_view(aside, 1600, 1200) is None


@given(st.floats(-0.02, 0.02), st.floats(-1.5, 1.5))
def test_edge_is_found_to_a_tenth_of_a_pixel(slope: float, off: float) -> None:
    image = edge_picture(slope, 150 + off - 200 * slope)
    rough = Side(np.array([200.0, 150.0]), np.array([1.0, 0.0]), 0.3, 1.0)
    found = on_edge(image, FLAT, rough, 200.0, 2.5)
    assert found.sigma_mm > 0
    assert found.middle[1] == pytest.approx(150 + off, abs=0.1)


def test_plain_surface_has_no_edge() -> None:
    rough = Side(np.array([200.0, 150.0]), np.array([1.0, 0.0]), 0.3, 1.0)
    plain = np.full((300, 400, 3), 90, np.uint8)
    assert on_edge(plain, FLAT, rough, 200.0, 2.5).sigma_mm == 0


def test_ridge_gives_the_side_to_a_tenth_of_a_millimetre() -> None:
    maps = unit_maps(np.array([60.3, 80.7, 275.3, 145.7]))
    side = on_ridge(maps[2], FLAT, np.array([62.0, 83.0]), np.array([277.0, 83.0]), 10.0)
    assert side.middle[1] == pytest.approx(80.7, abs=0.1)


def test_hidden_side_is_not_known() -> None:
    maps = unit_maps(np.array([60.0, 80.0, 275.0, 145.0]))
    maps[2, :, 60:] = 0  # all but the left quarter of the top is covered
    side = on_ridge(maps[2], FLAT, np.array([60.0, 80.0]), np.array([275.0, 80.0]), 10.0)
    assert side.sigma_mm == 0


def test_core_grows_to_its_unit() -> None:
    (rough,) = rough_units(unit_maps(np.array([60.0, 80.0, 275.0, 145.0])), 0.5)
    expected = np.array([[60, 80], [275, 80], [275, 145], [60, 145]])
    assert np.abs(rough.corners - expected).max() < 2.0


def test_print_of_a_wall_is_too_small_for_a_unit() -> None:
    assert rough_units(unit_maps(np.array([60.0, 80.0, 110.0, 96.0])), 0.5) == []
