"""Reading the finding network: the same pieces, in full or in a hurry."""

import numpy as np
import pytest

from models import load_model
from models.detections import FloatArray
from models.placement import Placement
from models.table_setting.evaluation import sure
from models.table_setting.pieces import decode_pieces, decode_places, decode_sure
from models.table_setting.renderer import render_scene

Outputs = dict[str, FloatArray]


@pytest.fixture(scope="module")
def seen() -> tuple[Outputs, Placement]:
    """What the network says of a drawn cover."""
    return load_model("table_setting").run(render_scene(21, designs="unseen", cover="good").image)


def test_what_does_not_count_is_left_out_before_it_is_outlined(
    seen: tuple[Outputs, Placement],
) -> None:
    model = load_model("table_setting")
    slow = sure(model, decode_pieces(*seen, model.sheet))
    quick = decode_sure(*seen, model.sheet)
    assert len(quick) >= 5
    np.testing.assert_array_equal(quick.box_px, slow.box_px)
    np.testing.assert_array_equal(quick.class_id, slow.class_id)


def test_places_are_those_of_the_pieces_that_count(seen: tuple[Outputs, Placement]) -> None:
    sheet = load_model("table_setting").sheet
    pieces, places = decode_sure(*seen, sheet), decode_places(*seen, sheet)
    np.testing.assert_array_equal(places.class_id, pieces.class_id)
    off = np.abs(places.box_px[:, :2] + places.box_px[:, 2:]
                 - pieces.box_px[:, :2] - pieces.box_px[:, 2:]) / 2  # fmt: skip
    assert np.median(off) < 10


def test_two_peaks_on_one_piece_are_one_piece(seen: tuple[Outputs, Placement]) -> None:
    sheet = load_model("table_setting").sheet
    outputs, placement = seen
    heat = outputs["heat"].copy()
    number, row, column = (int(i) for i in np.unravel_index(heat[0].argmax(), heat[0].shape))
    heat[0, number, row + 2, column] = heat[0, number, row, column] * 0.9
    doubled = decode_places({**outputs, "heat": heat}, placement, sheet)
    assert len(doubled) == len(decode_places(outputs, placement, sheet))


def test_nothing_is_found_where_nothing_glows(seen: tuple[Outputs, Placement]) -> None:
    outputs, placement = seen
    dark = {**outputs, "heat": np.zeros_like(outputs["heat"])}
    sheet = load_model("table_setting").sheet
    assert len(decode_places(dark, placement, sheet)) == 0
    assert len(decode_pieces(dark, placement, sheet)) == 0
