"""Room: kiosk. From a trial's photos to a camera's report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kiosk.proving.figures import faults_of, figures_of
from kiosk.proving.report import CameraReport, calibration_digest, lifetime, signed
from kiosk.proving.trial import (
    BOARD_SIGHTS,
    PhotoTrial,
    TrialSetting,
    camera_criteria,
    tolerances,
)
from kiosk.sight import model_digests


@dataclass(frozen=True)
class TrialCamera:
    """The camera that was tried: identity, where it stands, its picture's size in px.

    `held` says what became of exposure and focus (held, refused, absent), by name.
    """

    identity: str
    place: str
    image_size_px: tuple[int, int]
    held: Mapping[str, str] = field(default_factory=dict)


def make_report(
    setting: TrialSetting,
    camera: TrialCamera,
    trials: Sequence[PhotoTrial],
    photo_digests: Mapping[str, str],
    bar_mm: float | None,
    now: datetime | None = None,
) -> CameraReport:
    """The signed report of a trial: figures of every camera measure, and go or no-go."""
    units = {name: one.unit for name, one in camera_criteria(setting.pack).items()}
    figures = figures_of(trials, tolerances(setting.pack), units)
    board = setting.pack.sight in BOARD_SIGHTS
    faults = faults_of(trials, figures, bar_mm, needs_board=board)
    made, expires = lifetime(now or datetime.now(UTC))
    return signed(
        CameraReport(
            scenario=setting.pack.id,
            version=setting.pack.version,
            pack_digest=setting.pack.digest,
            model_digests=dict(model_digests(setting.pack)),
            camera=camera.identity,
            place=camera.place,
            image_size_px=camera.image_size_px,
            intrinsics_digest=calibration_digest(setting.intrinsics),
            held=dict(camera.held),
            made_at=made,
            expires_at=expires,
            bar_mm=bar_mm,
            photos=dict(photo_digests),
            trials=tuple(trials),
            measures=figures,
            go=not faults,
            faults=tuple(faults),
        )
    )
