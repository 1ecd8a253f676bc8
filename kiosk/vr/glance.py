"""Room: kiosk. What staff see of a headset: a picture of one moment, made in one thread, shown in
another."""

from collections import deque
from dataclasses import dataclass, field

from hardware.headset.pose import PoseFrame
from kiosk.vr.messages import Pause
from scenarios.plays import SceneSetup

WITHIN_MS = 2000.0


@dataclass(frozen=True)
class Glance:
    """How it stands. `hz` frames a second lately; `heard_s` when the headset was heard (clock)."""

    here: bool = False
    device: str = ""
    why: Pause | None = "away"
    over: str | None = None
    battery: float | None = None
    hz: float = 0.0
    heard_s: float = 0.0
    view: str = ""
    looked_at: str = ""
    acts: int = 0
    poses: int = 0
    odd: int = 0
    frame: PoseFrame | None = None
    setup: SceneSetup | None = None
    offsets: tuple[tuple[str, float], ...] = ()
    picture: str = ""
    """The guest's picture in a dialogue."""


@dataclass
class Pulse:
    """How many frames came lately, by the headset's own clock."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=400))

    def beat(self, t_ms: float) -> None:
        """A frame came."""
        if self.times and t_ms < self.times[-1]:
            self.times.clear()  # another headset, with another clock
        self.times.append(t_ms)

    @property
    def hz(self) -> float:
        """Frames a second over the last two seconds."""
        lately = [t for t in self.times if t >= self.times[-1] - WITHIN_MS] if self.times else []
        passed = lately[-1] - lately[0] if len(lately) > 1 else 0.0
        return (len(lately) - 1) / passed * 1000 if passed > 0 else 0.0
