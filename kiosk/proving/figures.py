"""Room: kiosk. Error and U of each measure over a trial's photos, and what they allow. Pure."""

from collections.abc import Mapping, Sequence
from math import comb
from typing import Literal

import msgspec
import numpy as np

from kiosk.proving.trial import PhotoTrial, Reading

LEAST_PHOTOS = 20
"""Fewer photos cannot tell a U that covers 95 % from one that covers 80 %."""
LEAST_LAYINGS = 2
MOST_REFUSED = 0.2
"""Share of photos that may be refused, and share of readings that a measure may lack."""
COVERED = 0.95
"""What ± U (k = 2) promises to cover."""
CHANCE = 0.02
"""A coverage that an honest U would miss less often than this is not believed."""
MEDIAN_SHARE = 1 / 3
"""The median error may be this share of the tolerance; the p95 error may be all of it."""
BAR_MM, BAR_OFF_MM = 100.0, 0.5
RULER_U = {"mm": 0.6, "mm/m": 0.6, "deg": 0.5}
"""What a ruler read to the millimetre is off, k = 2 (1 mm / √12 · 2); counts are exact."""

Verdict = Literal["go", "person", "no_go"]


class MeasureFigures(msgspec.Struct, frozen=True):
    """One measure over all photos. Errors and U in `unit`; shares from 0 to 1.

    `verdict` is "go" when it may be scored here, "person" when it is honest but too unsure to
    decide (a person measures it), "no_go" when it is wrong, or surer than it may be.
    """

    unit: str
    tolerance: float
    readings: int
    missing: int
    median_error: float | None
    p95_error: float | None
    bias: float | None
    median_u: float | None
    coverage: float | None
    verdict: Verdict
    reason: str


def figures_of(
    trials: Sequence[PhotoTrial], tolerances: Mapping[str, float], units: Mapping[str, str]
) -> dict[str, MeasureFigures]:
    """The figures of every measure that somebody measured with a ruler."""
    found = {}
    for measure, tolerance in tolerances.items():
        with_truth = [
            trial.readings[measure]
            for trial in trials
            if trial.readings[measure].truth is not None and trial.refused is None
        ]
        found[measure] = _figures(with_truth, tolerance, units[measure])
    return found


def _figures(readings: Sequence[Reading], tolerance: float, unit: str) -> MeasureFigures:
    errors = np.array([one.error for one in readings if one.error is not None], np.float64)
    spans = np.array([one.U or 0.0 for one in readings if one.error is not None], np.float64)
    missing = len(readings) - len(errors)
    if not len(errors):
        reason = "no_truth" if not readings else "never_measured"
        return MeasureFigures(
            unit, tolerance, 0, missing, None, None, None, None, None, "person", reason
        )
    covered = np.abs(errors) <= np.hypot(spans, RULER_U.get(unit, 0.0)) + 1e-9
    median, p95 = (float(np.percentile(np.abs(errors), share)) for share in (50, 95))
    U = float(np.median(spans))
    verdict, reason = _verdict(
        int(covered.sum()), len(errors), missing, (median, p95, U), tolerance
    )
    return MeasureFigures(
        unit=unit,
        tolerance=tolerance,
        readings=len(errors),
        missing=missing,
        median_error=round(median, 3),
        p95_error=round(p95, 3),
        bias=round(float(np.mean(errors)), 3),
        median_u=round(U, 3),
        coverage=round(float(covered.mean()), 4),
        verdict=verdict,
        reason=reason,
    )


def _verdict(
    covered: int, count: int, missing: int, sizes: tuple[float, float, float], tolerance: float
) -> tuple[Verdict, str]:
    median, p95, U = sizes
    if covered < least_covered(count):
        return "no_go", "U_too_small"
    if tolerance < U:
        return "person", "U_too_large"
    if p95 > tolerance or median > tolerance * MEDIAN_SHARE:
        return "no_go", "error_too_large"
    if missing > MOST_REFUSED * (count + missing):
        return "person", "often_missing"
    return "go", "passed"


def least_covered(count: int) -> int:
    """How many of `count` errors must lie within U for a promise of 95 % to be believed.

    >>> least_covered(20)
    17
    """
    chance = 0.0
    for hits in range(count + 1):
        chance += comb(count, hits) * COVERED**hits * (1 - COVERED) ** (count - hits)
        if chance >= CHANCE:
            return hits
    return count


def faults_of(
    trials: Sequence[PhotoTrial],
    figures: Mapping[str, MeasureFigures],
    bar_mm: float | None,
    *,
    needs_board: bool = True,
) -> list[str]:
    """The codes of everything that forbids certifying here; empty for go.

    `bar_mm` is the board's 100 mm bar by the ruler; it counts where a board is needed.
    """
    faults = []
    if len(trials) < LEAST_PHOTOS:
        faults.append("few_photos")
    if len({trial.laying for trial in trials}) < LEAST_LAYINGS:
        faults.append("few_layings")
    refused = sum(trial.refused is not None for trial in trials)
    if refused > MOST_REFUSED * len(trials):
        faults.append("many_refused")
    if needs_board and bar_mm is None:
        faults.append("bar_not_measured")
    if bar_mm is not None and abs(bar_mm - BAR_MM) > BAR_OFF_MM:
        faults.append("wrong_scale")
    if any(one.verdict == "no_go" for one in figures.values()):
        faults.append("measure_no_go")
    if not any(one.verdict == "go" for one in figures.values()):
        faults.append("no_measure_go")
    return faults
