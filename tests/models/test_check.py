"""A model folder is looked at before anybody relies on it."""

from collections.abc import Callable
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from onnx_bytes import constant_network, write_model
from typer.testing import CliRunner

from acredita import cli
from acredita.commands.model import app
from models import MODELS_ROOT, check_model, list_models, registry
from models.check import ModelReport

ROWS = {"out": np.array([[[8, 8, 24, 24, 0.9, 0]]], np.float32)}
THRESHOLDS = "thresholds = { mason = 0.4 }"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A model folder with nothing to mend."""
    folder = write_model(
        tmp_path / "sound", constant_network(ROWS), "yolo.nms", ["mason"], more=THRESHOLDS
    )
    (folder / "card.md").write_text("Made for a test.\n")
    return folder


def faults(report: ModelReport) -> list[str]:
    return [finding.what for finding in report.faults]


@pytest.mark.parametrize("name", [sheet.name for sheet in list_models()])
def test_nothing_is_to_mend_in_our_own_models(name: str) -> None:
    assert check_model(MODELS_ROOT / name).faults == []


def test_a_sound_folder_is_reported_with_all_that_a_centre_asks(sound: Path) -> None:
    report = check_model(sound)
    assert report.faults == []
    assert (report.opset, report.ir_version, report.provider) == (17, 8, "CPUExecutionProvider")
    assert [port.shape for port in report.inputs + report.outputs] == [[1, 3, 64, 64], [1, 1, 6]]
    assert report.licence == "CC0-1.0"
    assert report.detections == 1


def test_a_find_takes_longer_than_the_run_inside_it(sound: Path) -> None:
    speed = check_model(sound).speed
    assert speed is not None
    assert 0 < speed.run_ms < speed.find_ms


def test_it_is_tried_on_the_picture_that_is_given(sound: Path) -> None:
    speed = check_model(sound, np.zeros((90, 70, 3), np.uint8)).speed
    assert speed is not None
    assert speed.picture == (70, 90)


def edit(old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "model.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))

    return spoil


def put(content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        write_model(folder, content, "yolo.nms", ["mason"], more=THRESHOLDS)

    return spoil


def take_away(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


NAN = {"out": np.full((1, 2, 6), np.nan, np.float32)}
UNFIT = {"out": np.zeros((1, 5, 9), np.float32)}


@pytest.mark.parametrize(
    ("spoil", "what", "remedy"),
    [
        (take_away("card.md"), "card", "Write card.md"),
        (take_away("model.toml"), "card", "model.toml"),
        (take_away("model.onnx"), "file", "Put the model's ONNX file"),
        (edit('"CC0-1.0"', '"unknown"'), "licence", "Ask the model's maker"),
        (edit(THRESHOLDS, ""), "thresholds", "chosen on labelled pictures"),
        (edit('sha256 = "', 'sha256 = "0'), "digest", "write sha256 ="),
        (edit('"yolo.nms"', '"yolo"'), "decoder", "Use one of: acredita.boxes"),
        (edit('"yolo.nms"', '"acredita.pieces"'), "decoder", "needs outputs heat"),
        (edit("width = 64", "width = 640"), "input", "width and height"),
        (put(constant_network(ROWS, elsewhere="w.bin")), "onnx", "self-contained"),
        (put(constant_network(ROWS, operator=("Own", "my.own"))), "onnx", "standard operators"),
        (put(constant_network(ROWS, opset=999)), "onnx", "Export it again"),
        (put(b"nothing"), "onnx", "download it again"),
        (put(constant_network(NAN)), "answers", "not all finite"),
        (put(constant_network(UNFIT)), "decoder", "Name another decoder"),
    ],
)
def test_each_fault_is_named_once_with_what_to_do(
    sound: Path, spoil: Callable[[Path], None], what: str, remedy: str
) -> None:
    spoil(sound)
    (fault,) = check_model(sound).faults
    assert fault.what == what
    assert remedy in (fault.remedy or "")


def test_the_command_fails_only_when_something_is_to_mend(sound: Path) -> None:
    assert CliRunner().invoke(app, ["check", str(sound)]).exit_code == 0
    take_away("card.md")(sound)
    assert CliRunner().invoke(app, ["check", str(sound)]).exit_code == 1


def test_a_centres_own_models_are_listed_where_the_setting_says(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_OWN_ROOTS", [])
    monkeypatch.setenv("ACREDITA_MODELS_DIR", str(sound.parent))
    assert "made  1  boxes  CC0-1.0" in CliRunner().invoke(cli.app, ["model", "list"]).stdout
    assert CliRunner().invoke(cli.app, ["model", "check", "sound"]).exit_code == 0


def test_the_command_prints_a_report_that_programs_can_read(sound: Path) -> None:
    printed = CliRunner().invoke(app, ["check", str(sound), "--json"]).stdout
    report = msgspec.json.decode(printed, type=ModelReport)
    assert report.digest == check_model(sound).digest


def test_the_command_prints_a_table_for_people(sound: Path) -> None:
    printed = CliRunner().invoke(app, ["check", str(sound)]).stdout
    assert "decoder     yolo.nms reads out 1×1×6" in printed
    assert "Nothing to mend." in printed


def test_what_a_model_finds_on_a_photo_is_listed_and_drawn(sound: Path, tmp_path: Path) -> None:
    photo, out = tmp_path / "photo.png", tmp_path / "found.jpg"
    cv2.imwrite(str(photo), np.full((640, 640, 3), 90, np.uint8))
    given = ["find", str(sound), "--photo", str(photo), "--out", str(out)]
    printed = CliRunner().invoke(app, given).stdout
    assert "mason            0.90  80 80 240 240\n1 found." in printed
    assert cv2.imread(str(out)) is not None
