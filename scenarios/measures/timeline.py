"""Room: scenarios. What was true when: pictures taken now and then, each standing for its time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scenarios.measures.frames import FrameScene

Verdict = Literal["yes", "no", "unsure", "away"]
"""`away`: the picture shows nobody, so its time says nothing."""

_UNIFORM = math.sqrt(12.0)  # a limit that may lie anywhere in an interval: its sigma is 1/√12


@dataclass(frozen=True)
class Moment:
    """One picture: its time, and how many seconds before and after it stands for."""

    frame: str
    seconds: float
    before: float
    after: float
    verdict: Verdict

    @property
    def length(self) -> float:
        """All of the time it stands for, s."""
        return self.before + self.after


@dataclass(frozen=True)
class Share:
    """Seconds of each verdict, and one sigma of the moments in which yes and no changed."""

    yes: float
    no: float
    unsure: float
    change_sigma: float


@dataclass(frozen=True)
class Gap:
    """The longest stretch of "no": its best estimate and the most it can have been, s."""

    seconds: float
    most: float
    start: float | None


def moments(
    scenes: Sequence[FrameScene], verdict: Callable[[FrameScene], Verdict], pause_s: float
) -> list[Moment]:
    """Pictures in the order of time; empty when not all have one, or there is but one moment.

    A picture stands for half of the time to the next and to the one before, the first and the
    last for as much on their outer side; never for more than half of `pause_s` on a side.
    """
    taken = [(s.taken.seconds, s) for s in scenes if s.taken and s.taken.seconds is not None]
    taken.sort(key=lambda pair: pair[0])
    times = [at for at, _ in taken]
    if len(taken) < len(scenes) or len(taken) < 2 or times[0] == times[-1]:
        return []
    gaps = [min(b - a, pause_s) / 2 for a, b in pairwise(times)]
    before, after = [gaps[0], *gaps], [*gaps, gaps[-1]]
    return [
        Moment(scene.frame, at, left, right, verdict(scene))
        for (at, scene), left, right in zip(taken, before, after, strict=True)
    ]


def share(line: Sequence[Moment]) -> Share:
    """How long each verdict held."""
    seconds = {
        kind: sum(moment.length for moment in line if moment.verdict == kind)
        for kind in ("yes", "no", "unsure")
    }
    changes = [
        (a.after + b.before) / _UNIFORM
        for a, b in pairwise(line)
        if {a.verdict, b.verdict} == {"yes", "no"}
    ]
    return Share(seconds["yes"], seconds["no"], seconds["unsure"], math.hypot(*changes))


def longest_gap(line: Sequence[Moment]) -> Gap:
    """The longest "no", and the longest time in which no picture shows a "yes".

    Between two pictures of "yes" there may have been a "no" that nobody saw: that is the most.
    """
    best, start, most = 0.0, None, 0.0
    run, since, unseen = 0.0, None, 0.0
    for moment in line:
        if moment.verdict == "no":
            run, since = run + moment.length, moment.seconds if since is None else since
            if run > best:
                best, start = run, since
        elif moment.verdict == "yes":
            most = max(most, unseen + moment.before)
            run, since, unseen = 0.0, None, moment.after
        if moment.verdict in ("no", "unsure"):
            unseen += moment.length
    return Gap(best, max(most, unseen), start)
