"""Room: hardware. A recording of poses, played again at its own pace."""

import time
from collections.abc import Callable

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError
from hardware.headset.errors import HeadsetAbsentError, HeadsetEndedError, PoseTrackError
from hardware.headset.pose import PoseFrame
from hardware.headset.replay.configuration_replay import ReplayConfiguration
from hardware.headset.track import decode_track


class ReplayHeadset:
    """Gives each frame when as much time has gone by as when it was recorded."""

    def __init__(
        self, configuration: ReplayConfiguration, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.configuration = configuration
        self._now = now
        self._frames: list[PoseFrame] = []
        self._next = 0
        self._begun = 0.0

    @property
    def name(self) -> str:
        """The recording's file."""
        return f"recording {self.configuration.path.name}"

    def condition(self) -> Condition:
        """Whether the file is there and whole."""
        try:
            self._read()
        except HeadsetAbsentError as problem:
            return DeviceAbsentError(str(problem)).condition
        except PoseTrackError as problem:
            return DeviceBrokenError(str(problem)).condition
        return READY

    def connect(self) -> None:
        """Begin at the first frame. Raises HeadsetAbsentError or PoseTrackError."""
        self._frames, self._next, self._begun = self._read(), 0, self._now()

    def poll(self) -> list[PoseFrame]:
        """The frames that are due. Raises HeadsetEndedError after the last."""
        if self._next >= len(self._frames):
            raise HeadsetEndedError(f"{self.name} is over: connect again to play it once more")
        first, speed = self._frames[0].t_ms, self.configuration.speed
        passed = (self._now() - self._begun) * 1000 * speed
        begun = self._next
        while self._next < len(self._frames):
            if speed and self._frames[self._next].t_ms - first > passed:
                break
            self._next += 1
        return self._frames[begun : self._next]

    def disconnect(self) -> None:
        """Forget the recording."""
        self._frames, self._next = [], 0

    def _read(self) -> list[PoseFrame]:
        try:
            return decode_track(self.configuration.path.read_bytes())
        except OSError as problem:
            raise HeadsetAbsentError(
                f"{self.configuration.path} cannot be read ({problem}): check the path"
            ) from problem
