import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ImageUnusableError
from models.placement import check_image, letterbox, to_tensor
from models.sheet import InputSheet

SHEET = InputSheet(width=64, height=48)


@given(width=st.integers(1, 200), height=st.integers(1, 200))
def test_the_whole_picture_lies_inside_the_input(width: int, height: int) -> None:
    canvas, placement = letterbox(np.zeros((height, width, 3), np.uint8), SHEET)
    assert canvas.shape == (48, 64, 3)
    low = np.asarray(placement.offset)
    high = low + np.asarray([width, height]) * placement.scale
    assert low.min() >= 0
    assert high[0] <= 64 + 0.51
    assert high[1] <= 48 + 0.51


@given(width=st.integers(8, 400), height=st.integers(8, 400))
def test_the_way_back_finds_a_bright_spot_where_it_was(width: int, height: int) -> None:
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = 255
    canvas, placement = letterbox(image, InputSheet(width=96, height=96, pad=0))
    rows, columns = np.nonzero(canvas[:, :, 0] > 127)
    corner = np.asarray([[columns.max() + 1, rows.max() + 1]], np.float32)
    found = placement.to_image(corner)[0]
    pixel = max(1.0, 1.0 / placement.scale)
    assert np.abs(found - [width // 2, height // 2]).max() <= 1.01 * pixel


def test_boxes_are_clipped_to_the_picture() -> None:
    _, placement = letterbox(np.zeros((100, 50, 3), np.uint8), SHEET)
    boxes = placement.boxes_to_image(np.asarray([[-10, -10, 500, 500]], np.float32))
    assert boxes.tolist() == [[0, 0, 50, 100]]


def test_channels_are_ordered_and_scaled_as_the_sheet_says() -> None:
    blue = np.zeros((48, 64, 3), np.uint8)
    blue[:, :, 0] = 255
    tensor = to_tensor(blue, SHEET)
    assert tensor.shape == (1, 3, 48, 64)
    assert tensor[0, :, 0, 0].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
    ],
    ids=["grey", "four channels", "empty", "floats"],
)
def test_what_is_no_colour_picture_is_refused_with_the_remedy(image: np.ndarray) -> None:
    with pytest.raises(ImageUnusableError, match="imread"):
        check_image(image)


@pytest.mark.parametrize(
    ("width", "height"),
    [(1600, 1200), (1601, 1200), (1920, 1080), (4000, 3000), (800, 600), (640, 480), (300, 2000)],
)
def test_a_picture_halved_on_its_way_is_what_averaging_in_one_go_gives(
    width: int, height: int
) -> None:
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 256, (height // 20, width // 20, 3)).astype(np.uint8)
    image = np.asarray(cv2.resize(coarse, (width, height)), np.uint8)
    sheet = InputSheet(width=256, height=256)
    canvas, placement = letterbox(image, sheet)
    x, y = (round(offset) for offset in placement.offset)
    inner = (round(width * placement.scale), round(height * placement.scale))
    once = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    laid = canvas[y : y + inner[1], x : x + inner[0]]
    assert np.abs(laid.astype(int) - once).mean() < 1.0


def test_mean_and_spread_are_taken_out_channel_by_channel() -> None:
    sheet = InputSheet(width=2, height=1, mean=(10.0, 20.0, 30.0), std=(2.0, 4.0, 5.0))
    tensor = to_tensor(np.array([[[60, 50, 40], [30, 20, 10]]], np.uint8), sheet)
    assert tensor[0, :, 0].tolist() == [[15.0, 0.0], [7.5, 0.0], [6.0, 0.0]]
