"""Room: scenarios. Which frames of a wall or floor count, and the one built from all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np

from scenarios.geometry import FloatArray, sample_plane
from scenarios.measures.frames import FrameScene, UnmeasurableError, accepted, commonest
from scenarios.measures.masonry.layout import check_size, lay_out, upright_turn
from scenarios.measures.masonry.units import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    BoolArray,
    UnitSamples,
    nominal_corners,
    sample_units,
)
from scenarios.measures.parameters import MasonryParameters
from scenarios.measures.views import views_of
from scenarios.observations import Observation, PersonSeen, PlaneSeen, UnitSeen

SIGHT = "masonry"
_MOVED_SIGMAS = 4.0
# Which side says where the corners lie, from the top left clockwise: across and along the courses.
_LEVEL_SIDE, _UPRIGHT_SIDE = [TOP, TOP, BOTTOM, BOTTOM], [LEFT, RIGHT, RIGHT, LEFT]
_AS_FULL = 0.8  # share of the best frame's known sides that a frame must show
_MOVED_MM = 1.0  # what a frame may lie off the others whatever its sigma


@dataclass(frozen=True, eq=False)
class Work:
    """A wall or floor as seen: units in order, course by course from the bottom, left to right.

    `corners` (S,U,4,2) mm in board axes (y down), `known` (U,4) sides, `courses` the number of
    units in each; `singles` (F,U,4,2) the nominal corners of each frame that counts.
    """

    corners: FloatArray
    known: BoolArray
    courses: tuple[int, ...]
    frames: tuple[str, ...]
    singles: FloatArray
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Candidate:
    frame: str
    plane: PlaneSeen
    units: tuple[UnitSeen, ...]
    courses: tuple[int, ...]
    corners: FloatArray

    @property
    def sides(self) -> int:
        """How many sides of units are known."""
        return sum(sigma > 0 for unit in self.units for sigma in unit.sides_sigma_px)


def work_seen(observations: Sequence[Observation], parameters: MasonryParameters) -> Work:
    """The wall or floor of all frames that count; every measure of it asks for the same one.

    A frame does not count when somebody stands before the work, when it shows less of it than
    another does, or when it lies elsewhere than in most frames. Raises UnmeasurableError with the
    commonest reason.
    """
    # What is taken of the joints changes nothing of the work itself.
    alike = msgspec.structs.replace(parameters, take="mean")
    return _work(msgspec.msgpack.encode(list(observations)), alike)


@lru_cache(maxsize=4)
def _work(observed: bytes, parameters: MasonryParameters) -> Work:
    """Built once for all measures that look at the same observations."""
    observations = msgspec.msgpack.decode(observed, type=list[Observation])
    candidates: list[_Candidate] = []
    reasons: list[str] = []
    for scene in accepted(observations, SIGHT):
        try:
            candidates.append(_candidate(scene, parameters))
        except UnmeasurableError as problem:
            reasons.append(str(problem))
    if not candidates:
        raise UnmeasurableError(commonest(reasons))
    full = _fullest(candidates)
    reasons += ["units_hidden"] * (len(candidates) - len(full))
    return _combined(full, parameters, reasons)


def _fullest(candidates: list[_Candidate]) -> list[_Candidate]:
    """The frames in which most of the work is seen: all units, and most of their sides.

    Where something hides a unit in every frame, its real sides still count.
    """
    most = max(sum(candidate.courses) for candidate in candidates)
    full = [candidate for candidate in candidates if sum(candidate.courses) == most]
    shape = Counter(candidate.courses for candidate in full).most_common(1)[0][0]
    full = [candidate for candidate in full if candidate.courses == shape]
    best = max(candidate.sides for candidate in full)
    return [candidate for candidate in full if candidate.sides >= _AS_FULL * best]


def _candidate(scene: FrameScene, parameters: MasonryParameters) -> _Candidate:
    """One frame laid out, its units in order. Raises UnmeasurableError when it does not count."""
    if scene.plane is None:
        raise UnmeasurableError("no_board")
    seen = [unit for unit in scene.units if unit.confidence >= parameters.sure_confidence]
    if not seen:
        raise UnmeasurableError("few_units")
    if scene.person is not None and _in_front(scene.person, seen):
        raise UnmeasurableError("person_in_front")
    corners = nominal_corners(scene.plane, seen)
    layout = lay_out(corners, [unit.confidence for unit in seen], parameters)
    check_size(layout.courses, parameters)
    order = [index for course in layout.courses for index in course]
    every = [*seen, *_unseen(scene.plane, layout.missing)]
    units = tuple(every[index] for index in order)
    shape = tuple(len(course) for course in layout.courses)
    places = np.concatenate([corners, layout.missing])[order]
    return _Candidate(scene.frame, scene.plane, units, shape, places)


def _unseen(plane: PlaneSeen, missing: FloatArray) -> list[UnitSeen]:
    """Units that must be there but were not seen: none of their sides is known."""
    planes = sample_plane(plane, draws=0)
    return [
        UnitSeen(plane.frame, 0.0, planes.to_pixels(place).tolist(), [0.0] * 4, whole=False)
        for place in missing
    ]


def _in_front(person: PersonSeen, units: Sequence[UnitSeen]) -> bool:
    """Whether a person's box covers the middle of any unit."""
    x, y, width, height = person.box
    middles = np.array([unit.corners_px for unit in units], np.float64).mean(axis=1)
    inside = (middles >= (x, y)) & (middles <= (x + width, y + height))
    return bool(np.any(inside.all(axis=1)))


def _combined(
    candidates: list[_Candidate], parameters: MasonryParameters, reasons: list[str]
) -> Work:
    """The mean of the frames, each weighted by the inverse of its variance; of each side, over the
    frames in which it is known.

    Draws are shared where errors are, so what frames have in common is not divided by their
    number.
    """
    views = views_of([one.plane for one in candidates])
    samples = [
        sample_units(one.plane, one.units, parameters, view)
        for one, view in zip(candidates, views, strict=True)
    ]
    spread = [_spread(sample) for sample in samples]
    kept = _still(candidates, spread)
    left_out = tuple(reasons) + ("moved",) * (len(candidates) - len(kept))
    if not kept:
        raise UnmeasurableError("frames_disagree")
    weights = np.array([1.0 / max(spread[i], 1e-6) ** 2 for i in kept])
    known = np.stack([samples[i].known for i in kept])
    turn = upright_turn(candidates[kept[0]].corners)
    corners = _mean([samples[i].corners @ turn for i in kept], _says(known), weights)
    singles = np.stack([candidates[i].corners for i in kept]) @ turn
    singles = np.where(_says(known), singles, corners[0])
    return Work(
        corners=corners @ turn.T,
        known=np.asarray(known.any(axis=0), np.bool_),
        courses=candidates[0].courses,
        frames=tuple(candidates[i].frame for i in kept),
        singles=singles @ turn.T,
        left_out=left_out,
    )


def _says(known: BoolArray) -> BoolArray:
    """Whether a frame says where corners lie along and across the courses (F,U,4,2).

    Along them a corner lies where its unit's left or right side does, across where top or bottom.
    """
    return np.stack([known[:, :, _UPRIGHT_SIDE], known[:, :, _LEVEL_SIDE]], axis=-1)


def _mean(corners: list[FloatArray], says: BoolArray, weights: FloatArray) -> FloatArray:
    """Mean corners (S,U,4,2) of the frames that say where they lie; of all, where none does."""
    counts = np.where(says.any(axis=0), says, True)
    shares = weights[:, None, None, None] * counts
    shares /= shares.sum(axis=0)
    total = sum(share * places for share, places in zip(shares, corners, strict=True))
    return np.asarray(total, np.float64)


def _spread(sample: UnitSamples) -> float:
    """One sigma of a corner's place, mm, over all corners."""
    off = sample.corners[1:] - sample.corners[:1]
    return float(np.sqrt((off**2).sum(axis=-1).mean()))


def _still(candidates: list[_Candidate], spread: list[float]) -> list[int]:
    """The frames that show the work where most of them do."""
    places = np.stack([candidate.corners for candidate in candidates])
    off = np.linalg.norm(places - np.median(places, axis=0), axis=-1)
    away = np.sqrt((off**2).mean(axis=(1, 2)))
    kept = [i for i, far in enumerate(away) if far < _MOVED_SIGMAS * spread[i] + _MOVED_MM]
    return kept if 2 * len(kept) > len(candidates) else []
