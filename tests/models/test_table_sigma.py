"""How far outlines may be off: more where the border is blurred or the networks differ."""

from dataclasses import replace

import numpy as np
import pytest

from models.detections import Detections
from models.table_setting.crops import Place, crop_of
from models.table_setting.outliner import Traced, _traced
from models.table_setting.scene import _elsewhere
from models.table_setting.sigma import ENDS_SIGMA, of_ends, of_feet, of_outline

NAMES = ("knife", "glass", "napkin")
LONG = 200.0


def one(name: str, outline: np.ndarray, **points: tuple[float, float]) -> Detections:
    """A single detection with an outline and named points."""
    low, high = outline.min(0), outline.max(0)
    corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]]], np.float32)
    return Detections(
        class_names=NAMES,
        class_id=np.array([NAMES.index(name)], np.int64),
        confidence=np.array([0.9], np.float32),
        box_px=np.concatenate([low, high])[None].astype(np.float32),
        corners_px=corners[None],
        outlines_px=(outline.astype(np.float32),),
        points_px=({key: np.array(at, np.float32) for key, at in points.items()},),
    )


def knife(long: float) -> Detections:
    outline = np.array([[0, 0], [long, 0], [long, 20], [0, 20]], np.float64)
    return one("knife", outline, tip=(long, 10.0), end=(0.0, 10.0))


def test_ends_are_never_known_as_well_as_sides() -> None:
    assert of_ends(knife(LONG), knife(LONG), 0) == pytest.approx(ENDS_SIGMA * LONG)


def test_what_the_finder_is_usually_off_by_says_nothing() -> None:
    assert of_ends(knife(LONG), knife(0.98 * LONG), 0) == pytest.approx(ENDS_SIGMA * LONG)


def test_ends_that_the_networks_see_far_apart_are_unsure() -> None:
    assert of_ends(knife(LONG), knife(0.8 * LONG), 0) > 10.0


def test_feet_are_as_unsure_as_they_lie_apart() -> None:
    square = np.array([[0, 0], [60, 0], [60, 60], [0, 60]], np.float64)
    there, aside = one("glass", square, foot=(30, 30)), one("glass", square, foot=(30, 50))
    assert of_feet(there, there, 0) == 0.0
    assert of_feet(there, aside, 0) == pytest.approx(13.0)
    assert of_feet(knife(LONG), knife(LONG), 0) == 0.0
    assert of_ends(there, aside, 0) == 0.0


def test_a_blurred_border_makes_an_outline_of_cutlery_less_sure() -> None:
    crop = crop_of(Place("knife", np.array([400.0, 300.0]), 256.0, 24.0, 0.0))
    across = np.abs(np.arange(48) - 23.5)[:, None] - 6
    along = np.abs(np.arange(160) - 79.5)[None] - 64
    depth = -np.maximum(across, along).astype(np.float32)
    picture = np.zeros((4, 96, 320), np.float32)
    sharp, blurred = (_traced(crop, picture, slope * depth) for slope in (4.0, 1.0))
    assert sharp is not None
    assert blurred is not None
    assert blurred.border > 2 * sharp.border
    assert of_outline("knife", blurred) > 2 * of_outline("knife", sharp)
    assert of_outline("plate", blurred) == of_outline("plate", sharp)


def test_a_triangle_with_another_least_rectangle_is_the_same_triangle() -> None:
    """The finder's mask has its tip cut off, so that its rectangle lies on another side."""
    outline = np.array([[0, 0], [200, 0], [100, 190]], np.float64)
    found = one("napkin", np.array([[0, 0], [200, 0], [110, 171], [90, 171]], np.float64))
    turned = np.array([[[-40, 60], [70, -45], [180, 70], [70, 175]]], np.float32)
    found = replace(found, corners_px=turned)
    trace = Traced(outline, 1.0, 3.0, 1.0)
    assert not _elsewhere(found, 0, trace)
    assert _elsewhere(found, 0, replace(trace, outline=outline + 60.0))
