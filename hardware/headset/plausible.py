"""Room: hardware. Whether a stream of poses can come from a person: pure, a judge a stream.

A headset now and then lets a hand jump when it finds it again, and the whole room when somebody
recentres; so one odd frame is odd, many in a second are forged.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hardware.headset.pose import PARTS, POSE_NUMBERS, PoseFrame

Fault = Literal["not_a_number", "time_back", "too_fast", "out_of_room", "bad_turn", "too_many"]

FASTEST_M_S = {"head": 8.0}
HAND_M_S = 25.0
"""A boxer's fist reaches 12 m/s, a head thrown about 3."""

FARTHEST_M = 30.0
"""From the middle of the room; no headset tracks farther."""

TURN_TOLERANCE = 0.05
"""How far the length of a turn's quaternion may lie from 1."""

MOST_HZ = 150.0
"""The fastest headsets show 120 pictures a second."""

ODD, WINDOW = 12, 90
"""So many odd frames among so many mean that nobody wore it."""


@dataclass(frozen=True)
class Odd:
    """A frame that no headset reports of a person, and why."""

    n: int
    fault: Fault
    detail: str


class Judge:
    """Looks at the frames of one stream in order."""

    def __init__(self) -> None:
        self._last: PoseFrame | None = None
        self._times: deque[float] = deque(maxlen=int(MOST_HZ) + 1)
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self.odd: list[Odd] = []
        """Odd frames so far, of which the first thousand are kept."""

    @property
    def forged(self) -> bool:
        """Whether the stream cannot come from a person."""
        return sum(self._recent) >= ODD

    def look(self, frames: Sequence[PoseFrame]) -> list[Odd]:
        """The odd ones among these frames."""
        found = []
        for frame in frames:
            odd = self._odd(frame)
            self._recent.append(odd is not None)
            if odd is not None:
                found.append(odd)
                if odd.fault in ("not_a_number", "time_back"):
                    continue  # the next one is compared with the last that made sense
            self._last = frame
        self.odd.extend(found[: 1000 - len(self.odd)])
        return found

    def _odd(self, frame: PoseFrame) -> Odd | None:
        held = {name: part for name, _, _ in PARTS if (part := frame.part(name)) is not None}
        numbers = [frame.t_ms, *(number for part in held.values() for number in part)]
        if not all(map(math.isfinite, numbers)):
            return Odd(frame.n, "not_a_number", "a position or a time is no number")
        if self._last is not None and frame.t_ms <= self._last.t_ms:
            return Odd(frame.n, "time_back", f"{frame.t_ms:.1f} ms after {self._last.t_ms:.1f} ms")
        self._times.append(frame.t_ms)
        if len(self._times) > MOST_HZ and self._times[-1] - self._times[0] < 1000.0:
            return Odd(frame.n, "too_many", f"over {MOST_HZ:.0f} a second")
        held.pop("stand", None)  # a step through the scene is no movement
        for name, part in held.items():
            odd = self._odd_part(frame, name, part)
            if odd is not None:
                return odd
        return None

    def _odd_part(self, frame: PoseFrame, name: str, part: tuple[float, ...]) -> Odd | None:
        if max(map(abs, part[:3])) > FARTHEST_M:
            return Odd(frame.n, "out_of_room", f"{name} is over {FARTHEST_M:.0f} m away")
        if len(part) == POSE_NUMBERS:
            length = math.hypot(*part[3:])
            if abs(length - 1.0) > TURN_TOLERANCE:
                return Odd(frame.n, "bad_turn", f"the turn of {name} has the length {length:.2f}")
        before = self._last.part(name) if self._last is not None else None
        if before is None or self._last is None or frame.lost or self._last.lost:
            return None  # after it was lost, or its room set anew, it may be anywhere
        speed = math.dist(part[:3], before[:3]) / (frame.t_ms - self._last.t_ms) * 1000
        if speed > FASTEST_M_S.get(name, HAND_M_S):
            return Odd(frame.n, "too_fast", f"{name} moved at {speed:.0f} m/s")
        return None
