"""Distances, axes and centres of outlines against known shapes."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.measures.outlines import (
    axis_angles,
    densify,
    gap_between,
    gap_to_line,
    midline_angles,
    outward_normals,
    polygon_centre,
    signed_area,
)

unhurried = settings(deadline=None, max_examples=50)
turn = st.floats(-math.pi, math.pi)
shift = st.floats(-200.0, 200.0)


def circle(radius: float, x: float = 0.0, y: float = 0.0, count: int = 90) -> np.ndarray:
    a = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([x + radius * np.cos(a), y + radius * np.sin(a)])


def bar(length: float, width: float, angle: float, x: float = 0.0, y: float = 0.0) -> np.ndarray:
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [length / 2, width / 2]
    c, s = math.cos(angle), math.sin(angle)
    return densify(corners @ np.array([[c, s], [-s, c]]) + [x, y], 2.0)


def one(outline: np.ndarray) -> np.ndarray:
    """An outline as its only sample."""
    return outline[None]


@unhurried
@given(gap=st.floats(0.5, 300.0), angle=turn, x=shift)
def test_gap_between_two_circles(gap: float, angle: float, x: float) -> None:
    away = (130.0 + 40.0 + gap) * np.array([math.cos(angle), math.sin(angle)])
    a, b = circle(130.0, x), circle(40.0, x + away[0], away[1])
    assert abs(gap_between(one(a), one(b)).samples[0] - gap) < 0.2


@unhurried
@given(gap=st.floats(0.5, 50.0), angle=turn)
def test_gap_of_parallel_bars_is_between_their_sides(gap: float, angle: float) -> None:
    away = (20.0 + gap) * np.array([-math.sin(angle), math.cos(angle)])
    a, b = bar(200, 20, angle), bar(180, 20, angle, away[0], away[1])
    assert math.isclose(gap_between(one(a), one(b)).samples[0], gap, abs_tol=1e-6)


@unhurried
@given(x=st.floats(-20.0, 20.0))
def test_overlapping_outlines_have_no_gap(x: float) -> None:
    assert gap_between(one(circle(100.0)), one(bar(200, 20, 0.3, x))).samples[0] == 0.0


def test_gap_joins_the_nearest_places() -> None:
    gap = gap_between(one(circle(100.0)), one(circle(50.0, 170.0)))
    assert np.allclose(gap.start, [100.0, 0.0], atol=0.1)
    assert np.allclose(gap.stop, [120.0, 0.0], atol=0.1)


@unhurried
@given(angle=turn, distance=st.floats(-30.0, 60.0))
def test_distance_to_a_line_has_a_sign(angle: float, distance: float) -> None:
    along = np.array([math.cos(angle), math.sin(angle)])
    normal = np.array([-along[1], along[0]])
    line = np.array([-300 * along, 400 * along])
    middle = (distance + 50.0) * normal
    gap = gap_to_line(one(circle(50.0, *middle, count=720)), line[None], normal)
    assert abs(gap.samples[0] - distance) < 0.01


@unhurried
@given(angle=st.floats(-1.5, 1.5), x=shift, y=shift)
def test_axis_of_a_bar_is_its_direction(angle: float, x: float, y: float) -> None:
    off = axis_angles(one(bar(200, 20, angle, x, y)))[0] - angle
    assert abs((off + math.pi / 2) % math.pi - math.pi / 2) < 1e-6


@unhurried
@given(angle=turn, blade=st.floats(0.0, 12.0))
def test_midline_of_a_handle_ignores_the_blade(angle: float, blade: float) -> None:
    shape = densify(
        np.array([[0, -8], [100, -8], [200, -6], [220, 0], [200, 8 + blade], [100, 8], [0, 8.0]]),
        2.0,
    )
    shares = np.clip(shape[:, 0] / 220, 0, 1)
    c, s = math.cos(angle), math.sin(angle)
    turned = shape @ np.array([[c, s], [-s, c]])
    off = midline_angles(one(turned), shares, (0.05, 0.4))[0] - angle
    assert abs((off + math.pi / 2) % math.pi - math.pi / 2) < 1e-3


@unhurried
@given(x=shift, y=shift, clockwise=st.booleans())
def test_centre_of_area_does_not_depend_on_the_way_round(
    x: float, y: float, clockwise: bool
) -> None:
    outline = bar(120, 30, 0.4, x, y)
    outline = outline[::-1] if clockwise else outline
    assert np.allclose(polygon_centre(one(outline))[0], [x, y], atol=1e-6)


@unhurried
@given(clockwise=st.booleans())
def test_normals_point_outward_whichever_way_round(clockwise: bool) -> None:
    outline = circle(50.0)[::-1] if clockwise else circle(50.0)
    assert np.all(np.sum(outward_normals(outline) * outline, axis=1) > 0)


def test_densifying_keeps_the_shape() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10.0]])
    dense = densify(square, 0.5)
    assert len(dense) >= 80
    assert math.isclose(abs(signed_area(dense)), 100.0, rel_tol=1e-9)
