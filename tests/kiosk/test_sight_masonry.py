"""Sight of a wall: observations that measure right, and a picture that shows it."""

import numpy as np
import pytest

from hardware import Frame, Intrinsics
from hardware.calibration import BoardNotFoundError
from hardware.cameras.camera import timestamp
from kiosk.sight import NothingSeenError, Sight, see
from kiosk.sight.masonry import observe
from models.masonry.renderer import RenderedScene, render_scene
from scenarios import FrameRefused, Pack, PlaneSeen, UnitSeen, load_pack
from scenarios.measures.masonry import BRICK_WALL, TILE_FLOOR


@pytest.fixture(scope="module")
def scene() -> RenderedScene:
    return render_scene(31, kind="brick_wall", designs="unseen", clutter=False, quality=0.9)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("construction/brick_wall")


def intrinsics_of(scene: RenderedScene) -> Intrinsics:
    camera = scene.camera
    return Intrinsics(camera.width, camera.height, camera.K, camera.distortion)


@pytest.fixture(scope="module")
def sight(scene: RenderedScene, pack: Pack) -> Sight:
    frame = Frame(scene.image, timestamp(), "camera 0", 0)
    return see(pack, [frame], intrinsics_of(scene), "en")


def test_wall_becomes_one_plane_and_its_bricks(scene: RenderedScene, sight: Sight) -> None:
    planes = [one for one in sight.observations if isinstance(one, PlaneSeen)]
    units = [one for one in sight.observations if isinstance(one, UnitSeen)]
    assert len(planes) == 1
    # One may be missed; what stands beside the wall passes for none.
    assert len(scene.units) - 1 <= len(units) <= len(scene.units)


def test_joints_measured_from_the_picture_are_true(scene: RenderedScene, sight: Sight) -> None:
    given = {"unit_mm": scene.unit_mm[0], "joint_mm": scene.joint_mm}
    for name in ("bed_joint_mm", "head_joint_mm"):
        result = BRICK_WALL[name](sight.observations, given)
        assert result.value == pytest.approx(scene.truth[name], abs=0.9)


def test_annotated_picture_shows_the_geometry(scene: RenderedScene, sight: Sight) -> None:
    shown = sight.pictures[0].image
    height, width = scene.image.shape[:2]
    assert shown.shape[0] > height  # the legend stands below
    assert np.abs(shown[:height, :width].astype(int) - scene.image).max() > 100


def test_plain_wall_is_refused_with_what_to_do() -> None:
    empty = render_scene(1, kind="brick_wall", designs="unseen", empty=True, quality=1.0)
    with pytest.raises(NothingSeenError) as problem:
        observe(empty.image, "0", intrinsics_of(empty))
    assert problem.value.code == "no_units"


def test_remedy_for_a_wall_without_bricks_is_not_the_general_one(pack: Pack) -> None:
    empty = render_scene(1, kind="brick_wall", designs="unseen", empty=True, quality=1.0)
    frame = Frame(empty.image, timestamp(), "camera 0", 0)
    (refusal,) = see(pack, [frame], intrinsics_of(empty), "en").observations
    assert isinstance(refusal, FrameRefused)
    assert "bricks" in refusal.remedy


def test_wall_without_a_board_is_refused(scene: RenderedScene) -> None:
    without = scene.image.copy()
    corners = np.array([[-30, -30, 0], [210, -30, 0], [210, 282, 0], [-30, 282, 0]], np.float64)
    seen = (corners @ scene.rotation.T + scene.translation_mm) @ scene.camera.K.T
    at = seen[:, :2] / seen[:, 2:]
    low, high = np.floor(at.min(0)).astype(int), np.ceil(at.max(0)).astype(int)
    without[max(0, low[1]) : high[1], max(0, low[0]) : high[0]] = 128
    with pytest.raises(BoardNotFoundError):
        observe(without, "0", intrinsics_of(scene))


def test_rings_on_the_tiles_are_measured_rightly_or_left_to_a_person() -> None:
    """Strong patterns hide joints of the same colour: what cannot be read must not be guessed."""
    rings = render_scene(
        90_001_028, kind="tile_floor", designs="unseen", clutter=False, quality=0.95
    )
    given = {"joint_mm": rings.joint_mm}
    result = TILE_FLOOR["joint_mm"](observe(rings.image, "0", intrinsics_of(rings)), given)
    if result.value is None:
        assert result.reason == "units_hidden"
    else:
        assert result.value == pytest.approx(rings.truth["joint_mm"], abs=result.U)
