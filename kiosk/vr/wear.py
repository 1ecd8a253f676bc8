"""Room: kiosk. How a headset is worn: for how long, whether it knows its place, its battery."""

from collections.abc import Callable, Sequence

from hardware.headset.pose import PoseFrame
from kiosk.vr.glance import Pulse
from kiosk.vr.messages import State
from kiosk.vr.rules import EMPTY, LOST_S, LOW, REST_AFTER_S


class Wear:
    """One candidate's headset, or one after the other."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._worn_s = 0.0
        self._since: float | None = None
        self._tracking = True
        self._lost_ms: float | None = None
        self._frame_ms = 0.0
        self.battery: float | None = None
        self.pulse = Pulse()

    @property
    def empty(self) -> bool:
        """Whether it went because its battery did."""
        return self.battery is not None and self.battery <= EMPTY

    @property
    def lost(self) -> bool:
        """Whether it does not know where it is, as it says, or for over a second of frames."""
        long = self._lost_ms is not None and self._frame_ms - self._lost_ms > LOST_S * 1000
        return long or not self._tracking

    @property
    def tired(self) -> bool:
        """Whether a rest is due."""
        going = self._now() - self._since if self._since is not None else 0.0
        return self._worn_s + going > REST_AFTER_S

    def put_on(self) -> None:
        """A page is here; what was said of another headset does not hold."""
        self._since = self._now()
        self._tracking, self._lost_ms = True, None

    def take_off(self) -> None:
        """The page is gone."""
        if self._since is not None:
            self._worn_s += self._now() - self._since
        self._since = None

    def rested(self) -> None:
        """The candidate goes on after a rest."""
        self._worn_s, self._since = 0.0, self._now()

    def hear(self, state: State) -> bool:
        """Take what the headset says of itself; True when its battery has just become low."""
        before, self.battery = self.battery, state.battery
        self._tracking = state.tracking
        low = state.battery is not None and state.battery <= LOW
        return low and (before is None or before > LOW)

    def see(self, frames: Sequence[PoseFrame]) -> None:
        """Take frames."""
        for frame in frames:
            self.pulse.beat(frame.t_ms)
            self._frame_ms = frame.t_ms
            if not frame.lost:
                self._lost_ms = None
            elif self._lost_ms is None:
                self._lost_ms = frame.t_ms
