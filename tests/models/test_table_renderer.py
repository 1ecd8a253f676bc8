"""Drawn table scenes tell the truth about themselves."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.table_setting.renderer import NAMES, render_clip, render_scene, write_dataset
from models.table_setting.renderer.distances import gap_mm
from models.table_setting.renderer.relief import circle, sample
from models.table_setting.renderer.scene import make_setup

MEASURES = (
    "plate_edge_mm",
    "knife_edge_mm",
    "fork_edge_mm",
    "knife_plate_mm",
    "knife_spoon_mm",
    "fork_knife_mm",
    "glass_knife_tip_mm",
    "cutlery_angle_deg",
)


def test_same_seed_gives_the_same_picture() -> None:
    first, second = (render_scene(5, width=320, height=240).image for _ in range(2))
    assert np.array_equal(first, second)


def test_unseen_designs_differ_from_those_trained_on() -> None:
    train = render_scene(5, width=320, height=240, designs="train").image
    unseen = render_scene(5, width=320, height=240, designs="unseen").image
    assert not np.array_equal(train, unseen)


def test_board_lies_where_its_pose_says() -> None:
    scene = render_scene(22, width=1200, height=900, quality=1.0, cover="good")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    board = cv2.aruco.CharucoBoard((5, 7), 36.0, 27.0, dictionary)
    corners, ids, _, _ = cv2.aruco.CharucoDetector(board).detectBoard(scene.image)
    points = board.getChessboardCorners()[np.ravel(ids)]
    assert scene.rotation is not None
    seen = (points @ scene.rotation.T + scene.translation_mm) @ scene.camera.K.T
    error = np.asarray(corners).reshape(-1, 2) - seen[:, :2] / seen[:, 2:]
    assert np.sqrt((error**2).mean()) < 0.4


def test_good_cover_measures_near_nominal() -> None:
    truth = render_scene(3, width=160, height=120, cover="good").truth
    nominal = (20, 20, 20, 15, 5, 300, 20, 0)
    off = [abs(float(str(truth[n])) - v) for n, v in zip(MEASURES, nominal, strict=True)]
    assert max(off) < 15


def test_a_napkin_lies_on_the_plate_and_not_in_it() -> None:
    setups = (make_setup(k, 64, 48, "train", board=True, cover="good", quality=1.0)
              for k in range(12))  # fmt: skip
    covers = [{piece.name: piece for piece in setup.pieces} for setup in setups]
    on_plate = [cover for cover in covers if cover["napkin"].z0 > 0]
    assert 2 <= len(on_plate) < len(covers)
    for cover in on_plate:
        plate, napkin = cover["plate"], cover["napkin"]
        under = sample(plate.placed().relief, napkin.plan() - (plate.x, plate.y))
        inside = np.hypot(*(napkin.plan() - (plate.x, plate.y)).T) < plate.plan()[:, 0].max() - 3
        assert (under[inside] <= napkin.z0 + 0.5).all()


def test_truth_names_every_measure_of_the_design() -> None:
    truth = render_scene(3, width=160, height=120, cover="good").truth
    assert set(MEASURES) <= truth.keys()


@pytest.mark.parametrize(("offset", "gap"), [(10.0, 2.0), (20.0, 12.0)])
def test_gap_between_circles_is_the_distance_less_the_radii(offset: float, gap: float) -> None:
    a, b = circle(5.0, 720), circle(3.0, 720) + np.array([offset, 0.0])
    assert gap_mm(a, b) == pytest.approx(gap, abs=0.01)


def test_clip_ends_with_still_frames() -> None:
    frames = list(render_clip(4, frames=12, still=4, width=240, height=180))
    change = [
        float(cv2.absdiff(a, b).mean()) for a, b in zip(frames[-4:], frames[-3:], strict=False)
    ]
    assert len(frames) == 12
    assert max(change) < 6


def test_dataset_labels_lie_in_the_picture(tmp_path: Path) -> None:
    folder = tmp_path
    write_dataset(folder, 2, 1, "unseen", size_px=200)
    rows = [
        [float(field) for field in line.split()]
        for path in sorted((folder / "labels").iterdir())
        for line in path.read_text().split("\n")
        if line
    ]
    assert all(
        row[0] in range(len(NAMES)) and 0 <= min(row[1:]) <= max(row[1:]) <= 1 for row in rows
    )
