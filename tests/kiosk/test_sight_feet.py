"""A glass's foot by the plane: its silhouette says where it is, whatever the drink looks like."""

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware import Intrinsics, find_plane
from kiosk.sight.feet import on_its_foot, stand_of
from kiosk.sight.table import plane_seen
from models.table_setting.renderer import RenderedScene, SeenPiece
from scenarios import PieceSeen
from scenarios.geometry import PlaneSamples, sample_plane

Points = NDArray[np.float64]


@pytest.fixture(scope="module")
def planes(scene: RenderedScene) -> PlaneSamples:
    intrinsics = Intrinsics(1600, 1200, scene.camera.K, np.zeros(5))
    return sample_plane(plane_seen(find_plane(scene.image, intrinsics), "0"), draws=0)


@pytest.fixture(scope="module")
def glass(scene: RenderedScene) -> SeenPiece:
    return next(piece for piece in scene.pieces if piece.name == "glass")


def seen(glass: SeenPiece, foot: Points) -> PieceSeen:
    """The glass with a foot's ring (N, 2) px as the network would give it."""
    extremes = {
        "foot_left": foot[:, 0].argmin(),
        "foot_right": foot[:, 0].argmax(),
        "foot_top": foot[:, 1].argmin(),
        "foot_bottom": foot[:, 1].argmax(),
    }
    points = {"foot": foot.mean(axis=0).tolist()}
    points |= {name: foot[k].tolist() for name, k in extremes.items()}
    return PieceSeen("0", "glass", 0.9, glass.outline_px.tolist(), points, 1.0)


def ring(glass: SeenPiece) -> Points:
    assert glass.foot_px is not None
    return np.asarray(glass.foot_px, np.float64)


def place_of(planes: PlaneSamples, glass: PieceSeen) -> Points:
    return planes.to_table(np.array([glass.points_px["foot"]]), 0.0)[0, 0]


def true_place(planes: PlaneSamples, glass: SeenPiece) -> Points:
    return np.asarray(planes.to_table(ring(glass), 0.0)[0].mean(axis=0), np.float64)


def test_a_silhouette_alone_says_where_and_how_wide_a_foot_is(
    planes: PlaneSamples, glass: SeenPiece
) -> None:
    stand = stand_of(planes, glass.outline_px)
    assert stand is not None
    foot = planes.to_table(ring(glass), 0.0)[0]
    radius = np.linalg.norm(foot - foot.mean(axis=0), axis=1).mean()
    assert np.linalg.norm(stand.centre - foot.mean(axis=0)) < 4.0
    assert stand.radius == pytest.approx(radius, abs=4.0)


def test_a_foot_that_fits_its_silhouette_stays_where_it_is(
    planes: PlaneSamples, glass: SeenPiece
) -> None:
    found = on_its_foot(planes, seen(glass, ring(glass)))
    assert np.linalg.norm(place_of(planes, found) - true_place(planes, glass)) < 2.0


def test_the_rim_of_a_drink_is_no_foot(planes: PlaneSamples, glass: SeenPiece) -> None:
    foot = planes.to_table(ring(glass), 0.0)[0]
    middle = foot.mean(axis=0)
    away = middle - planes.nadir_mm()[:2]
    drink = middle + 30 * away / np.linalg.norm(away) + 1.6 * (foot - middle)
    found = on_its_foot(planes, seen(glass, planes.to_pixels(drink)))
    assert np.linalg.norm(place_of(planes, found) - middle) < 5.0
    assert found.sigma_px > 1.0


def test_a_glass_under_the_camera_keeps_its_foot(planes: PlaneSamples, glass: SeenPiece) -> None:
    foot = planes.to_table(ring(glass), 0.0)[0]
    below = planes.to_pixels(foot - foot.mean(axis=0) + planes.nadir_mm()[:2])
    under = msgspec.structs.replace(seen(glass, below), outline_px=below.tolist())
    assert on_its_foot(planes, under) is under
