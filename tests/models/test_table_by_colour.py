"""A napkin's outline by colour, where the network is unsure of it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.table_setting.by_colour import by_colour

Floats = NDArray[np.float32]
CLOTH, PLATE = (0.8, 0.2, 0.2), (0.9, 0.9, 0.85)


@pytest.fixture
def crop() -> Floats:
    """A square of cloth, 80 px wide, in the middle of a plate: (4, 192, 192)."""
    noise = np.random.default_rng(1).normal(0, 0.02, (3, 192, 192))
    picture = np.empty((4, 192, 192), np.float32)
    picture[:3] = np.array(PLATE)[:, None, None] + noise
    picture[:3, 56:136, 56:136] = np.array(CLOTH)[:, None, None] + noise[:, :80, :80]
    picture[3] = 0.5
    return np.clip(picture, 0, 1)


@pytest.fixture
def truth() -> NDArray[np.bool_]:
    """The cells (96, 96) that the cloth fills."""
    inside = np.zeros((96, 96), np.bool_)
    inside[28:68, 28:68] = True
    return inside


def said(truth: NDArray[np.bool_]) -> Floats:
    """The answer of a network that is right and sure of it."""
    return np.where(truth, 6.0, -6.0).astype(np.float32)


def test_what_strays_over_the_plate_is_taken_back(crop: Floats, truth: NDArray[np.bool_]) -> None:
    logits = said(truth)
    logits[30:60, 68:84] = 2.0
    assert np.array_equal(by_colour(crop, logits) > 0, truth)


def test_cloth_that_the_network_missed_is_given_back(
    crop: Floats, truth: NDArray[np.bool_]
) -> None:
    logits = said(truth)
    logits[28:40, 28:68] = -2.0
    assert np.array_equal(by_colour(crop, logits) > 0, truth)


def test_where_both_agree_the_network_says_where_exactly(
    crop: Floats, truth: NDArray[np.bool_]
) -> None:
    logits = said(truth) * np.linspace(0.9, 1.0, 96, dtype=np.float32)
    assert np.array_equal(by_colour(crop, logits), logits)


def test_colours_that_lead_astray_are_not_believed(crop: Floats, truth: NDArray[np.bool_]) -> None:
    """Cloth of the table's colour, of which the network is sure at one dark print alone."""
    crop[:3] = np.array(CLOTH, np.float32)[:, None, None]
    crop[:3, 80:100, 80:100] = 0.1
    logits = np.where(truth, 2.0, -6.0).astype(np.float32)
    logits[40:50, 40:50] = 6.0
    assert np.array_equal(by_colour(crop, logits), logits)


def test_a_network_that_is_sure_of_nothing_is_left_alone(crop: Floats) -> None:
    logits = np.full((96, 96), -1.0, np.float32)
    assert np.array_equal(by_colour(crop, logits), logits)


def test_the_same_picture_gives_the_same_to_the_last_bit(
    crop: Floats, truth: NDArray[np.bool_]
) -> None:
    logits = said(truth)
    logits[20:76, 68:84] = 1.0
    assert by_colour(crop, logits).tobytes() == by_colour(crop, logits).tobytes()
