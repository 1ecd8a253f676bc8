"""Room: kiosk. Which frames of a look show the work at rest and uncovered; the others do not count.

A hand in one of three frames hides a fork or drags it along: such a frame is told by the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import Detections
from models.tracking import Tracker
from scenarios import Observation, PieceSeen, UnitSeen

SURE = 0.6
"""What was seen less surely than this where it was seen may be a mistake, not hidden."""
LEAST = 0.28
"""What was seen less surely than this may be nothing at all: it says nothing about movement."""
SIGMAS = 4.0
LEAST_PX = 2.0
"""A centre off the others' median by more than both is moving: four sigma of an outline point,
which a centre, the mean of many, never reaches by trembling."""
COVERED_SHARE = 0.75
"""Less of its usual area than this, and something lies over it."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Sighting:
    """One thing in one frame: where its middle is, its area, one sigma of its outline, px."""

    frame: int
    centre: FloatArray
    area: float
    sigma: float
    confidence: float


def unfit_frames(observations: Sequence[Observation], frames: Sequence[str]) -> dict[str, str]:
    """The frames that do not count, with the reason: "moving" or "covered".

    Where most frames move, all are moving: nobody knows which of them shows the finished work.
    Where most are covered none is left out; the measures then say themselves what they miss.
    """
    if len(frames) < 2:
        return {}
    things = _followed(observations, frames)
    moving = {k for seen in things for k in _moving(seen)}
    if 2 * len(moving) >= len(frames):
        return dict.fromkeys(frames, "moving")
    covered = {k for seen in things for k in _covered(seen, len(frames))} - moving
    if 2 * len(moving | covered) >= len(frames):
        covered = set()
    reasons = dict.fromkeys(moving, "moving") | dict.fromkeys(covered, "covered")
    return {frames[k]: reasons[k] for k in sorted(reasons)}


def _followed(observations: Sequence[Observation], frames: Sequence[str]) -> list[list[_Sighting]]:
    """Everything with an outline, each with its sightings in the frames."""
    tracker = Tracker(patience=len(frames))
    names: dict[str, int] = {}
    found: dict[int, list[_Sighting]] = {}
    for number, frame in enumerate(frames):
        seen = [
            o
            for o in observations
            if o.frame == frame and isinstance(o, PieceSeen | UnitSeen) and o.confidence >= LEAST
        ]
        outlines = [np.array(_outline(one), np.float64) for one in seen]
        tracked = tracker.update(_detections(seen, outlines, names))
        for identity, one, outline in zip(tracked.identity, seen, outlines, strict=True):
            found.setdefault(int(identity), []).append(
                _Sighting(number, outline.mean(axis=0), _area(outline), _sigma(one), one.confidence)
            )
    return list(found.values())


def _moving(seen: Sequence[_Sighting]) -> list[int]:
    """The frames in which a thing is not where it is in the others."""
    if len(seen) < 2:
        return []
    centres = np.array([one.centre for one in seen])
    away = np.linalg.norm(centres - np.median(centres, axis=0), axis=1)
    limit = max(LEAST_PX, SIGMAS * float(np.median([one.sigma for one in seen])))
    return [one.frame for one, far in zip(seen, away, strict=True) if far > limit]


def _covered(seen: Sequence[_Sighting], frames: int) -> list[int]:
    """The frames in which a thing is missing or small that most others show surely and whole."""
    sure = float(np.median([one.confidence for one in seen])) >= SURE
    if not sure or 2 * len(seen) <= frames:
        return []
    usual = float(np.median([one.area for one in seen]))
    whole = {one.frame for one in seen if one.area >= COVERED_SHARE * usual}
    return [number for number in range(frames) if number not in whole]


def _detections(
    seen: Sequence[PieceSeen | UnitSeen], outlines: Sequence[FloatArray], names: dict[str, int]
) -> Detections:
    ids = [names.setdefault(_name(one), len(names)) for one in seen]
    boxes = [np.concatenate([outline.min(axis=0), outline.max(axis=0)]) for outline in outlines]
    return Detections(
        class_names=tuple(names),
        class_id=np.array(ids, np.int64),
        confidence=np.array([one.confidence for one in seen], np.float32),
        box_px=np.array(boxes, np.float32).reshape(-1, 4),
    )


def _name(seen: PieceSeen | UnitSeen) -> str:
    return seen.name if isinstance(seen, PieceSeen) else "unit"


def _outline(seen: PieceSeen | UnitSeen) -> list[list[float]]:
    return seen.outline_px if isinstance(seen, PieceSeen) else seen.corners_px


def _sigma(seen: PieceSeen | UnitSeen) -> float:
    if isinstance(seen, PieceSeen):
        return seen.sigma_px
    return max(seen.sides_sigma_px, default=0.0)


def _area(outline: FloatArray) -> float:
    x, y = outline.T
    return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
