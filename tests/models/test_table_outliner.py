"""Outlines of cutlery: whole where the network is unsure of a neck, with ends on the midline."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.table_setting.crops import Place, crop_of
from models.table_setting.outliner import _contour
from models.table_setting.scene import _ends

INSIDE, OUTSIDE = np.float32(5), np.float32(-5)


def strip(*parts: tuple[int, int], rows: tuple[int, int] = (21, 27)) -> NDArray[np.float32]:
    """Logits of a strip (48, 160): inside between columns, in rows around the axis."""
    logits = np.full((48, 160), OUTSIDE)
    for first, last in parts:
        logits[rows[0] : rows[1], first:last] = INSIDE
    return logits


def length_of(logits: NDArray[np.float32]) -> float:
    """How long the outline is that comes of it, px, for a fork of 256 px along x."""
    crop = crop_of(Place("fork", np.array([400.0, 300.0]), 256.0, 30.0, 0.0))
    outline = _contour(crop, logits)
    assert outline is not None
    return float(np.ptp(outline[:, 0]))


def test_a_spoon_found_aside_lies_in_its_crop_whole() -> None:
    length, bowl = 190.0, 45.0
    crop = crop_of(Place("spoon", np.array([300.0, 200.0]), length, bowl, 0.0))
    aside = np.array([[300 + 0.4 * length, 200 + side * bowl / 2 + 8] for side in (-1, 1)])
    across = aside @ crop.matrix[:, :2].T[:, 1] + crop.matrix[1, 2]
    assert across.min() > 0
    assert across.max() < crop.size[1]


def test_handle_and_head_with_a_doubtful_neck_are_one_piece() -> None:
    assert length_of(strip((16, 70), (95, 144))) == pytest.approx(256, abs=4)


def test_what_lies_beside_the_axis_is_no_part_of_the_piece() -> None:
    beside = strip((16, 90))
    beside[9:14, 100:144] = INSIDE
    assert length_of(beside) == pytest.approx(148, abs=4)


def test_a_speck_is_no_part_of_the_piece() -> None:
    assert length_of(strip((40, 120), (140, 142))) == pytest.approx(160, abs=4)


def fork(lean_deg: float) -> NDArray[np.float64]:
    """A fork's outline along x: a handle 150 long, and two tines of which one is a hair longer."""
    handle = [(0, -4), (150, -4), (150, -12), (200, -12), (200, -6), (160, -6)]
    tines = [(160, 6), (200.5, 6), (200.5, 12), (150, 12), (150, 4), (0, 4)]
    corners = np.array(handle + tines, np.float64)
    share = np.linspace(0, 1, 40, endpoint=False)[:, None]
    ends = np.roll(corners, -1, axis=0)
    ring = np.concatenate([a + share * (b - a) for a, b in zip(corners, ends, strict=True)])
    c, s = np.cos(np.radians(lean_deg)), np.sin(np.radians(lean_deg))
    return np.asarray(ring @ np.array([[c, s], [-s, c]]))


@pytest.mark.parametrize("lean_deg", [0.0, 3.0, -3.0])
def test_a_forks_tip_lies_on_its_midline_not_on_one_tine(lean_deg: float) -> None:
    coarse = {"tip": np.array([200, 0], np.float32), "end": np.zeros(2, np.float32)}
    ends = _ends(fork(lean_deg), coarse, even=True)
    c, s = np.cos(np.radians(lean_deg)), np.sin(np.radians(lean_deg))
    assert np.linalg.norm(ends["tip"] - 200.3 * np.array([c, s])) < 1.0
    assert np.linalg.norm(ends["end"]) < 1.0
