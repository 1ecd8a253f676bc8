"""Room: hardware. A headset made of code: somebody who looks about and reaches for things."""

import time
from collections.abc import Callable

from hardware.device import Condition
from hardware.headset.pose import PoseFrame
from hardware.headset.simulated.configuration_simulated import (
    BROKEN,
    SimulatedHeadsetConfiguration,
)
from hardware.headset.simulated.wearer import Wearer
from hardware.simulated import refuse_unless_ready, simulated_condition


class SimulatedHeadset:
    """Gives the frames of a wearer at its rate."""

    def __init__(
        self,
        configuration: SimulatedHeadsetConfiguration,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.configuration = configuration
        self._now = now
        self._wearer = Wearer(configuration.seed)
        self._begun: float | None = None
        self._given = 0

    @property
    def name(self) -> str:
        """It says that it is none."""
        return "simulated headset"

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def connect(self) -> None:
        """Put it on. Raises what a real one in this condition raises."""
        refuse_unless_ready(self.condition())
        self._begun, self._given = self._now(), 0

    def poll(self) -> list[PoseFrame]:
        """The frames since the last call."""
        if self._begun is None:
            return []
        due = int((self._now() - self._begun) * self.configuration.hz)
        frames = [
            self._wearer.frame(n, (n - 1) * 1000 / self.configuration.hz)
            for n in range(self._given + 1, due + 1)
        ]
        self._given = max(due, self._given)
        return frames

    def disconnect(self) -> None:
        """Take it off."""
        self._begun = None
