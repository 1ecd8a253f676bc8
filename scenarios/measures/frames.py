"""Room: scenarios. One value over the frames of a step: robust, and never surer than one frame."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.geometry import FloatArray, PlaneSamples, expanded, sample_plane
from scenarios.measures.cover import own_cover
from scenarios.measures.measure import MeasureResult, undetermined
from scenarios.observations import (
    EdgeSeen,
    FrameRefused,
    FrameTaken,
    Observation,
    PersonSeen,
    PieceSeen,
    PlaneSeen,
    UnitSeen,
)

_MAD_TO_SIGMA = 1.4826


@dataclass(eq=False)
class FrameScene:
    """What was reported of one frame."""

    frame: str
    plane: PlaneSeen | None = None
    edge: EdgeSeen | None = None
    pieces: list[PieceSeen] = field(default_factory=list)
    units: list[UnitSeen] = field(default_factory=list)
    person: PersonSeen | None = None
    refused: FrameRefused | None = None
    taken: FrameTaken | None = None


class UnmeasurableError(ScenarioError):
    """A frame does not show what a measure needs; the message is the reason code."""


@dataclass(frozen=True, eq=False)
class FrameValue:
    """A measure's value in one frame: samples (S,), and the places it lies between, mm."""

    samples: FloatArray
    places_mm: list[FloatArray] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)


def scenes(observations: Sequence[Observation]) -> list[FrameScene]:
    """The observations by frame, in the order in which frames first appear."""
    found: dict[str, FrameScene] = {}
    for seen in observations:
        scene = found.setdefault(seen.frame, FrameScene(seen.frame))
        match seen:
            case PlaneSeen():
                scene.plane = seen
            case EdgeSeen():
                scene.edge = seen
            case PieceSeen():
                scene.pieces.append(seen)
            case UnitSeen():
                scene.units.append(seen)
            case PersonSeen():
                scene.person = seen
            case FrameTaken():
                scene.taken = seen
            case FrameRefused():
                scene.refused = seen
    return list(found.values())


def accepted(observations: Sequence[Observation], sight: str | None = None) -> list[FrameScene]:
    """The scenes that were not refused, of a table of several only the cover beside the board.

    Raises UnmeasurableError with the commonest refusal.

    With `sight`, frames that another sight looked at do not count.
    """
    every = [
        scene
        for scene in scenes(observations)
        if sight is None or scene.taken is None or scene.taken.sight == sight
    ]
    good = [scene for scene in every if scene.refused is None]
    if not good:
        refusals = [scene.refused.reason for scene in every if scene.refused is not None]
        raise UnmeasurableError(commonest(refusals) if refusals else "no_observation")
    for scene in good:
        if scene.plane is not None and scene.pieces:
            scene.pieces = own_cover(scene.plane, scene.pieces)
    return good


def commonest(reasons: Sequence[str]) -> str:
    """The reason that occurs most often, the first of equals."""
    return Counter(reasons).most_common(1)[0][0]


def over_frames(
    observations: Sequence[Observation],
    unit: str,
    in_frame: Callable[[FrameScene, PlaneSamples], FrameValue],
) -> MeasureResult:
    """The median over frames of what `in_frame` measures, with U.

    All frames share camera, board and model, so their own uncertainty is not divided by their
    number; what they differ by is added. A value that fewer than half of the frames show is
    no value: the commonest reason is given instead.
    """
    values: list[tuple[str, FrameValue]] = []
    reasons: list[str] = []
    try:
        for scene in accepted(observations):
            try:
                if scene.plane is None:
                    raise UnmeasurableError("no_board")
                values.append((scene.frame, in_frame(scene, sample_plane(scene.plane))))
            except UnmeasurableError as problem:
                reasons.append(str(problem))
    except UnmeasurableError as problem:
        return undetermined(unit, str(problem))
    if len(values) <= len(reasons):
        return undetermined(unit, commonest(reasons), frames=len(values) + len(reasons))
    return _combined(values, unit)


def _combined(values: list[tuple[str, FrameValue]], unit: str) -> MeasureResult:
    nominal = np.array([value.samples[0] for _, value in values])
    middle = float(np.median(nominal))
    own = float(np.median([expanded(value.samples) for _, value in values]))
    scatter = 2.0 * _MAD_TO_SIGMA * float(np.median(np.abs(nominal - middle)))
    shown, example = values[int(np.argmin(np.abs(nominal - middle)))]
    U = float(np.hypot(own, scatter))
    if not (np.isfinite(middle) and np.isfinite(U)):
        return undetermined(unit, "no_value", frames=len(values))
    detail: dict[str, object] = {
        "frames": len(values),
        "frame": shown,
        "places_mm": [[round(float(v), 2) for v in place] for place in example.places_mm],
        **example.notes,
    }
    return MeasureResult(round(middle, 3), round(U, 3), unit, False, None, detail)
