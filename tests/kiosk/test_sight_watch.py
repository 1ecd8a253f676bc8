"""Pictures as they come: what lies on the table, and whether it lies still."""

import numpy as np
import pytest

from hardware import Image, Intrinsics, find_plane
from kiosk.sight.table import plane_seen
from kiosk.sight.watch import STILL_MM, Watch, find_places
from models import Detections
from models.table_setting.renderer import RenderedScene
from scenarios import PlaneSeen


@pytest.fixture(scope="module")
def plane(scene: RenderedScene) -> PlaneSeen:
    intrinsics = Intrinsics(1600, 1200, scene.camera.K, np.zeros(5))
    return plane_seen(find_plane(scene.image, intrinsics), "0")


def test_a_laid_table_is_at_rest_from_the_second_picture(
    scene: RenderedScene, plane: PlaneSeen
) -> None:
    watch = Watch(find_places, plane)
    assert not watch.see(scene.image).still
    assert watch.see(scene.image).still


def test_the_pieces_lie_where_they_lie_on_the_table(scene: RenderedScene, plane: PlaneSeen) -> None:
    watched = Watch(find_places, plane).see(scene.image)
    found = watched.tracked.detections
    assert watched.places_mm is not None
    names = [found.name(k) for k in range(len(found))]
    fork, knife = (watched.places_mm[names.index(name)] for name in ("fork", "knife"))
    # 300 mm between nearest outlines, and half of each piece's width on top.
    assert 300 < np.linalg.norm(fork - knife) < 340


class Pushed:
    """A piece that is pushed a little farther to the right in every picture."""

    def __init__(self, step_px: float) -> None:
        self._step, self._x = step_px, 500.0

    def __call__(self, image: Image) -> Detections:
        self._x += self._step
        return Detections(
            class_names=("fork",),
            class_id=np.zeros(1, np.int64),
            confidence=np.ones(1, np.float32),
            box_px=np.array([[self._x, 400, self._x + 40, 700]], np.float32),
        )


@pytest.mark.parametrize(("step_px", "still"), [(0.0, True), (0.4, True), (12.0, False)])
def test_stillness_is_judged_in_millimetres(
    scene: RenderedScene, plane: PlaneSeen, step_px: float, still: bool
) -> None:
    watch = Watch(Pushed(step_px), plane)
    for _ in range(8):
        watched = watch.see(scene.image)
    assert watched.moved_mm is not None
    assert bool(watched.moved_mm[0] < STILL_MM) is still
    assert watched.still is still


def test_without_a_plane_stillness_is_judged_in_pixels(scene: RenderedScene) -> None:
    watch = Watch(Pushed(30.0))
    for _ in range(3):
        watched = watch.see(scene.image)
    assert watched.places_mm is None
    assert not watched.still


def test_a_bare_table_lies_still(plane: PlaneSeen) -> None:
    watch = Watch(lambda image: Detections.none(("fork",)), plane)
    assert watch.see(np.zeros((8, 8, 3), np.uint8)).still
