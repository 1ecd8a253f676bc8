"""Models made elsewhere: each kind of output, through a real folder, file and run."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx_bytes import constant_network, write_model

from models import Detections, ModelFolderError, OutputsUnfitError, check_model, load_model
from models.boxes import box_overlap
from models.decoders.yolo_nms import decode_yolo_nms
from models.decoders.yolo_raw import decode_yolo_raw
from models.decoders.yolox import decode_yolox
from models.placement import Placement
from models.registry import DECODERS
from models.sheet import InputSheet, ModelSheet, read_sheet

WIDE = np.zeros((160, 320, 3), np.uint8)
"""A picture of 320×160: letterboxed into 64×64 it is scaled by 0.2 and lies 16 px down."""


def found(folder: Path, image: np.ndarray = WIDE) -> Detections:
    return load_model(folder).find(image)


def made(folder: Path, outputs: dict[str, np.ndarray], decoder: str, **given: object) -> Detections:
    classes = given.pop("classes", ("person", "cup"))
    return found(write_model(folder, constant_network(outputs), decoder, classes, **given))


def yolox_rows(*cells: tuple[int, list[float]]) -> np.ndarray:
    """The output of a YOLOX network of 64×64 px: 64 + 16 + 4 cells, all empty but these."""
    rows = np.zeros((1, 84, 7), np.float32)
    for cell, values in cells:
        rows[0, cell] = values
    return rows


# --- YOLOX -------------------------------------------------------------------------------------

# Cell 27 of stride 8 is row 3, column 3: centre (3.5, 3.5)·8 = (28, 28); size e⁰·8, e^ln2·8.
ONE_CELL = (27, [0.5, 0.5, 0.0, float(np.log(2)), 0.8, 0.5, 1.0])


def test_a_yolox_cell_becomes_a_box_of_the_picture(tmp_path: Path) -> None:
    seen = made(tmp_path, {"output": yolox_rows(ONE_CELL)}, "yolox")
    np.testing.assert_allclose(seen.box_px[0], [120, 20, 160, 100], atol=0.01)


def test_a_yolox_score_is_objectness_times_class(tmp_path: Path) -> None:
    seen = made(tmp_path, {"output": yolox_rows(ONE_CELL)}, "yolox")
    assert [seen.name(i) for i in range(len(seen))] == ["cup", "person"]
    np.testing.assert_allclose(seen.confidence, [0.8, 0.4], atol=1e-6)


def test_coarser_cells_of_yolox_are_wider(tmp_path: Path) -> None:
    # Cell 80 is the first of stride 32: centre (16, 16), size 32.
    seen = made(
        tmp_path, {"output": yolox_rows((80, [0.5, 0.5, 0, 0, 1.0, 1.0, 0.0]))}, "yolox",
        more='options = { floor = 0.5 }', input_keys='place = "corner"',
    )  # fmt: skip
    np.testing.assert_allclose(seen.box_px[0], [0, 0, 160, 160], atol=0.01)


def test_boxes_decoded_by_the_network_are_taken_as_they_are(tmp_path: Path) -> None:
    rows = yolox_rows((5, [32.0, 32.0, 16.0, 8.0, 0.9, 1.0, 0.0]))
    seen = made(tmp_path, {"output": rows}, "yolox", more="options = { decoded = 1, floor = 0.5 }")
    np.testing.assert_allclose(seen.box_px[0], [120, 60, 200, 100], atol=0.01)


@pytest.mark.parametrize("shape", [(1, 84, 9), (1, 83, 7), (84, 7), (2, 84, 7)])
def test_yolox_outputs_of_another_shape_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with pytest.raises(OutputsUnfitError, match=r"'yolox' needs outputs .* made gives"):
        made(tmp_path, {"output": np.zeros(shape, np.float32)}, "yolox")


SMALL = ModelSheet(
    name="made",
    version="1",
    summary="",
    task="boxes",
    classes=("a",),
    decoder="yolox",
    sha256="",
    licence="x",
    data="",
    input=InputSheet(width=32, height=32),
)


ANYTHING = st.binary(min_size=21 * 6 * 4, max_size=21 * 6 * 4)


@pytest.mark.parametrize(
    ("decode", "shape"),
    [(decode_yolox, (1, 21, 6)), (decode_yolo_raw, (1, 6, 21)), (decode_yolo_nms, (1, 21, 6))],
)
@given(raw=ANYTHING)
def test_whatever_a_network_says_is_refused_or_decoded_within_the_picture(
    decode: Callable[..., Detections], shape: tuple[int, ...], raw: bytes
) -> None:
    classes = ("a",) if decode is decode_yolox else ("a", "b")
    sheet = msgspec.structs.replace(SMALL, classes=classes)
    said = {"o": np.frombuffer(raw, np.float32).reshape(shape)}
    with np.errstate(all="ignore"), contextlib.suppress(OutputsUnfitError):
        seen = decode(said, Placement(0.5, (0.0, 0.0), (64, 64)), sheet)
        assert np.all((seen.box_px >= 0) & (seen.box_px <= 64))
        assert np.all(np.isfinite(seen.confidence))


# --- YOLO v8 and its kin -----------------------------------------------------------------------


def v8(*anchors: list[float]) -> np.ndarray:
    value = np.zeros((1, 6, 84), np.float32)
    for at, values in enumerate(anchors):
        value[0, :, at] = values
    return value


PERSON_AND_DOUBLE = v8([32, 32, 16, 8, 0.9, 0.0], [33, 32, 16, 8, 0.7, 0.0])


def test_a_raw_yolo_anchor_becomes_a_box_and_its_double_goes(tmp_path: Path) -> None:
    seen = made(tmp_path, {"output0": PERSON_AND_DOUBLE}, "yolo.raw")
    assert [seen.name(i) for i in range(len(seen))] == ["person"]
    np.testing.assert_allclose(seen.box_px[0], [120, 60, 200, 100], atol=0.01)


def test_raw_yolo_may_lie_the_other_way_round(tmp_path: Path) -> None:
    turned = np.ascontiguousarray(PERSON_AND_DOUBLE.transpose(0, 2, 1))
    straight = made(tmp_path / "a", {"output0": PERSON_AND_DOUBLE}, "yolo.raw")
    other = made(tmp_path / "b", {"output0": turned}, "yolo.raw")
    assert other.box_px.tolist() == straight.box_px.tolist()


def test_raw_yolo_of_another_number_of_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputsUnfitError, match=r"\(1,7,A\)"):
        made(tmp_path, {"output0": PERSON_AND_DOUBLE}, "yolo.raw", classes=("a", "b", "c"))


def test_suppressed_yolo_rows_are_taken_as_they_are_and_padding_is_left_out(tmp_path: Path) -> None:
    rows = np.zeros((1, 4, 6), np.float32)
    rows[0, 0] = [24, 28, 40, 36, 0.9, 1]
    rows[0, 1] = [25, 28, 41, 36, 0.8, 0]
    seen = made(tmp_path, {"out": rows}, "yolo.nms")
    assert [seen.name(i) for i in range(len(seen))] == ["cup", "person"]
    np.testing.assert_allclose(seen.box_px[0], [120, 60, 200, 100], atol=0.01)


def test_a_suppressed_row_of_an_unknown_class_is_refused(tmp_path: Path) -> None:
    rows = np.array([[[0, 0, 9, 9, 0.9, 2]]], np.float32)
    with pytest.raises(OutputsUnfitError, match="classes 0 to 1"):
        made(tmp_path, {"out": rows}, "yolo.nms")


# --- keypoints ---------------------------------------------------------------------------------

POINTS = 'points = ["wrist", "tip"]'


def heat(*peaks: tuple[int, int, float]) -> np.ndarray:
    """Maps of 16×16 cells of 4 px, each with a blurred peak at (column, row)."""
    maps = np.zeros((1, len(peaks), 16, 16), np.float32)
    for number, (column, row, height) in enumerate(peaks):
        maps[0, number, row, column] = height
        maps[0, number] = cv2.GaussianBlur(maps[0, number], (0, 0), 1.0)
        maps[0, number] *= height / max(float(maps[0, number].max()), 1e-9)
    return maps


def test_the_hottest_cell_of_a_map_is_a_point_of_the_picture(tmp_path: Path) -> None:
    seen = made(tmp_path, {"maps": heat((5, 7, 0.9), (9, 8, 0.6))}, "keypoints.heatmap",
                classes=("hand",), more=POINTS)  # fmt: skip
    assert seen.points_px is not None
    # The centre of cell (5, 7) is (22, 30) in the input: (110, 70) in the picture, less the half.
    np.testing.assert_allclose(seen.points_px[0]["wrist"], [109.5, 69.5], atol=0.01)
    assert seen.confidence[0] == pytest.approx(0.75, abs=0.01)


def test_a_point_nobody_sees_is_left_out(tmp_path: Path) -> None:
    seen = made(tmp_path, {"maps": heat((5, 7, 0.9), (9, 8, 0.1))}, "keypoints.heatmap",
                classes=("hand",), more=POINTS)  # fmt: skip
    assert seen.points_px is not None
    assert list(seen.points_px[0]) == ["wrist"]


def test_no_point_at_all_is_no_detection(tmp_path: Path) -> None:
    maps = np.zeros((1, 2, 16, 16), np.float32)
    assert len(made(tmp_path, {"maps": maps}, "keypoints.heatmap", classes=("hand",),
                    more=POINTS)) == 0  # fmt: skip


def test_a_peak_between_two_cells_lies_between_them(tmp_path: Path) -> None:
    maps = heat((5, 7, 0.9), (9, 8, 0.9))
    maps[0, 0, 7, 6] = maps[0, 0, 7, 5]
    seen = made(tmp_path, {"maps": maps}, "keypoints.heatmap", classes=("hand",), more=POINTS)
    assert seen.points_px is not None
    assert seen.points_px[0]["wrist"][0] == pytest.approx(119.5, abs=0.5)


def test_the_two_lines_of_simcc_are_a_point_of_the_picture(tmp_path: Path) -> None:
    x, y = np.zeros((2, 1, 2, 128), np.float32)
    x[0, 0, 43], y[0, 0, 59], x[0, 1, 50], y[0, 1, 50] = 0.9, 0.7, 0.8, 0.1
    seen = made(tmp_path, {"simcc_x": x, "simcc_y": y}, "keypoints.simcc", classes=("hand",),
                more=POINTS)  # fmt: skip
    assert seen.points_px is not None
    # Bins 43 and 59 of two a pixel: (21.5 + ½, 29.5 + ½) of the input, five picture px each.
    np.testing.assert_allclose(seen.points_px[0]["wrist"], [109.5, 69.5], atol=0.01)
    assert list(seen.points_px[0]) == ["wrist"]
    assert seen.confidence[0] == pytest.approx(0.7)


def test_simcc_lines_of_another_length_are_refused(tmp_path: Path) -> None:
    short = np.zeros((1, 2, 100), np.float32)
    with pytest.raises(OutputsUnfitError, match=r"simcc_x \(1,2,128\)"):
        made(tmp_path, {"simcc_x": short, "simcc_y": short}, "keypoints.simcc", classes=("hand",),
             more=POINTS)  # fmt: skip


@pytest.mark.parametrize("decoder", ["keypoints.heatmap", "keypoints.simcc"])
def test_a_card_that_names_no_points_is_told_to(tmp_path: Path, decoder: str) -> None:
    with pytest.raises(ModelFolderError, match="needs `points`"):
        made(tmp_path, {"maps": heat((5, 7, 0.9))}, decoder, classes=("hand",))


# --- the card ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decoder", "outputs"),
    [
        ("yolox", {"o": yolox_rows(ONE_CELL)}),
        ("yolo.raw", {"o": v8([32, 32, 16, 8, 0.9, 0.8])}),
        ("yolo.nms", {"o": np.array([[[1, 1, 9, 9, 0.9, 1], [1, 1, 9, 9, 0.8, 0]]], np.float32)}),
    ],
)
def test_only_classes_that_the_card_names_are_reported_and_by_our_names(
    tmp_path: Path, decoder: str, outputs: dict[str, np.ndarray]
) -> None:
    seen = made(tmp_path, outputs, decoder, more='names = { cup = "glass" }')
    assert [seen.name(i) for i in range(len(seen))] == ["glass"]


def test_two_classes_of_one_name_are_one_find(tmp_path: Path) -> None:
    names = 'names = { "wine glass" = "glass", cup = "glass" }'
    seen = made(tmp_path, {"o": v8([32, 32, 16, 8, 0.6, 0.9])}, "yolo.raw",
                classes=("wine glass", "cup"), more=names)  # fmt: skip
    assert [seen.name(i) for i in range(len(seen))] == ["glass"]
    assert seen.confidence[0] == pytest.approx(0.9)


def test_a_stretched_picture_gives_boxes_in_its_own_shape(tmp_path: Path) -> None:
    seen = made(tmp_path, {"o": v8([32, 32, 16, 8, 0.9, 0.0])}, "yolo.raw",
                input_keys='fit = "stretch"')  # fmt: skip
    np.testing.assert_allclose(seen.box_px[0], [120, 70, 200, 90], atol=0.01)


def test_a_name_for_no_class_of_the_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError, match=r"names\.mug is none of the model's classes"):
        made(tmp_path, {"o": PERSON_AND_DOUBLE}, "yolo.raw", more='names = { mug = "glass" }')


# --- a public detector on a photograph, where both are at hand ---------------------------------

SHARED = Path(__file__).parents[2].parent / "shared/data"
YOLOX = SHARED / "models/yolox_nano.onnx"
PEOPLE = {
    "02092_jpg.rf.27e5d4c15deda7f0e46d634d166d3d5d.jpg": [[2, 15, 168, 400], [126, 20, 342, 410]],
    "img05_jpg.rf.d2ae600cbdab9c451e9cdad16d64c13b.jpg": [[57, 40, 300, 412]],
}
"""Whole people of two photographs, framed by eye: x1 y1 x2 y2 px."""
GUIDE = Path(__file__).parents[2] / "docs/bring-your-own-model.md"


def guides_card() -> str:
    """The model.toml of the guide's worked example."""
    return GUIDE.read_text().split("```toml\n")[1].split("```")[0]


def test_the_guides_example_is_a_card_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text(guides_card())
    sheet = read_sheet(tmp_path)
    assert (len(sheet.classes), sheet.reported) == (80, ("person",))


def test_the_guide_names_every_decoder() -> None:
    assert [name for name in DECODERS if f"| `{name}` |" not in GUIDE.read_text()] == []


def photographs() -> list[Path]:
    folder = SHARED / "ppe/images"
    return [
        path for name in sorted(PEOPLE) if YOLOX.is_file() and (path := folder / name).is_file()
    ]


if photographs():

    @pytest.fixture(scope="module")
    def yolox(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The public YOLOX-Nano as the guide for centres drops it in."""
        folder = tmp_path_factory.mktemp("models") / "yolox_nano"
        folder.mkdir()
        (folder / "model.toml").write_text(guides_card())
        shutil.copy(YOLOX, folder / "model.onnx")
        return folder

    def test_the_guides_example_lacks_nothing_but_the_card_it_asks_for(yolox: Path) -> None:
        assert [fault.what for fault in check_model(yolox).faults] == ["card"]

    @pytest.mark.parametrize("photo", photographs(), ids=lambda path: path.name[:5])
    def test_a_public_detector_finds_the_people_of_a_photograph(photo: Path, yolox: Path) -> None:
        people = found(yolox, cv2.imread(str(photo))).at_least(0.5).of_class("person")
        framed = np.array(PEOPLE[photo.name], np.float32)
        assert len(people) == len(framed)
        assert box_overlap(framed, people.box_px).max(axis=1).min() > 0.75
