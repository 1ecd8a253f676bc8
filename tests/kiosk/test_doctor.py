"""The doctor tells the truth about devices that are there, away and broken, in words."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from typer.testing import CliRunner

from acredita.cli import app
from hardware import SimulatedCamera, SimulatedConfiguration
from hardware.words import LANGUAGES
from kiosk.devices import DEVICES, open_devices
from kiosk.doctor import Checkup, Kiosk, check_up
from kiosk.doctor.checkup import screen_line
from kiosk.doctor.itself import WORDS
from kiosk.journal import Journal
from scenarios import load_pack

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROOM = np.random.default_rng(5).integers(40, 220, (120, 160, 3), np.uint8)


def examined(
    folder: Path, camera: str = "simulated", language: str = "en", **lines: str
) -> Checkup:
    """A check-up of a kiosk with these devices; the camera shows a room, or what it is named."""
    pictures = {"simulated": ROOM, "dark": ROOM // 60, "bright": np.full_like(ROOM, 255)}

    def open_one(source: str) -> SimulatedCamera:
        picture = pictures.get(source)
        return SimulatedCamera(SimulatedConfiguration(lambda _: picture, name=source))

    kiosk = Kiosk(
        folder=folder,
        camera=camera,
        devices=open_devices(lines),
        packs=[load_pack("tourism/table_setting")],
        open=open_one,
    )
    return check_up(kiosk, language, NOW)


def states(found: Checkup) -> dict[str, str]:
    return {line.device: line.state for line in found.devices}


@pytest.mark.parametrize("condition", ["ready", "absent", "broken"])
def test_every_device_is_told_as_it_is(tmp_path: Path, condition: str) -> None:
    broken = {"slip_printer": "no_paper", "page_printer": "stopped"}
    lines = {
        name: f"simulated:{tmp_path / name if 'printer' in name else ''}?condition="
        + (broken.get(name, "broken") if condition == "broken" else condition)
        for name in DEVICES
    }
    found = examined(tmp_path, **lines)
    for line in found.devices:
        if line.device in DEVICES:
            assert line.state == condition, line
            assert bool(line.remedy) == (condition != "ready")
            assert line.name


def test_what_is_not_set_up_is_no_fault(tmp_path: Path) -> None:
    found = examined(tmp_path)
    assert {states(found)[name] for name in DEVICES} == {"not_set_up"}
    assert states(found)["camera"] == "ready"
    assert found.ready


@pytest.mark.parametrize(
    ("camera", "state", "code"),
    [
        ("dark", "broken", "too_dark"),
        ("bright", "broken", "overexposed"),
        ("gives nothing", "absent", "absent"),
        ("7", "broken", "broken"),
        ("8", "absent", "absent"),
    ],
)
def test_a_camera_that_does_not_see_leaves_the_scenario_unready(
    tmp_path: Path, camera: str, state: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.doctor.camera.VIDEO_DEVICES", tmp_path)
    (tmp_path / "video7").touch()
    found = examined(tmp_path, camera=camera)
    line = next(line for line in found.devices if line.device == "camera")
    assert (line.state, line.code) == (state, code)
    (need,) = found.scenarios
    assert not need.ready
    assert need.missing == ("camera",)
    assert need.without == "person"
    assert "Camera" in need.says


def test_a_damaged_journal_and_a_clock_in_the_past_are_found(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal.close()
    assert states(examined(tmp_path))["journal"] == "ready"
    (tmp_path / "journal.db").write_bytes(b"x" * 8192)
    found = check_up(Kiosk(tmp_path, "none.jpg"), "fr", datetime(1999, 1, 1, tzinfo=UTC))
    assert states(found)["journal"] == "broken"
    assert states(found)["clock"] == "broken"
    assert states(found)["camera"] == "absent"


def test_a_screen_is_seen_by_the_session_or_by_the_kernel(tmp_path: Path) -> None:
    assert screen_line("es", {}, tmp_path).state == "absent"
    assert screen_line("es", {"DISPLAY": ":0"}, tmp_path).state == "ready"
    (tmp_path / "card0-HDMI-A-1").mkdir()
    (tmp_path / "card0-HDMI-A-1/status").write_text("disconnected\n")
    assert screen_line("es", {}, tmp_path).state == "absent"
    (tmp_path / "card0-HDMI-A-1/status").write_text("connected\n")
    assert screen_line("es", {}, tmp_path).state == "ready"


def run(folder: Path, environment: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        app, ["doctor", "--dir", str(folder), *arguments], env=dict(environment)
    )
    return done.exit_code, done.stdout


def test_the_command_ends_with_1_when_a_scenario_lacks_something(tmp_path: Path) -> None:
    photo = tmp_path / "room.png"
    cv2.imwrite(str(photo), ROOM)
    chosen = ("--scenario", "tourism/table_setting", "--json")
    environment = {"ACREDITA_CAMERA": str(photo), "ACREDITA_SPEAKER": "simulated"}
    code, told = run(tmp_path, environment, *chosen)
    found = msgspec.json.decode(told, type=Checkup)
    assert (code, found.ready) == (0, True)
    assert states(found)["speaker"] == "ready"
    photo.write_bytes(b"no picture")
    code, told = run(tmp_path, environment, *chosen)
    assert code == 1
    assert states(msgspec.json.decode(told, type=Checkup))["camera"] == "broken"
    photo.unlink()
    code, told = run(tmp_path, environment, *chosen)
    assert code == 1
    assert json.loads(told)["scenarios"][0]["missing"] == ["camera"]


def test_in_words_every_fault_has_an_arrow_to_its_remedy(tmp_path: Path) -> None:
    environment = {"ACREDITA_CAMERA": "none.jpg", "ACREDITA_SPEAKER": "simulated"}
    code, told = run(tmp_path, environment, "--scenario", "tourism/table_setting")
    assert code == 1
    lines = told.splitlines()
    fault = next(number for number, line in enumerate(lines) if "cámara" in line)
    assert lines[fault].startswith("✗ ")
    assert lines[fault + 1].strip().startswith("→ ")


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["doctor", "--dir", str(tmp_path)], env={"ACREDITA_LIGHT": "candle:1"}
    )
    assert done.exit_code != 0
    assert "names no known driver" in str(done.exception)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctors_words_are_the_same_in_every_language_and_all_are_used(language: str) -> None:
    def table(name: str) -> dict[str, dict[str, dict[str, str]]]:
        return tomllib.loads((WORDS.folder / f"{name}.toml").read_text())

    mine, spanish = table(language), table("es")
    assert {thing: set(codes) for thing, codes in mine.items()} == {
        thing: set(codes) for thing, codes in spanish.items()
    }
    for thing, codes in mine.items():
        for code, entry in codes.items():
            for part in ("says", "remedy"):
                placeholders = re.findall(r"\{(\w+)\}", entry[part])
                assert placeholders == re.findall(r"\{(\w+)\}", spanish[thing][code][part])
    source = "".join(path.read_text() for path in WORDS.folder.parent.glob("*.py"))
    for thing, codes in spanish.items():
        for code in codes:
            known = code in ("name", *DEVICES) or f'"{code}"' in source
            assert known, f"{thing}.{code} is not used"
