"""Room: kiosk. The reports kept in a kiosk's folder, and whether a camera may certify by them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import structlog

from hardware import Frame, Intrinsics
from hardware.cameras import UNNAMED
from kiosk.proving.report import (
    CameraReport,
    ReportError,
    calibration_digest,
    read_report,
    write_report,
)
from scenarios import CameraStanding, Pack

log = structlog.get_logger()

FOLDER = "camera_reports"
"""In the kiosk's folder."""


@dataclass(frozen=True)
class ReportShelf:
    """The camera reports of one kiosk: one file each, named by digest."""

    folder: Path

    @classmethod
    def of_kiosk(cls, directory: Path) -> "ReportShelf":
        """The shelf in a kiosk's folder."""
        return cls(directory / FOLDER)

    def keep(self, report: CameraReport) -> Path:
        """Put a report on the shelf. Raises ReportError."""
        path = self.folder / f"{report.digest}.json"
        write_report(report, path)
        return path

    def reports(self) -> Iterator[CameraReport]:
        """Every report that can be read; the others are named in the log."""
        for path in sorted(self.folder.glob("*.json")):
            try:
                yield read_report(path)
            except ReportError as problem:
                log.warning("camera_report.unreadable", problem=str(problem))


class Proof(Protocol):
    """What a kiosk knows of its camera (here) or cameras (rig_proof.py)."""

    @property
    def calibrated(self) -> bool:
        """Whether the calibration is known of each."""
        ...

    def standings(
        self, pack: Pack, model_digests: Mapping[str, str], frames: Sequence[Frame]
    ) -> list[CameraStanding]:
        """How each camera that took these frames stands; without frames, each there is."""
        ...


@dataclass(frozen=True)
class CameraProof:
    """What a kiosk knows of the camera it was started with.

    `exempt` names why no report is needed ("rendered", "demonstration"); None for a real test.
    """

    shelf: ReportShelf
    camera: str
    intrinsics: Intrinsics | None = None
    exempt: str | None = None

    @property
    def calibrated(self) -> bool:
        """Whether its calibration is known."""
        return self.intrinsics is not None

    def standings(
        self, pack: Pack, model_digests: Mapping[str, str], frames: Sequence[Frame]
    ) -> list[CameraStanding]:
        """How it stands: a list of one."""
        return [self.standing(pack, model_digests, frames[-1] if frames else None)]

    def standing(
        self,
        pack: Pack,
        model_digests: Mapping[str, str],
        frame: Frame | None,
        now: datetime | None = None,
    ) -> CameraStanding:
        """Whether the camera may decide this pack's criteria; `frame` shows its picture size.

        The newest report on this camera and scenario counts: one no-go ends an earlier go.
        """
        if self.exempt is not None:
            return CameraStanding(self.camera, "exempt", self.exempt)
        if self.camera == UNNAMED:
            return CameraStanding(self.camera, "not_proven", "unnamed_camera")
        mine = [
            report
            for report in self.shelf.reports()
            if (report.camera, report.scenario) == (self.camera, pack.id)
        ]
        if not mine:
            return CameraStanding(self.camera, "not_proven", "no_report")
        newest = max(mine, key=lambda report: report.made_at)
        reason = self._fault(newest, pack, model_digests, frame, now or datetime.now(UTC))
        if reason is not None:
            return CameraStanding(self.camera, "not_proven", reason, newest.digest)
        return CameraStanding(self.camera, "proven", "passed", newest.digest)

    def _fault(
        self,
        report: CameraReport,
        pack: Pack,
        model_digests: Mapping[str, str],
        frame: Frame | None,
        now: datetime,
    ) -> str | None:
        """Why a report does not prove the camera for this test; None when it does."""
        size = None if frame is None else (frame.image.shape[1], frame.image.shape[0])
        rules = (
            ("altered_report", report.is_whole),
            ("no_go", report.go),
            ("expired", now < datetime.fromisoformat(report.expires_at)),
            ("other_pack", report.pack_digest == pack.digest),
            ("other_model", report.model_digests == dict(model_digests)),
            ("other_calibration", report.intrinsics_digest == calibration_digest(self.intrinsics)),
            ("other_size", size in (None, tuple(report.image_size_px))),
        )
        return next((reason for reason, right in rules if not right), None)
