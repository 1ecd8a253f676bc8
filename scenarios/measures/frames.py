"""Room: scenarios. One value over the frames of a step: robust, and never surer than one frame."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.geometry import FloatArray, PlaneSamples, expanded, sample_plane
from scenarios.measures.cover import own_cover
from scenarios.measures.measure import MeasureResult, undetermined
from scenarios.measures.views import views_of
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
_CONTRADICTION = 1.5  # of what two views' U (k = 2) allow together: three sigma


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
    """What `in_frame` measures, over frames and cameras, with U.

    Of one point of view the median over its frames: they share camera, board and model, so their
    own uncertainty is not divided by their number; what they differ by is added. A value that
    fewer than half of them show is no value: the commonest reason is given instead.

    Several points of view are weighted by their uncertainty (views.py). One that does not show what
    the measure needs takes no part in it; one that contradicts the others leaves it to a person.
    """
    try:
        scenes_ = accepted(observations)
    except UnmeasurableError as problem:
        return undetermined(unit, str(problem))
    boardless = [scene for scene in scenes_ if scene.plane is None]
    if boardless and 2 * len(boardless) >= len(scenes_):
        return undetermined(unit, "no_board", frames=len(scenes_))
    seen = [(scene, scene.plane) for scene in scenes_ if scene.plane is not None]
    names = views_of([plane for _, plane in seen])
    views: dict[str, list[tuple[str, FrameValue]]] = {name: [] for name in names}
    reasons: dict[str, list[str]] = {name: [] for name in names}
    for (scene, plane), name in zip(seen, names, strict=True):
        try:
            value = in_frame(scene, sample_plane(plane, view=name))
            views[name].append((scene.frame, value))
        except UnmeasurableError as problem:
            reasons[name].append(str(problem))
    good = {name: values for name, values in views.items() if len(values) > len(reasons[name])}
    failed = [reason for name in views if name not in good for reason in reasons[name]]
    contradicting = [reason for reason in failed if not _unseen(reason)]
    if not good or contradicting:
        return undetermined(unit, commonest(contradicting or failed), frames=len(scenes_))
    return _combined([_of_view(values) for values in good.values()], unit)


def _unseen(reason: str) -> bool:
    """Whether a frame merely does not show what is asked for, as from where something hides it."""
    return reason.startswith("missing_") or reason == "no_edge"


@dataclass(frozen=True, eq=False)
class _View:
    """What one point of view came to: value and U of its frames, and the frame in the middle."""

    value: float
    U: float
    scatter: float
    frames: int
    shown: str
    example: FrameValue


def _of_view(values: list[tuple[str, FrameValue]]) -> _View:
    nominal = np.array([value.samples[0] for _, value in values])
    middle = float(np.median(nominal))
    own = float(np.median([expanded(value.samples) for _, value in values]))
    scatter = 2.0 * _MAD_TO_SIGMA * float(np.median(np.abs(nominal - middle)))
    shown, example = values[int(np.argmin(np.abs(nominal - middle)))]
    return _View(middle, float(np.hypot(own, scatter)), scatter, len(values), shown, example)


def _combined(views: list[_View], unit: str) -> MeasureResult:
    """The mean of the views, each weighted by the inverse of its variance.

    Draws are shared where errors are (print scale, heights of pieces, the model's own), so only
    what each view errs in by itself gets less.
    """
    frames = sum(view.frames for view in views)
    weights = np.array([1.0 / max(view.U, 1e-6) ** 2 for view in views])
    weights /= weights.sum()
    value = float(sum(w * view.value for w, view in zip(weights, views, strict=True)))
    U = views[0].U
    if len(views) > 1:
        pairs = list(zip(weights, views, strict=True))
        own = expanded(np.asarray(sum(w * view.example.samples for w, view in pairs), np.float64))
        U = float(np.hypot(own, np.linalg.norm([w * view.scatter for w, view in pairs])))
        apart = max(_apart(a, b) for a, b in combinations(views, 2))
        if apart > _CONTRADICTION:
            return undetermined(unit, "frames_disagree", per_view=[view.value for view in views])
        U *= max(1.0, apart)
    if not (np.isfinite(value) and np.isfinite(U)):
        return undetermined(unit, "no_value", frames=frames)
    nearest = min(views, key=lambda view: abs(view.value - value))
    detail: dict[str, object] = {
        "frames": frames,
        "frame": nearest.shown,
        "places_mm": [[round(float(v), 2) for v in place] for place in nearest.example.places_mm],
        **nearest.example.notes,
    }
    if len(views) > 1:
        detail["per_view"] = [round(view.value, 3) for view in views]
    return MeasureResult(round(value, 3), round(U, 3), unit, False, None, detail)


def _apart(a: _View, b: _View) -> float:
    """How far two views are apart, as a share of what their U allow together."""
    return abs(a.value - b.value) / max(float(np.hypot(a.U, b.U)), 1e-6)
