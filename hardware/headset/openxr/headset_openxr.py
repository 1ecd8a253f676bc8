"""Room: hardware. A wired headset, asked through OpenXR for where head and hands are."""

import time
from collections.abc import Callable

from hardware.device import READY, Condition, DeviceAbsentError
from hardware.headset.errors import HeadsetAbsentError
from hardware.headset.openxr.configuration_openxr import OpenXRConfiguration
from hardware.headset.openxr.runtime import Runtime
from hardware.headset.pose import PoseFrame


class OpenXRHeadset:
    """Asks the runtime at its rate, whenever it is polled."""

    def __init__(
        self,
        configuration: OpenXRConfiguration,
        now: Callable[[], float] = time.monotonic,
        begin: Callable[[], Runtime] = Runtime,
    ) -> None:
        self.configuration = configuration
        self._now = now
        self._begin = begin
        self._runtime: Runtime | None = None
        self._next = 0.0
        self._n = 0

    @property
    def name(self) -> str:
        """With the runtime's own name once it is known."""
        runtime = f" ({self._runtime.name})" if self._runtime is not None else ""
        return f"wired headset{runtime}"

    def condition(self) -> Condition:
        """Whether a session can be begun; tried, and let go again."""
        if self._runtime is not None:
            return READY
        try:
            self._begin().end()
        except HeadsetAbsentError as problem:
            return DeviceAbsentError(str(problem)).condition
        return READY

    def connect(self) -> None:
        """Begin a session. Raises HeadsetAbsentError."""
        self._runtime = self._runtime or self._begin()
        self._next = self._now()

    def poll(self) -> list[PoseFrame]:
        """One frame when it is time for one. Raises HeadsetEndedError."""
        if self._runtime is None or self._now() < self._next:
            return []
        self._next = max(self._next + 1 / self.configuration.hz, self._now() - 0.1)
        self._runtime.watch()
        moment = self._runtime.now()
        head = self._runtime.head(moment)
        left, right = (self._runtime.hand(which, moment) for which in (0, 1))
        self._n += 1
        return [PoseFrame(self._n, moment / 1e6, head, left, right, lost=head is None)]

    def disconnect(self) -> None:
        """End the session."""
        if self._runtime is not None:
            self._runtime.end()
            self._runtime = None
