"""Room: kiosk. The whole check-up: every device, the kiosk itself, and what each scenario needs."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hardware import Camera, Frame, Intrinsics, open_camera
from hardware.cameras import identity_of
from kiosk.devices import DEVICES, Devices
from kiosk.doctor.camera import look_through
from kiosk.doctor.findings import Checkup, Line, device_line, own_line
from kiosk.doctor.itself import WORDS, look_at_itself
from kiosk.doctor.needs import needs_of
from kiosk.eyes import OwnEyes
from kiosk.proving.proof import CameraProof, ReportShelf
from models import ModelError
from scenarios import Pack

FAMILIES = {"slip_printer": "printer", "page_printer": "printer"}
"""Devices whose words are those of another family."""


@dataclass(frozen=True)
class Kiosk:
    """What the doctor is told of a kiosk: its folder, its camera, its devices, its tests."""

    folder: Path
    camera: str
    devices: Devices = field(default_factory=Devices)
    intrinsics: Intrinsics | None = None
    packs: Sequence[Pack] = ()
    open: Callable[[str], Camera] = open_camera


def check_up(kiosk: Kiosk, language: str, now: datetime | None = None) -> Checkup:
    """Look at everything once; takes some seconds, changes nothing, prints nothing.

    Raises SourceError or CameraUnavailableError for a camera that settings do not name rightly.
    """
    now = now or datetime.now(UTC)
    camera = kiosk.open(kiosk.camera)
    condition, frame = look_through(camera, kiosk.camera)
    lines = [
        device_line("camera", "camera", camera.name, condition, language),
        _calibration(kiosk.intrinsics, language),
        *_proof(kiosk, frame, language),
        *beside(kiosk.devices, language),
        screen_line(language),
        *look_at_itself(kiosk.folder, language, now),
    ]
    return Checkup(
        at=now.isoformat(timespec="seconds"),
        language=language,
        devices=tuple(lines),
        scenarios=tuple(needs_of(kiosk.packs, lines, language)),
    )


def screen_line(
    language: str,
    environment: Mapping[str, str] = os.environ,
    outputs: Path = Path("/sys/class/drm"),
) -> Line:
    """Whether there is a screen: a session with one, or one the kernel sees plugged in."""
    plugged = any(
        status.read_text(errors="replace").strip() == "connected"
        for status in outputs.glob("card*-*/status")
    )
    if plugged or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return own_line(WORDS, "screen", "ready", "ready", language)
    return own_line(WORDS, "screen", "absent", "absent", language)


def beside(devices: Devices, language: str) -> Iterator[Line]:
    """A line for every device beside the camera."""
    for name in DEVICES:
        device = getattr(devices, name)
        if device is None:
            yield own_line(WORDS, name, "not_set_up", "not_set_up", language)
        else:
            family = FAMILIES.get(name, name)
            yield device_line(name, family, device.name, device.condition(), language)


def _calibration(intrinsics: Intrinsics | None, language: str) -> Line:
    if intrinsics is None:
        return own_line(WORDS, "calibration", "not_set_up", "not_set_up", language)
    return own_line(WORDS, "calibration", "ready", "ready", language)


def _proof(kiosk: Kiosk, frame: Frame | None, language: str) -> Iterator[Line]:
    """Whether the camera was proven here, of every scenario whose criteria it measures."""
    shelf = ReportShelf.of_kiosk(kiosk.folder)
    proof = CameraProof(shelf, identity_of(kiosk.camera), kiosk.intrinsics)
    eyes = OwnEyes(kiosk.intrinsics)
    unproven = []
    for pack in kiosk.packs:
        if not any(sensor.kind == "camera" for sensor in pack.sensors):
            continue
        try:
            standing = proof.standing(pack, eyes.model_digests(pack), frame)
        except ModelError as error:
            yield own_line(
                WORDS, "model", "broken", "broken", language, {"scenario": pack.id}, str(error)
            )
            continue
        if standing.standing != "proven":
            unproven.append(f"{pack.id}: {standing.reason}")
    if unproven:
        yield own_line(
            WORDS, "camera_report", "not_set_up", "not_proven", language, {"count": len(unproven)},
            "; ".join(unproven),
        )  # fmt: skip
    else:
        yield own_line(WORDS, "camera_report", "ready", "ready", language)
