"""Room: hardware. One thread for one opening of a device: it alone ever touches the device.

A slow reader of a stream falls seconds behind, a frozen stream blocks its reader, and a closed
one still claims to be open. A thread that hangs in a driver cannot be ended; it is abandoned, and
releases the device whenever the driver lets it go.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar, runtime_checkable

import structlog

from hardware.cameras.camera import CameraUnavailableError, Image, timestamp
from hardware.cameras.holding import HoldReport

log = structlog.get_logger()

T = TypeVar("T")


class Source(Protocol):
    """An opened device as the drain thread sees it."""

    def grab(self) -> Image | None:
        """Wait for the next picture; None when the device gave none."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...


@runtime_checkable
class Holdable(Protocol):
    """A source whose exposure and focus can be held."""

    def hold(self, values: Mapping[str, float] | None) -> HoldReport:
        """Hold the values given, or those in force now when None."""
        ...

    def let_go(self) -> None:
        """Let the camera choose again."""
        ...


@dataclass(frozen=True, eq=False)
class Delivery:
    """One picture as the drain thread got it: when by the wall clock and by the machine's own."""

    image: Image
    captured_at: str
    captured_s: float


class Drain:
    """Opens a device in a thread of its own and delivers every picture until it is abandoned."""

    def __init__(
        self,
        name: str,
        open_source: Callable[[], Source],
        deliver: Callable[["Drain", Delivery], None],
        ended: Callable[[], None],
    ) -> None:
        """`deliver` and `ended` are called in the drain's own thread."""
        self.problem: CameraUnavailableError | None = None
        self.over = False  # nothing more will come
        self.delivered = 0
        self.sign_s = time.monotonic()  # when the device last gave a sign of life
        self._name = name
        self._open_source = open_source
        self._deliver = deliver
        self._ended = ended
        self._wishes: SimpleQueue[Callable[[Source], None]] = SimpleQueue()
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"drain {name}", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread is still in the driver or in its loop."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to open the device."""
        self._thread.start()

    def abandon(self) -> None:
        """Deliver nothing more, and release the device as soon as the driver allows."""
        self._abandoned.set()

    def join(self, timeout_s: float) -> None:
        """Wait for the device's release."""
        self._thread.join(timeout_s)

    def ask(self, wish: Callable[[Source], T]) -> "Future[T]":
        """Have something done with the device between two pictures, in the drain's thread."""
        future: Future[T] = Future()

        def fulfil(source: Source) -> None:
            if future.set_running_or_notify_cancel():
                future.set_result(wish(source))

        self._wishes.put(fulfil)
        return future

    def _run(self) -> None:
        try:
            source = self._open_source()
        except CameraUnavailableError as problem:
            self.problem = problem
            self._end()
            return
        try:
            self._drain(source)
        except CameraUnavailableError as problem:
            self.problem = problem
        finally:
            # Closing may hang as well; whoever waits for the end has waited long enough.
            self._end()
            source.close()
            if self._abandoned.is_set():
                log.info("camera.released", camera=self._name)

    def _end(self) -> None:
        self.over = True
        self._ended()

    def _drain(self, source: Source) -> None:
        while not self._abandoned.is_set():
            image = source.grab()
            if image is None or self._abandoned.is_set():
                return
            self.sign_s = time.monotonic()
            self.delivered += 1
            self._deliver(self, Delivery(image, timestamp(), self.sign_s))
            self._fulfil_wishes(source)

    def _fulfil_wishes(self, source: Source) -> None:
        while True:
            try:
                wish = self._wishes.get_nowait()
            except Empty:
                return
            wish(source)
