"""Room: hardware. A headset's own browser as a source of poses: batches go in, frames come out.

Whoever speaks with the page hands the batches over; what a page sends twice (after a cut) counts
once, and a gap is an error, so that "nothing lost" can be checked.
"""

import socket
import threading

from hardware.device import READY, Condition, DeviceBrokenError, Standing
from hardware.headset.batch import decode_batch
from hardware.headset.errors import PoseBatchError
from hardware.headset.plausible import Judge, Odd
from hardware.headset.pose import PoseFrame
from hardware.headset.webxr.configuration_webxr import WebXRConfiguration


class WebXRHeadset:
    """The poses of one page. May be fed in one thread and polled in another."""

    def __init__(self, configuration: WebXRConfiguration | None = None) -> None:
        self.configuration = configuration or WebXRConfiguration()
        self.judge = Judge()
        self.last_n = 0
        """The highest number received; there are no gaps below it."""
        self._frames: list[PoseFrame] = []
        self._lock = threading.Lock()
        self._connected = False

    @property
    def name(self) -> str:
        """By where the page is."""
        return f"headset with a browser (port {self.configuration.port})"

    def condition(self) -> Condition:
        """Whether a page is connected, or could be: whether the port can be had."""
        if self._connected:
            return READY
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.configuration.port))
            except OSError as problem:
                return DeviceBrokenError(str(problem), "port_taken").condition
        return Condition(Standing.READY, "waiting", f"port {self.configuration.port}")

    def connect(self) -> None:
        """A page has come."""
        self._connected = True

    def feed(self, data: bytes) -> tuple[list[PoseFrame], list[Odd]]:
        """Take a batch; returns the frames that are new, and which of them are odd.

        Raises PoseBatchError for bytes that are no batch, or one that leaves a gap.
        """
        frames = decode_batch(data)
        if frames[0].n > self.last_n + 1:
            raise PoseBatchError(
                f"frames {self.last_n + 1} to {frames[0].n - 1} are missing: send them first"
            )
        new = [frame for frame in frames if frame.n > self.last_n]
        odd = self.judge.look(new)
        with self._lock:
            self._frames.extend(new)
            self.last_n = max(self.last_n, frames[-1].n)
        return new, odd

    def poll(self) -> list[PoseFrame]:
        """The frames since the last call."""
        with self._lock:
            frames, self._frames = self._frames, []
        return frames

    def disconnect(self) -> None:
        """The page has gone; its numbers go on when it comes back."""
        self._connected = False
