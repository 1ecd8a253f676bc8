"""Room: kiosk. A camera's report: what was found of it on site, signed by its own digest."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from hardware import Intrinsics
from kiosk.errors import KioskError
from kiosk.proving.figures import MeasureFigures
from kiosk.proving.trial import PhotoTrial

VALID_FOR = timedelta(days=180)
"""Lamps, lenses and mounts change; half a year is decided, as centres calibrate tools yearly."""
FORM = "acredita.camera_report/1"


class ReportError(KioskError):
    """A report that cannot be read, or was changed after it was written."""


class CameraReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial found: figures by measure, every photo's readings, and go or no-go.

    `digest` is the sha256 of all the rest; a report whose digest does not fit was changed. It
    holds for the camera, scenario, models, calibration and picture size it names, until
    `expires_at`.
    """

    form: str = FORM
    scenario: str
    version: str
    pack_digest: str
    model_digests: dict[str, str]
    camera: str
    place: str
    image_size_px: tuple[int, int]
    intrinsics_digest: str | None
    held: dict[str, str]
    made_at: str
    expires_at: str
    bar_mm: float | None
    photos: dict[str, str]
    trials: tuple[PhotoTrial, ...]
    measures: dict[str, MeasureFigures]
    go: bool
    faults: tuple[str, ...]
    digest: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""
        return self.digest == digest_of(self)


def digest_of(report: CameraReport) -> str:
    """The digest that a report with this content must carry."""
    bare = msgspec.structs.replace(report, digest="")
    return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


def signed(report: CameraReport) -> CameraReport:
    """The report with its digest, its numbers as they will be read again (5 mm as 5.0)."""
    report = msgspec.json.decode(msgspec.json.encode(report), type=CameraReport)
    return msgspec.structs.replace(report, digest=digest_of(report))


def write_report(report: CameraReport, path: Path) -> None:
    """Write a report as JSON, whole or not at all. Raises ReportError."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise ReportError(
            f"{path} cannot be written ({problem.strerror}): choose another folder or make room"
        ) from problem


def read_report(path: Path) -> CameraReport:
    """Read a report. Raises ReportError when it is not one; `is_whole` says if it was changed."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CameraReport)
    except (OSError, msgspec.DecodeError) as problem:
        raise ReportError(
            f"{path} is not a camera report ({problem}): prove the camera again"
        ) from problem


def lifetime(now: datetime) -> tuple[str, str]:
    """When a report made now was made and when it expires, as ISO 8601 UTC."""
    return _text(now), _text(now + VALID_FOR)


def calibration_digest(intrinsics: Intrinsics | None) -> str | None:
    """A digest of a camera's calibration; None for a camera measured without."""
    if intrinsics is None:
        return None
    numbers = {
        "width": intrinsics.width,
        "height": intrinsics.height,
        "K": intrinsics.K.tolist(),
        "distortion": intrinsics.distortion.tolist(),
    }
    return hashlib.sha256(msgspec.json.encode(numbers, order="sorted")).hexdigest()


def photo_digests(photos: Mapping[str, Path]) -> dict[str, str]:
    """The sha256 of each photo's file, by name."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in photos.items()}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
