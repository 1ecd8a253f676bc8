"""The doctor before several cameras: each by itself, in step or not, proven or not."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hardware import SimulatedCamera, SimulatedConfiguration
from hardware.cameras import LiveTiming
from kiosk.doctor import Checkup, Kiosk, check_up
from kiosk.proving import ReportShelf
from kiosk.proving.report import calibration_digest, lifetime
from kiosk.rig import Rig, RigCamera
from kiosk.sight import model_digests
from scenarios import load_pack
from tests.kiosk.camera_reports import KNOWN, report

PACK = load_pack("tourism/table_setting")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROOM = np.random.default_rng(5).integers(40, 220, (48, 64, 3), np.uint8)


def camera(name: str, alive: bool = True) -> RigCamera:
    device = SimulatedCamera(
        SimulatedConfiguration(lambda _: ROOM if alive else None, fps=30, name=name),
        LiveTiming(open_s=10.0, frozen_s=0.0),
    )
    return RigCamera(name, name, f"twin {name}", device, KNOWN if name == "left" else None)


def examined(folder: Path, cameras: tuple[RigCamera, ...], within_ms: float = 1000) -> Checkup:
    return check_up(Kiosk(folder, rig=Rig(cameras, within_ms), packs=[PACK]), "en", NOW)


def states(found: Checkup) -> Mapping[str, str]:
    return {line.device: line.state for line in found.devices}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Checkup:
    folder = tmp_path_factory.mktemp("kiosk")
    made, expires = lifetime(NOW)
    kept = report(camera="twin left", model_digests=model_digests(PACK), made_at=made,
                  expires_at=expires, intrinsics_digest=calibration_digest(KNOWN))  # fmt: skip
    ReportShelf.of_kiosk(folder).keep(kept)
    return examined(folder, (camera("left"), camera("right")))


def test_every_camera_has_its_own_line(both: Checkup) -> None:
    assert states(both)["camera:left"] == states(both)["camera:right"] == "ready"
    assert both.ready
    names = [line.name for line in both.devices if line.device.startswith("camera:")]
    assert names == ["left: twin left", "right: twin right"]


def test_calibration_and_report_are_told_for_each(both: Checkup) -> None:
    told = [(line.device, line.state) for line in both.devices]
    assert [state for device, state in told if device == "calibration_of"] == [
        "ready",
        "not_set_up",
    ]
    assert [state for device, state in told if device == "camera_report_of"] == [
        "ready",
        "not_set_up",
    ]
    unproven = next(line for line in both.devices if line.code == "not_proven")
    assert "--camera right" in unproven.remedy


def test_cameras_in_step_are_told_with_their_distance(both: Checkup) -> None:
    line = next(line for line in both.devices if line.device == "in_step")
    assert line.state == "ready"
    assert "ms between their pictures (1000 allowed)" in line.says


def test_a_camera_that_sees_no_board_is_told(both: Checkup) -> None:
    seen = [line for line in both.devices if line.device == "board_seen"]
    assert [line.code for line in seen] == ["not_seen", "not_seen"]
    assert all(line.good for line in seen)


def test_one_dead_camera_is_found_and_the_test_can_still_be_taken(tmp_path: Path) -> None:
    found = examined(tmp_path, (camera("left", alive=False), camera("right")))
    assert states(found)["camera:left"] == "absent"
    assert states(found)["camera:right"] == "ready"
    step = next(line for line in found.devices if line.device == "in_step")
    assert (step.code, "left" in step.says) == ("apart", True)
    assert found.ready


def test_without_any_camera_the_criteria_go_to_a_person(tmp_path: Path) -> None:
    found = examined(tmp_path, (camera("left", alive=False), camera("right", alive=False)))
    assert states(found)["in_step"] == "broken"
    (need,) = found.scenarios
    assert (need.ready, need.missing, need.without) == (False, ("camera",), "person")
