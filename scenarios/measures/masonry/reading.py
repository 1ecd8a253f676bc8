"""Room: scenarios. From a quantity of a wall or floor to a value ± U, with what explains it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenarios.geometry import COVERAGE, DRAWS, FloatArray, expanded, normal_draws
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.masonry.frames import Work, work_seen
from scenarios.measures.masonry.units import BoolArray
from scenarios.measures.measure import Measure, MeasureResult, undetermined
from scenarios.measures.parameters import MasonryParameters, read_parameters
from scenarios.observations import Observation


@dataclass(frozen=True, eq=False)
class Reading:
    """What a quantity came to: samples (S,) of its value, and the places it lies between, mm.

    `least` is the smallest U it may have. `notes` go into the result's detail.
    """

    samples: FloatArray
    places_mm: Sequence[FloatArray] = ()
    notes: Mapping[str, object] = field(default_factory=dict)
    least: float = 0.0


Quantity = Callable[[FloatArray, Work], Reading]
"""Reads corners (S,U,4,2): those of the work itself or of one frame of it."""


SLOPE = "mm/m"
Kind = TypeVar("Kind", bound=MasonryParameters)


def measure_of(unit: str, kind: type[Kind], quantity: Callable[[Kind], Quantity]) -> Measure:
    """The measure of a quantity, over the frames that count."""

    def measure(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
        parameters = read_parameters(given, kind)
        try:
            work = work_seen(observations, parameters)
            return _result(quantity(parameters), work, unit, parameters.most_slope_u_mm_per_m)
        except UnmeasurableError as problem:
            return undetermined(unit, str(problem))

    return measure


def _result(quantity: Quantity, work: Work, unit: str, most: float) -> MeasureResult:
    """U is what the draws say, or what the frames differ by where that is more.

    Where the draws of a slope differ by more than `most` in size (two ends that lean apart alike
    differ in sign only), its number would say nothing: it is left to a person, and in the detail.
    """
    reading = quantity(work.corners, work)
    value = float(reading.samples[0])
    alone = [float(quantity(single[None], work).samples[0]) for single in work.singles]
    outside = 2.0 * float(np.std(alone, ddof=1)) / len(alone) ** 0.5 if len(alone) > 1 else 0.0
    U = max(expanded(reading.samples), outside, reading.least)
    if not (np.isfinite(value) and np.isfinite(U)):
        return undetermined(unit, "no_value", frames=len(work.frames))
    shown = int(np.argmin(np.abs(np.array(alone) - value)))
    detail: dict[str, object] = {
        "frames": len(work.frames),
        "frame": work.frames[shown],
        "left_out": sorted(set(work.left_out)),
        "places_mm": [[round(float(v), 2) for v in place] for place in reading.places_mm],
        **reading.notes,
    }
    value, U = round(value, 3), round(U, 3)
    if unit == SLOPE and expanded(np.abs(reading.samples)) > most:
        return undetermined(unit, "too_uncertain", about=value, about_U=U, **detail)
    return MeasureResult(value, U, unit, False, None, detail)


def worst(samples: FloatArray, nominal: float = 0.0) -> tuple[FloatArray, int]:
    """The values (S,) farthest from nominal of samples (S,Q), and which of Q it nominally is.

    Every draw has its own worst: which one it is may be as unsure as how far it is off.
    """
    which = np.argmax(np.abs(samples - nominal), axis=1)
    return np.take_along_axis(samples, which[:, None], axis=1)[:, 0], int(which[0])


def with_unseen(samples: FloatArray, unseen: int) -> FloatArray:
    """Samples (S,Q) of what was seen, and as many more (S,Q+unseen) of what was not.

    What was not seen is taken to differ as what was seen does: nominally it is their mean, so that
    it is never the worst, but in the draws it may be.
    """
    if not unseen:
        return samples
    seen = samples[0]
    noise = float(np.std(samples - seen)) if len(samples) > 1 else 0.0
    differ = float(np.std(seen, ddof=1)) if len(seen) > 1 else 0.0
    spread = float(np.hypot(differ * (1 + 1 / len(seen)) ** 0.5, noise))
    draws = normal_draws("unseen", DRAWS, unseen)[: len(samples)]
    alike = samples.mean(axis=1, keepdims=True)  # what is wrong with all is wrong with these too
    return np.concatenate([samples, alike + spread * draws], axis=1)


def with_unseen_alike(
    samples: FloatArray, groups: NDArray[np.intp], unseen: NDArray[np.intp]
) -> FloatArray:
    """Samples (S,Q) of what was seen, and as many more (S,Q+P) of what was not, where those of one
    group are alike: `groups` (Q,) are theirs, `unseen` (P,) those of what was not seen.

    What was not seen is taken to differ from its group's mean as what was seen does; of a group of
    which nothing was seen, as `with_unseen` says.
    """
    seen = samples[0]
    kinds, at, counts = np.unique(groups, return_inverse=True, return_counts=True)
    free = len(seen) - len(kinds)
    strays = [int((unseen == kind).sum()) for kind in kinds]
    strange = len(unseen) - sum(strays)
    if free < 1 or not sum(strays):
        return with_unseen(samples, len(unseen))
    means = np.bincount(at, seen) / counts
    differ = float(np.sqrt(((seen - means[at]) ** 2).sum() / free))
    noise = float(np.std(samples - seen)) if len(samples) > 1 else 0.0
    draws = normal_draws("unseen_alike", DRAWS, sum(strays))[: len(samples)]
    more, used = [], 0
    for k, missing in enumerate(strays):
        spread = float(np.hypot(differ * (1 + 1 / counts[k]) ** 0.5, noise))
        alike = samples[:, at == k].mean(axis=1, keepdims=True)
        more.append(alike + spread * draws[:, used : used + missing])
        used += missing
    return np.concatenate([with_unseen(samples, strange), *more], axis=1)


def least_for_noise(samples: FloatArray) -> float:
    """The least U of the largest of the magnitudes (S,Q): all of it, where noise alone gives it.

    The largest of many small errors is never 0, so a value no larger than that says nothing
    against 0.
    """
    if len(samples) < 2:  # one frame's nominal values, without draws
        return 0.0
    value = float(np.abs(samples[0]).max())
    noise = float(np.quantile(np.abs(samples[1:] - samples[:1]).max(axis=1), COVERAGE))
    return value if noise >= value else 0.0


def rounded(values: FloatArray) -> list[float]:
    """Nominal values for a result's detail."""
    return [round(float(value), 2) for value in values]


def enough(known: BoolArray) -> BoolArray:
    """The mask itself. Raises UnmeasurableError when fewer than half are known.

    What is missing of a mean or a worst goes into U: it may differ as what was seen does.
    """
    if 2 * int(known.sum()) < known.size or not known.any():
        raise UnmeasurableError("units_hidden")
    return known
