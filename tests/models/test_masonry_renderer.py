"""Drawn walls and floors tell the truth about themselves."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.masonry.evaluation import read_label
from models.masonry.renderer import Kind, render_scene, write_dataset
from models.masonry.renderer.layout import Laid, Layout, lay_floor, lay_wall
from models.masonry.renderer.truth import measure

WALL_MEASURES = (
    "bed_joint_mm",
    "head_joint_mm",
    "level_mm_per_m",
    "plumb_mm_per_m",
    "gauge_4_courses_mm",
    "half_bond_mm",
    "straightness_mm",
)
KINDS: tuple[Kind, Kind] = ("brick_wall", "tile_floor")


def perfect_wall(turn: float = 0.0) -> Layout:
    """Five courses of 215 × 65 mm bricks with 10 mm joints, turned by `turn` rad."""
    c, s = np.cos(turn), np.sin(turn)
    units = []
    for course in range(5):
        lengths = [215.0] * 4 + [102.5] if course % 2 else [102.5] + [215.0] * 4
        left, bottom = 0.0, -75.0 * course
        for number, length in enumerate(lengths, 1):
            box = [[0, -65], [length, -65], [length, 0], [0, 0]]
            corners = np.array(box, np.float64) + np.array([left, bottom])
            corners = corners @ np.array([[c, s], [-s, c]])
            units.append(Laid(course + 1, number, corners, 0.0, length < 200))
            left += length + 10.0
    return Layout("brick_wall", tuple(units), (215.0, 65.0), 10.0)


def test_same_seed_gives_the_same_picture() -> None:
    first, second = (render_scene(5, width=320, height=240).image for _ in range(2))
    assert np.array_equal(first, second)


def test_unseen_designs_differ_from_those_trained_on() -> None:
    train = render_scene(5, width=320, height=240, designs="train").image
    unseen = render_scene(5, width=320, height=240, designs="unseen").image
    assert not np.array_equal(train, unseen)


@pytest.mark.parametrize("kind", KINDS)
def test_board_lies_where_its_pose_says(kind: Kind) -> None:
    scene = render_scene(8, kind=kind, width=1200, height=900, quality=1.0, clutter=False)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    board = cv2.aruco.CharucoBoard((5, 7), 36.0, 27.0, dictionary)
    corners, ids, _, _ = cv2.aruco.CharucoDetector(board).detectBoard(scene.image)
    points = board.getChessboardCorners()[np.ravel(ids)]
    turn = cv2.Rodrigues(scene.rotation)[0]
    seen, _ = cv2.projectPoints(
        points, turn, scene.translation_mm, scene.camera.K, scene.camera.distortion
    )
    error = np.asarray(corners).reshape(-1, 2) - seen.reshape(-1, 2)
    assert np.sqrt((error**2).mean()) < 0.25


def test_wall_tells_every_measure_of_the_design() -> None:
    truth = render_scene(1, kind="brick_wall", width=160, height=120).truth
    assert set(WALL_MEASURES) <= truth.keys()


def test_perfect_wall_measures_as_planned() -> None:
    truth = measure(perfect_wall())
    expected = dict.fromkeys(WALL_MEASURES, 0.0) | {
        "bed_joint_mm": 10.0,
        "head_joint_mm": 10.0,
        "gauge_4_courses_mm": 300.0,
    }
    assert {name: truth[name] for name in WALL_MEASURES} == pytest.approx(expected, abs=0.01)


@given(st.floats(-8, 8))
def test_turned_wall_rises_and_leans_as_much_as_it_is_turned(turn: float) -> None:
    truth = measure(perfect_wall(-turn / 1000))
    found = (truth["level_mm_per_m"], truth["plumb_mm_per_m"])
    assert found == pytest.approx((turn, -turn), abs=0.02)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lay", [lay_wall, lay_floor])
def test_units_do_not_overlap(lay: object, seed: int) -> None:
    layout = (lay_wall if lay is lay_wall else lay_floor)(np.random.default_rng(seed), "train")
    shrunk = [u.corners * 0.995 + u.corners.mean(0) * 0.005 for u in layout.units]
    quads = [corners.astype(np.float32) for corners in shrunk]
    shared = [
        cv2.intersectConvexConvex(a, b)[0] for k, a in enumerate(quads) for b in quads[k + 1 :]
    ]
    assert max(shared) == 0


def test_covered_sides_are_said_to_be_hidden() -> None:
    scenes = [render_scene(seed, kind="brick_wall", width=640, height=480) for seed in range(5)]
    for scene in scenes:
        for unit in scene.units:
            if unit.sides_visible.min() == 1.0:
                middle = np.round(unit.corners_px.mean(0)).astype(int)
                ring = np.zeros(scene.covered.shape, np.uint8)
                cv2.polylines(ring, [np.round(unit.corners_px).astype(np.int32)], True, 1)
                assert scene.covered[ring > 0].mean() < 60, middle
    assert any(unit.sides_visible.min() < 0.5 for scene in scenes for unit in scene.units)


def test_empty_scene_has_no_units() -> None:
    assert render_scene(2, width=320, height=240, empty=True).units == ()


def test_dataset_can_be_read_back(tmp_path: Path) -> None:
    write_dataset(tmp_path, 1, 1, "unseen", "tile_floor")
    label = read_label(next((tmp_path / "labels").iterdir()))
    assert len(label.units) >= 9
