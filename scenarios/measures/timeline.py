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
    """The longest stretch of "no": its best estimate, the least and most it can have been, s."""

    seconds: float
    least: float
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

    Between two pictures of "yes" there may have been a "no" that nobody saw: that is the most. A
    verdict that stands alone against those before and after it may be a mistake: the least and
    the most do without it.
    """
    lone = _lone(line)
    best, start = _longest_no(line, frozenset())
    least, _ = _longest_no(line, lone)
    return Gap(best, least, max(best, _longest_without_yes(line, lone)), start)


def _lone(line: Sequence[Moment]) -> frozenset[str]:
    """Frames whose verdict is contradicted by the next one on both sides."""
    decided = [moment for moment in line if moment.verdict in ("yes", "no")]
    return frozenset(
        moment.frame
        for before, moment, after in zip(decided, decided[1:], decided[2:], strict=False)
        if before.verdict == after.verdict != moment.verdict
    )


def _longest_no(line: Sequence[Moment], ignored: frozenset[str]) -> tuple[float, float | None]:
    """The longest run of "no" in s, not ended by what is unsure or shows nobody; its start."""
    best, start = 0.0, None
    run, since = 0.0, None
    for moment in line:
        if moment.frame in ignored:
            continue
        if moment.verdict == "no":
            run, since = run + moment.length, moment.seconds if since is None else since
            if run > best:
                best, start = run, since
        elif moment.verdict == "yes":
            run, since = 0.0, None
    return best, start


def _longest_without_yes(line: Sequence[Moment], ignored: frozenset[str]) -> float:
    """The longest time from one "yes" to the next, s; of one in which nobody was there, nothing.

    Time with nobody there counts only beside a "no": who is without may go out of sight.
    """
    longest, unseen, absent, without = 0.0, 0.0, 0.0, False
    for moment in line:
        if moment.verdict == "yes" and moment.frame not in ignored:
            longest = max(longest, unseen + moment.before + (absent if without else 0.0))
            unseen, absent, without = moment.after, 0.0, False
        elif moment.verdict == "away":
            absent += moment.length
        else:
            unseen += moment.length
            without = without or moment.verdict == "no"
    return max(longest, unseen + (absent if without else 0.0))
