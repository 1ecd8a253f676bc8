"""The masonry model finds bricks and tiles, measures their sides, and leaves everything else."""

import cv2
import numpy as np
import pytest

from models import Detections, ImageUnusableError, Model, load_model
from models.masonry import Unit, WorkPlane, find_units, plane_from_pose
from models.masonry.evaluation import Compared, TrueUnit, compare
from models.masonry.renderer import Kind, RenderedScene, render_scene
from models.table_setting.renderer import render_scene as render_table

KINDS: tuple[Kind, Kind] = ("brick_wall", "tile_floor")
SEED = {"brick_wall": 31, "tile_floor": 36}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("masonry")


def plane_of(scene: RenderedScene) -> WorkPlane:
    camera = scene.camera
    return plane_from_pose(camera.K, camera.distortion, scene.rotation, scene.translation_mm)


def compared(scene: RenderedScene, units: tuple[Unit, ...]) -> Compared:
    truth = [TrueUnit(u.corners_px.tolist(), u.sides_visible.tolist()) for u in scene.units]
    return compare(units, truth, plane_of(scene))


@pytest.fixture(scope="module", params=KINDS)
def scene(request: pytest.FixtureRequest) -> RenderedScene:
    kind: Kind = request.param
    return render_scene(SEED[kind], kind=kind, designs="unseen", clutter=False, quality=0.9)


@pytest.fixture(scope="module")
def units(model: Model, scene: RenderedScene) -> tuple[Unit, ...]:
    return find_units(model, scene.image, plane_of(scene))


def test_units_of_unseen_designs_are_found(scene: RenderedScene, units: tuple[Unit, ...]) -> None:
    result = compared(scene, units)
    assert result.found >= 0.8 * result.asked


def test_nothing_else_is_found(scene: RenderedScene, units: tuple[Unit, ...]) -> None:
    assert compared(scene, units).right == len(units)


def test_sides_lie_within_a_millimetre(scene: RenderedScene, units: tuple[Unit, ...]) -> None:
    error = np.abs(compared(scene, units).sides[:, 0])
    assert np.median(error) < 0.7


def test_corners_run_clockwise_from_the_top_left(
    scene: RenderedScene, units: tuple[Unit, ...]
) -> None:
    for unit in units:
        top_left, top_right, bottom_right, bottom_left = plane_of(scene).to_mm(unit.corners_px)
        assert top_left[0] < top_right[0]
        assert bottom_left[0] < bottom_right[0]
        assert top_left[1] < bottom_left[1]


def test_whole_units_are_those_with_four_known_sides(units: tuple[Unit, ...]) -> None:
    assert all(unit.whole == bool((unit.sides_sigma_px > 0).all()) for unit in units)


def test_unit_under_a_board_is_not_whole(model: Model) -> None:
    scene = render_scene(31, kind="brick_wall", designs="unseen", clutter=False, quality=0.9)
    image = scene.image.copy()
    middle = next(u for u in scene.units if u.row == 3 and u.number == 3)
    x, y = np.round(middle.corners_px.mean(0)).astype(int)
    cv2.rectangle(image, (int(x) - 40, int(y) - 400), (int(x) + 45, int(y) + 400), (70, 40, 30), -1)
    for unit in find_units(model, image, plane_of(scene)):
        if (
            cv2.pointPolygonTest(unit.corners_px.astype(np.float32), (float(x), float(y)), False)
            > 0
        ):
            assert not unit.whole


@pytest.mark.parametrize("seed", range(3))
def test_empty_wall_or_floor_with_or_without_a_printed_photo_has_no_units(
    model: Model, seed: int
) -> None:
    scene = render_scene(seed, designs="unseen", empty=True)
    assert find_units(model, scene.image, plane_of(scene)) == ()


def test_laid_table_has_no_units(model: Model) -> None:
    table = render_table(700_003, designs="unseen")
    assert table.rotation is not None
    K, lens = table.camera.K, np.zeros(5)
    plane = plane_from_pose(K, lens, table.rotation, np.asarray(table.translation_mm))
    assert find_units(model, table.image, plane) == ()


def test_hand_over_the_lens_shows_no_units(model: Model) -> None:
    dark = np.full((1200, 1600, 3), 12, np.uint8)
    scene = render_scene(0, width=320, height=240)
    assert find_units(model, dark, plane_of(scene)) == ()


def test_grey_picture_is_refused(model: Model) -> None:
    with pytest.raises(ImageUnusableError):
        find_units(model, np.zeros((100, 100), np.uint8), None)


def test_without_a_board_the_model_still_reports_rectangles(model: Model) -> None:
    scene = render_scene(31, kind="brick_wall", designs="unseen", clutter=False, quality=0.9)
    found = model.find(scene.image)
    assert isinstance(found, Detections)
    assert found.corners_px is not None
