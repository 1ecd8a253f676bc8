"""Room: scenarios. From observations to proposed scores: pure, the same on kiosk and server."""

import math
from collections.abc import Sequence

import msgspec

from scenarios.camera_standing import (
    NOT_PROVEN,
    CameraMissed,
    CameraStanding,
    camera_withheld,
)
from scenarios.format import Band, Judgement, Measurement
from scenarios.marks import marks_of
from scenarios.measures import MEASURES, MeasureResult, undetermined
from scenarios.pack import Pack
from scenarios.plays.acts import Acted, PlayBegun
from scenarios.plays.scoring import (
    PLAY_MEASURES,
    Runs,
    measure_play,
    proposed_level,
    runs_of,
)
from scenarios.steps import STEP_SECONDS, AnyObservation, StepTimed, step_seconds

NOT_SEEN = StepTimed | CameraStanding | CameraMissed | PlayBegun | Acted
"""Observations that no camera or tool reported."""


class AIScore(msgspec.Struct, frozen=True):
    """What is proposed for one criterion; a human's rating decides.

    `value` ± `U` (k = 2) stand in `unit`. `band` and `points` (marks, at most the criterion's
    weight) are None when `indeterminate`: then `reason` is the code that says why a person has to
    look. `detail` holds what explains the figure.
    """

    criterion: str
    measure: str | None
    value: float | None
    U: float | None
    unit: str | None
    band: str | None
    points: float | None
    indeterminate: bool
    reason: str | None
    detail: dict[str, object] = {}


def propose_scores(pack: Pack, observations: Sequence[AnyObservation]) -> list[AIScore]:
    """Propose one score for every criterion of the pack, in the pack's order.

    Give it the observations of the last try of each step. The same pack and observations give
    the same scores, bit for bit.
    """
    withheld = camera_withheld(observations)
    cameras = {sensor.id for sensor in pack.sensors if sensor.kind == "camera"}
    runs = runs_of(pack.plays_by_step, observations)
    return [
        _propose(criterion, observations, withheld and criterion.sensor in cameras, runs)
        if isinstance(criterion, Measurement)
        else _judge(criterion, runs)
        for criterion in pack.criteria
    ]


def decide_band(
    bands: Sequence[Band], value: float, U: float, guard_band: float = 0.0
) -> Band | None:
    """Return the band that holds all of value ± w, w = the larger of `U` and `guard_band`.

    None when it straddles a limit: then the number alone cannot decide (simple acceptance with a
    guard band, ILAC-G8:09/2019 and ISO 14253-1). A limit belongs to the band with more points.
    """
    half = max(U, guard_band)
    low, high = value - half, value + half
    holding = [
        band
        for band in bands
        if (band.low is None or band.low <= low) and (band.high is None or high <= band.high)
    ]
    return max(holding, key=lambda band: band.points, default=None)


def _judge(criterion: Judgement, runs: Runs) -> AIScore:
    """Leave a judgement to people; where choices of a dialogue have levels, say which they had."""
    found = proposed_level(criterion, runs)
    if found is None:
        return AIScore(criterion.id, None, None, None, None, None, None, True, "judgement")
    mean, level = found
    return AIScore(
        criterion=criterion.id,
        measure="dialogue_level",
        value=round(mean, 3),
        U=0.0,
        unit="level",
        band=level,
        points=marks_of(criterion, level) if level else None,
        indeterminate=level is None,
        reason=None if level else "between_levels",
    )


def _propose(
    criterion: Measurement,
    observations: Sequence[AnyObservation],
    withheld: bool,
    runs: Runs,
) -> AIScore:
    """Score one criterion, or say why a person has to; what is withheld shows its value alone."""
    result = _measure(criterion, observations, runs)
    reason = _why_undecided(criterion, result)
    band = None
    if reason is None and withheld:
        reason = NOT_PROVEN
    if reason is None and result.value is not None and result.U is not None:
        band = decide_band(criterion.bands, result.value, result.U, criterion.guard_band)
        reason = None if band else "straddles_limit"
    return AIScore(
        criterion=criterion.id,
        measure=criterion.measure,
        value=result.value,
        U=result.U,
        unit=criterion.unit,
        band=band.id if band else None,
        points=marks_of(criterion, band.id) if band else None,
        indeterminate=band is None,
        reason=reason,
        detail=result.detail,
    )


def _measure(
    criterion: Measurement, observations: Sequence[AnyObservation], runs: Runs
) -> MeasureResult:
    """Run the criterion's measure over what was seen."""
    if not observations:
        return undetermined(criterion.unit, "no_observation")
    if criterion.measure == STEP_SECONDS:
        return step_seconds(observations, criterion.step)
    if criterion.measure in PLAY_MEASURES:
        return measure_play(criterion, runs)
    seen = [item for item in observations if not isinstance(item, NOT_SEEN)]
    return MEASURES[criterion.measure](seen, criterion.parameters)


def _why_undecided(criterion: Measurement, result: MeasureResult) -> str | None:
    """Return the reason why a result cannot be compared with the bands, if there is one."""
    if result.indeterminate or result.value is None:
        return result.reason or "no_value"
    if result.U is None or not result.U >= 0 or not math.isfinite(result.U):
        return "no_uncertainty"
    if not math.isfinite(result.value):
        return "no_value"
    return None if result.unit == criterion.unit else "other_unit"
