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
from kiosk.doctor.several import CAMERA, in_step, look_through_each
from kiosk.eyes import OwnEyes
from kiosk.proving.proof import CameraProof, ReportShelf
from kiosk.proving.rig_proof import RigProof
from kiosk.rig import Rig
from models import ModelError
from scenarios import Pack

FAMILIES = {"slip_printer": "printer", "page_printer": "printer"}
"""Devices whose words are those of another family."""


@dataclass(frozen=True)
class Kiosk:
    """What the doctor is told of a kiosk: its folder, its camera, its devices, its tests.

    `rig` are its cameras where it has several; then `camera` and `intrinsics` do not count.
    """

    folder: Path
    camera: str = "0"
    rig: Rig | None = None
    devices: Devices = field(default_factory=Devices)
    intrinsics: Intrinsics | None = None
    packs: Sequence[Pack] = ()
    open: Callable[[str], Camera] = open_camera


def check_up(kiosk: Kiosk, language: str, now: datetime | None = None) -> Checkup:
    """Look at everything once; takes some seconds, changes nothing, prints nothing.

    Raises SourceError or CameraUnavailableError for a camera that settings do not name rightly.
    """
    now = now or datetime.now(UTC)
    lines = [
        *(_one(kiosk, language) if kiosk.rig is None else _several(kiosk, kiosk.rig, language)),
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


def _one(kiosk: Kiosk, language: str) -> Iterator[Line]:
    camera = kiosk.open(kiosk.camera)
    condition, frame = look_through(camera, kiosk.camera)
    yield device_line(CAMERA, CAMERA, camera.name, condition, language)
    yield _calibration(kiosk.intrinsics, language)
    shelf = ReportShelf.of_kiosk(kiosk.folder)
    proof = CameraProof(shelf, identity_of(kiosk.camera), kiosk.intrinsics)
    yield from _proof(kiosk.packs, proof, [] if frame is None else [frame], language)


def _several(kiosk: Kiosk, rig: Rig, language: str) -> Iterator[Line]:
    lines, frames = look_through_each(rig, language)
    yield from lines
    yield from in_step(rig, language)
    proof = RigProof.of(rig, ReportShelf.of_kiosk(kiosk.folder))
    for name, one in proof.cameras.items():
        own = [frame for frame in frames if frame.taken_by == name]
        yield from _proof(kiosk.packs, one, own, language, name)


def _calibration(intrinsics: Intrinsics | None, language: str) -> Line:
    if intrinsics is None:
        return own_line(WORDS, "calibration", "not_set_up", "not_set_up", language)
    return own_line(WORDS, "calibration", "ready", "ready", language)


def _proof(
    packs: Sequence[Pack],
    proof: CameraProof,
    frames: Sequence[Frame],
    language: str,
    called: str = "",
) -> Iterator[Line]:
    """Whether a camera was proven here, of every scenario whose criteria it measures.

    `called` is its name among several.
    """
    thing = "camera_report_of" if called else "camera_report"
    told: dict[str, object] = {"camera": called} if called else {}
    unproven = []
    for pack in packs:
        if not any(sensor.kind == "camera" for sensor in pack.sensors):
            continue
        try:
            (standing,) = proof.standings(pack, OwnEyes().model_digests(pack), frames)
        except ModelError as error:
            yield own_line(
                WORDS, "model", "broken", "broken", language, {"scenario": pack.id}, str(error)
            )
            continue
        if standing.standing != "proven":
            unproven.append(f"{pack.id}: {standing.reason}")
    if unproven:
        told |= {"count": len(unproven)}
        yield own_line(
            WORDS, thing, "not_set_up", "not_proven", language, told, "; ".join(unproven)
        )
    else:
        yield own_line(WORDS, thing, "ready", "ready", language, told)
