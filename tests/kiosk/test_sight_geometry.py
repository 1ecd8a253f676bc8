"""Rims and edges found in drawn pictures: circles, painted lines, shadows, faces."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.sight.edges import may_be_lower_rim
from kiosk.sight.rims import find_rim, ring
from scenarios import PlaneSeen
from scenarios.geometry import PlaneSamples, sample_plane

Image = NDArray[np.uint8]
HEIGHT_MM = 19.0
CENTRE, RADIUS = np.array([20.0, -10.0]), 130.0


def planes(tilt_deg: float = 9.0, eye_y_mm: float = 0.0) -> PlaneSamples:
    """A camera 1100 mm above the table, `eye_y_mm` towards the person (board's +y)."""
    rotation = cv2.Rodrigues(np.radians([tilt_deg, 0.0, 0.0]))[0]
    translation = -rotation @ np.array([0.0, eye_y_mm, -1100.0])
    seen = PlaneSeen(
        frame="0",
        camera_matrix=[[1500.0, 0, 799.5], [0, 1500.0, 599.5], [0, 0, 1.0]],
        distortion=[0.0] * 5,
        rotation_vector=np.ravel(cv2.Rodrigues(rotation)[0]).tolist(),
        translation_mm=translation.tolist(),
        covariance=np.zeros((6, 6)).tolist(),
        focal_u_px=0.0,
        image_size_px=[1600, 1200],
        corners=24,
        rms_px=0.1,
        scale_u=0.0,
    )
    return sample_plane(seen, draws=0)


def circle(image: Image, camera: PlaneSamples, radius: float, colour: int, height: float) -> None:
    """Paint a filled circle that stands at a height."""
    turn = np.linspace(0, 2 * np.pi, 400)
    around = CENTRE + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    pixels = np.round(camera.to_pixels(around, height) * 16).astype(np.int32)
    cv2.fillPoly(image, [pixels], (colour,) * 3, cv2.LINE_AA, 4)


def plate_on_cloth(camera: PlaneSamples, *, line: bool = False, shadow: bool = False) -> Image:
    image = np.full((1200, 1600, 3), 120, np.uint8)
    image[:, ::40] = 90
    if shadow:
        circle(image, camera, RADIUS + 6, 70, 0.0)
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 6), np.uint8)
    circle(image, camera, RADIUS, 225, HEIGHT_MM)
    if line:
        circle(image, camera, RADIUS - 5, 60, HEIGHT_MM)
        circle(image, camera, RADIUS - 7, 225, HEIGHT_MM)
    rng = np.random.default_rng(5)
    noisy = cv2.GaussianBlur(image, (0, 0), 1.0) + rng.normal(0, 3, image.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("line", [False, True])
@pytest.mark.parametrize("shadow", [False, True])
def test_rim_is_found_from_a_poor_guess(line: bool, shadow: bool) -> None:
    camera = planes()
    image = plate_on_cloth(camera, line=line, shadow=shadow)
    rim = find_rim(image, camera, HEIGHT_MM, CENTRE + np.array([8.0, -6.0]), RADIUS - 9)
    assert rim is not None
    assert np.linalg.norm(rim.centre - CENTRE) < 0.5
    assert abs(rim.radius - RADIUS) < 0.7


def test_no_rim_is_made_up_on_bare_cloth() -> None:
    camera = planes()
    image = np.full((1200, 1600, 3), 120, np.uint8)
    image[:, ::40] = 90
    assert find_rim(image, camera, HEIGHT_MM, CENTRE, RADIUS) is None


def test_ring_is_where_the_rim_is_seen() -> None:
    camera = planes()
    image = plate_on_cloth(camera)
    rim = find_rim(image, camera, HEIGHT_MM, CENTRE, RADIUS)
    assert rim is not None
    back = camera.to_table(ring(rim, camera, HEIGHT_MM), HEIGHT_MM)[0]
    assert np.allclose(np.linalg.norm(back - CENTRE, axis=1), RADIUS, atol=0.7)


EDGE_Y_MM = 180.0  # the front edge; the person's side has larger y
PIECE = np.array([[-60.0, -20.0], [60.0, -20.0], [60.0, 130.0], [-60.0, 130.0]])


def table_edge(camera: PlaneSamples, *, face_mm: float, stripe: bool = False) -> Image:
    """A table top that ends at the edge, its front face `face_mm` deep, and a dark floor."""
    image = np.full((1200, 1600, 3), 40, np.uint8)
    far, wide = -900.0, 900.0
    for y, height, grey in ((EDGE_Y_MM, -face_mm, 110), (EDGE_Y_MM, 0.0, 190)):
        corners = np.array([[-wide, far], [wide, far], [wide, y], [-wide, y]])
        pixels = np.round(camera.to_pixels(corners, height) * 16).astype(np.int32)
        cv2.fillPoly(image, [pixels], (grey,) * 3, cv2.LINE_AA, 4)
    if stripe:
        line = np.array([[-wide, EDGE_Y_MM - 30], [wide, EDGE_Y_MM - 30]])
        start, stop = np.round(camera.to_pixels(line)).astype(int)
        cv2.line(image, start.tolist(), stop.tolist(), (120, 120, 120), 5, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.0), np.uint8)


def seen_edge(camera: PlaneSamples, height: float) -> NDArray[np.float64]:
    return camera.to_pixels(np.array([[-400.0, EDGE_Y_MM], [400.0, EDGE_Y_MM]]), height)


def test_lower_rim_of_a_visible_face_is_not_taken_for_the_edge() -> None:
    camera = planes(tilt_deg=-18.0, eye_y_mm=420.0)
    image = table_edge(camera, face_mm=60.0)
    lower = seen_edge(camera, -60.0)
    assert may_be_lower_rim(image, camera, lower, [camera.to_pixels(PIECE)])


def test_edge_itself_is_taken_when_no_face_is_in_sight() -> None:
    camera = planes(eye_y_mm=0.0)
    image = table_edge(camera, face_mm=60.0, stripe=True)
    assert not may_be_lower_rim(image, camera, seen_edge(camera, 0.0), [camera.to_pixels(PIECE)])


def test_only_line_there_is_the_edge() -> None:
    camera = planes(tilt_deg=-18.0, eye_y_mm=420.0)
    image = table_edge(camera, face_mm=0.0)
    assert not may_be_lower_rim(image, camera, seen_edge(camera, 0.0), [camera.to_pixels(PIECE)])
