"""Assessing without a server: one report, whole or not at all."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hardware import CameraUnavailableError, IntrinsicsError
from kiosk.assess import AssessError, assess, refusals
from models.table_setting.renderer import RenderedScene
from scenarios import load_pack
from scenarios.measures import TABLE_SETTING

TABLE = "tourism/table_setting"
FIELDS = {"value", "U", "unit", "band", "indeterminate", "reason", "detail"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, scene: RenderedScene) -> Path:
    """A photo, a dark photo, a recording that ends on the photo, and the camera's intrinsics."""
    folder = tmp_path_factory.mktemp("pictures")
    dark = (scene.image * 0.1).astype(np.uint8)
    cv2.imwrite(str(folder / "cover.png"), scene.image)
    cv2.imwrite(str(folder / "dark.png"), dark)
    writer = cv2.VideoWriter(
        str(folder / "clip.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 4.0, (1600, 1200)
    )
    for image in [dark] * 4 + [scene.image] * 4:
        writer.write(image)
    writer.release()
    camera = {"width": 1600, "height": 1200, "K": scene.camera.K.tolist(), "distortion": [0.0] * 5}
    (folder / "camera.json").write_text(json.dumps(camera))
    (folder / "tall.json").write_text(json.dumps(camera | {"width": 1200, "height": 1600}))
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    """The report of the photo, written with its pictures."""
    return assess(
        TABLE,
        photos=[folder / "cover.png"],
        intrinsics=folder / "camera.json",
        out=folder / "out" / "report.json",
    )


@pytest.fixture(scope="module")
def dark_report(folder: Path) -> dict[str, Any]:
    return assess(TABLE, photos=[folder / "dark.png"], language="en")


def measures(report: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = report["measures"]
    return found


def test_report_has_the_agreed_keys(report: dict[str, Any]) -> None:
    assert set(report) == {"scenario", "pack_digest", "model_digest", "measures", "pictures"}


def test_every_measure_has_the_agreed_fields(report: dict[str, Any]) -> None:
    assert set(measures(report)) == set(TABLE_SETTING)
    assert all(set(entry) == FIELDS for entry in measures(report).values())


def test_report_names_pack_and_model(report: dict[str, Any]) -> None:
    pack = load_pack(TABLE)
    assert (report["scenario"], report["pack_digest"]) == (TABLE, pack.digest)
    assert len(report["model_digest"]) == 64


def test_written_report_is_the_returned_one(folder: Path, report: dict[str, Any]) -> None:
    assert json.loads((folder / "out" / "report.json").read_text()) == report


def test_pictures_lie_beside_the_report(folder: Path, report: dict[str, Any]) -> None:
    assert report["pictures"] == ["report_1.jpg"]
    assert cv2.imread(str(folder / "out" / "report_1.jpg")) is not None


def test_plate_is_measured_on_the_photo(scene: RenderedScene, report: dict[str, Any]) -> None:
    entry = measures(report)["plate_edge_mm"]
    true = scene.truth["plate_edge_mm"]
    assert isinstance(true, float)
    assert entry["value"] == pytest.approx(true, abs=3.0)


def test_dark_photo_leaves_everything_to_a_person(dark_report: dict[str, Any]) -> None:
    reasons = {entry["reason"] for entry in measures(dark_report).values()}
    assert reasons == {"too_dark"}
    assert all(entry["indeterminate"] for entry in measures(dark_report).values())


def test_remedy_of_a_dark_photo_is_told_once(dark_report: dict[str, Any]) -> None:
    (remedy,) = refusals(dark_report)
    assert "lamp" in remedy


def test_good_report_has_no_refusals(report: dict[str, Any]) -> None:
    assert refusals(report) == []


def test_recording_is_measured_at_its_still_end(folder: Path) -> None:
    report = assess(TABLE, video=folder / "clip.avi", intrinsics=folder / "camera.json")
    assert refusals(report) == []


@pytest.mark.parametrize(
    "given", [{}, {"photos": [Path("a.png")], "camera": 0}, {"video": Path("a.mp4"), "camera": "0"}]
)
def test_exactly_one_kind_of_input_is_taken(given: dict[str, Any]) -> None:
    with pytest.raises(AssessError, match="exactly one"):
        assess(TABLE, **given)


def test_missing_photo_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(CameraUnavailableError, match=r"nothing\.jpg"):
        assess(TABLE, photos=[tmp_path / "nothing.jpg"], out=tmp_path / "report.json")
    assert list(tmp_path.iterdir()) == []


def test_intrinsics_of_another_shape_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IntrinsicsError):
        assess(
            TABLE,
            photos=[folder / "cover.png"],
            intrinsics=folder / "tall.json",
            out=tmp_path / "report.json",
        )
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_named(folder: Path) -> None:
    with pytest.raises(AssessError, match="cannot be written"):
        assess(TABLE, photos=[folder / "dark.png"], out=folder / "cover.png" / "report.json")
