"""Room: kiosk. One photo measured as a test would measure it, beside its truth."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from hardware import Frame, Intrinsics
from kiosk.pictures import as_kept
from kiosk.proving.truth import TruthRow
from kiosk.sight import see
from scenarios import FrameRefused, Measurement, Pack, propose_scores

BOARD_SIGHTS = frozenset({"table_setting", "masonry"})
"""Sights that measure on the board's plane: without a true board they measure nothing true."""


class Reading(msgspec.Struct, frozen=True):
    """One measure of one photo: what was measured (or the reason why not), and what is true."""

    value: float | None
    U: float | None
    reason: str | None
    truth: float | None

    @property
    def error(self) -> float | None:
        """Measured less true; None unless both are known."""
        if self.value is None or self.truth is None:
            return None
        return self.value - self.truth


class PhotoTrial(msgspec.Struct, frozen=True):
    """One photo's readings by measure; `refused` is the code of a photo that shows nothing."""

    photo: str
    laying: str
    refused: str | None
    readings: dict[str, Reading]


@dataclass(frozen=True, eq=False)
class TrialSetting:
    """What the photos of a trial share: the pack, the camera's calibration, the language."""

    pack: Pack
    intrinsics: Intrinsics | None = None
    language: str = "es"


def camera_criteria(pack: Pack) -> dict[str, Measurement]:
    """The criteria that single photos can be tried on, by measure (the first where several share).

    Those that the pack's camera decides with the pack's own sight; what is watched over time, or
    by another sight in a step of its own, no photo of the finished work shows.
    """
    cameras = {sensor.id for sensor in pack.sensors if sensor.kind == "camera"}
    shown = {step.id for step in pack.steps if pack.sight_of(step) == pack.sight}
    found: dict[str, Measurement] = {}
    for criterion in pack.criteria:
        if not isinstance(criterion, Measurement) or criterion.unit == "s":
            continue
        if criterion.sensor in cameras and criterion.step in shown:
            found.setdefault(criterion.measure, criterion)
    return found


def measure_photo(setting: TrialSetting, frame: Frame, truth: TruthRow) -> PhotoTrial:
    """Measure one frame with the kiosk's own sight. Raises the errors of models and intrinsics."""
    sight = see(setting.pack, [as_kept(frame)], setting.intrinsics, setting.language)
    scores = {score.criterion: score for score in propose_scores(setting.pack, sight.observations)}
    refused = [seen.reason for seen in sight.observations if isinstance(seen, FrameRefused)]
    return PhotoTrial(
        photo=truth.photo,
        laying=truth.laying,
        refused=refused[0] if refused else None,
        readings={
            measure: Reading(
                scores[criterion.id].value,
                scores[criterion.id].U,
                scores[criterion.id].reason,
                truth.values.get(measure),
            )
            for measure, criterion in camera_criteria(setting.pack).items()
        },
    )


def refused_trial(setting: TrialSetting, truth: TruthRow, code: str) -> PhotoTrial:
    """The trial of a photo that could not even be read."""
    readings = {
        measure: Reading(None, None, code, truth.values.get(measure))
        for measure in camera_criteria(setting.pack)
    }
    return PhotoTrial(truth.photo, truth.laying, code, readings)


def tolerances(pack: Pack) -> Mapping[str, float]:
    """How far each camera measure may be off before its criterion is wrong, in its own unit.

    The narrower side of the pack's tolerance; half a step for what is counted or shared.
    """
    found = {}
    for measure, criterion in camera_criteria(pack).items():
        sides = [side for side in criterion.tolerance or () if side > 0]
        found[measure] = min(sides) if sides else 0.5
    return found
