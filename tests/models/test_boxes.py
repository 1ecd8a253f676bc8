import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ModelFolderError
from models.boxes import box_overlap, decode_boxes, suppress
from models.placement import Placement
from models.sheet import InputSheet, ModelSheet

SHEET = ModelSheet(
    name="toy",
    version="1",
    summary="",
    task="boxes",
    classes=("a", "b"),
    decoder="acredita.boxes",
    sha256="",
    licence="",
    data="",
    input=InputSheet(width=100, height=100),
)
PLACEMENT = Placement(scale=0.5, offset=(0.0, 10.0), image_size=(200, 160))

side = st.floats(1, 50)
corner = st.floats(0, 50)
box = st.tuples(corner, corner, side, side).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))
box_lists = st.lists(box, min_size=1, max_size=12).map(lambda b: np.asarray(b, np.float32))


@given(box_lists, box_lists)
def test_overlap_is_symmetric_and_a_share(first: np.ndarray, second: np.ndarray) -> None:
    overlap = box_overlap(first, second)
    np.testing.assert_allclose(overlap, box_overlap(second, first).T, atol=1e-6)
    assert overlap.min() >= 0
    assert overlap.max() <= 1 + 1e-6


@given(box_lists)
def test_a_box_overlaps_itself_wholly(boxes: np.ndarray) -> None:
    np.testing.assert_allclose(np.diag(box_overlap(boxes, boxes)), 1.0, atol=1e-5)


def test_overlap_of_half_shifted_boxes_is_a_third() -> None:
    first, second = np.asarray([[0, 0, 2, 2]], np.float32), np.asarray([[1, 0, 3, 2]], np.float32)
    assert box_overlap(first, second)[0, 0] == pytest.approx(1 / 3)


@given(box_lists, st.integers(0, 2**32 - 1))
def test_suppression_keeps_no_two_doubles_and_covers_all(boxes: np.ndarray, seed: int) -> None:
    confidence = np.random.default_rng(seed).random(len(boxes), np.float32)
    kept = suppress(boxes, confidence, 0.5)
    among = box_overlap(boxes[kept], boxes[kept]) - np.eye(len(kept))
    assert among.max() <= 0.5
    gone = np.setdiff1d(np.arange(len(boxes)), kept)
    for index in gone:
        surer = kept[confidence[kept] >= confidence[index]]
        assert box_overlap(boxes[surer], boxes[[index]]).max() > 0.5


def test_decoding_returns_the_picture_s_pixels_surest_first() -> None:
    outputs = {
        "boxes": np.asarray([[[0, 10, 20, 30], [50, 50, 60, 60]]], np.float32),
        "scores": np.asarray([[[0.4, 0.0], [0.0, 0.9]]], np.float32),
    }
    found = decode_boxes(outputs, PLACEMENT, SHEET)
    assert [found.name(i) for i in range(len(found))] == ["b", "a"]
    assert found.box_px.tolist() == [[100, 80, 120, 100], [0, 0, 40, 40]]


def test_rival_classes_on_one_place_are_both_kept() -> None:
    outputs = {
        "boxes": np.asarray([[[0, 10, 20, 30]]], np.float32),
        "scores": np.asarray([[[0.6, 0.5]]], np.float32),
    }
    assert len(decode_boxes(outputs, PLACEMENT, SHEET)) == 2


def test_a_network_with_other_outputs_is_refused_with_what_it_gives() -> None:
    with pytest.raises(ModelFolderError, match=r"needs outputs boxes .* gives \{'heat'"):
        decode_boxes({"heat": np.zeros((1, 2), np.float32)}, PLACEMENT, SHEET)
