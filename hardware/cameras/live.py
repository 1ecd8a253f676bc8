"""Room: hardware. A camera that delivers by itself: its newest picture, and that it comes back.

One drain thread holds the device (drain.py); a supervisor opens it again, with growing pauses,
when it ends, hangs, freezes or is unplugged. Readers never touch the device and never wait for it
longer than they were told.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import structlog

from hardware.cameras.camera import (
    CameraLostError,
    CameraUnavailableError,
    Frame,
    Image,
    not_connected,
)
from hardware.cameras.drain import Delivery, Drain, Holdable, Source
from hardware.cameras.holding import HoldReport

log = structlog.get_logger()

T = TypeVar("T")

MOST_STUCK = 3
"""Threads that may hang in a driver at a time; only then is a device not opened once more."""
LOOK_EVERY_S = 0.1
"""How often the supervisor looks at a device that gives no sign by itself."""

COARSE = 8
"""Every so many rows and columns are compared first: two pictures of a live sensor differ there."""


@dataclass(frozen=True)
class LiveTiming:
    """How patient a live camera is, in seconds."""

    open_s: float = 8.0  # from connect() to the first picture, opening included
    lost_s: float = 3.0  # without a picture before readers are told and the device is given up
    frozen_s: float = 10.0  # with the very same picture before it is given up; 0: never
    back_off_s: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0)  # between attempts to open it again


@dataclass(eq=False)
class _Delivered:
    """What came since `connect()`."""

    newest: Frame | None = None
    last_read: int = -1
    count: int = 0
    same_since_s: float = 0.0
    frozen: Image | None = None  # the picture that would not change


class LiveCamera:
    """A camera that delivers by itself: UVC, a network stream, or a simulated one."""

    def __init__(
        self, name: str, open_source: Callable[[], Source], timing: LiveTiming | None = None
    ) -> None:
        """`open_source` opens the device, or raises CameraUnavailableError; it may hang."""
        self._name = name
        self._open_source = open_source
        self._timing = timing or LiveTiming()
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._supervisor: threading.Thread | None = None
        self._drain: Drain | None = None
        self._stuck: list[Drain] = []
        self._hold: HoldReport | None = None
        self._got = _Delivered()
        self._reopened = 0

    @property
    def name(self) -> str:
        """What a person would call the source."""
        return self._name

    @property
    def reopened(self) -> int:
        """How often the device was opened again since `connect()`."""
        return self._reopened

    def connect(self) -> None:
        """Open the device and wait for its first picture. Raises CameraUnavailableError."""
        if self._supervisor is not None:
            return
        self._stop.clear()
        self._got, self._hold, self._reopened = _Delivered(), None, 0
        drain = self._open()
        with self._changed:
            self._changed.wait_for(
                lambda: self._got.newest is not None or drain.over, self._timing.open_s
            )
        if self._got.newest is None:
            self._retire(drain)
            raise drain.problem or CameraUnavailableError(
                f"{self._name} sent no picture in {self._timing.open_s:g} s: close other programs "
                "that use it, then unplug it and plug it in again"
            )
        self._supervisor = threading.Thread(
            target=self._supervise, args=(drain,), name=f"supervise {self._name}", daemon=True
        )
        self._supervisor.start()
        log.info("camera.connected", camera=self._name)

    def read(self) -> Frame:
        """The next frame not yet read; frames delivered meanwhile are passed over.

        Waits for it as long as a camera may be silent. Raises CameraLostError.
        """
        self._require_connection()
        with self._changed:
            arrived = self._changed.wait_for(self._has_unread, self._timing.lost_s)
            newest = self._got.newest
            if not arrived or newest is None:
                raise self._lost()
            self._got.last_read = newest.number
            return newest

    def read_latest(self, max_age_s: float) -> Frame:
        """The newest frame, flagged stale when older than `max_age_s` seconds."""
        self._require_connection()
        with self._changed:
            newest = self._got.newest
            if newest is None or self._got.frozen is not None:
                raise self._lost()
            age = time.monotonic() - newest.captured_s
            if age > max(self._timing.lost_s, max_age_s):
                raise self._lost()
            self._got.last_read = newest.number
        return newest if age <= max_age_s else replace(newest, stale=True)

    def read_after(self, captured_s: float, timeout_s: float) -> Frame | None:
        """The newest frame captured after a moment of the machine's clock; waits, or None."""
        self._require_connection()

        def has_later() -> bool:
            newest = self._got.newest
            return newest is not None and newest.captured_s > captured_s

        with self._changed:
            return self._got.newest if self._changed.wait_for(has_later, timeout_s) else None

    def hold(self) -> HoldReport:
        """Hold exposure, focus and white balance where they are now, until `let_go`.

        Call it when the picture has settled. They are held again, at the same values, when the
        device had to be opened again. A camera without such controls gives an empty report.
        """
        report = self._ask(lambda source: _hold(source, None))
        self._hold = report
        if report.refused:
            log.warning("camera.hold_refused", camera=self._name, refused=report.refused)
        return report

    def let_go(self) -> None:
        """Let the camera choose exposure, focus and white balance again."""
        if self._hold is not None:
            self._hold = None
            self._ask(_let_go)

    def disconnect(self) -> None:
        """Stop the threads and release the device; a driver that hangs is left to itself."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is None:
            return
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        supervisor.join(timeout=self._timing.lost_s)
        drain = self._drain
        if drain is not None:
            self._retire(drain)
            drain.join(self._timing.lost_s)
        released = drain is None or not drain.alive
        log.info("camera.disconnected", camera=self._name, released=released)

    # --- inside: readers -----------------------------------------------------------------------

    def _has_unread(self) -> bool:
        """Whether there is a picture nobody read, and not from before the device was lost."""
        newest = self._got.newest
        if newest is None or newest.number <= self._got.last_read:
            return False
        return time.monotonic() - newest.captured_s <= self._timing.lost_s

    def _require_connection(self) -> None:
        if self._supervisor is None:
            raise not_connected(self._name)

    def _lost(self) -> CameraLostError:
        if self._got.frozen is not None:
            what = f"has sent the very same picture for {self._timing.frozen_s:g} s"
        else:
            what = f"has sent no picture for {self._timing.lost_s:g} s"
        return CameraLostError(
            f"{self._name} {what}: check its cable, power and network; it is opened again by "
            "itself when it is back"
        )

    def _ask(self, wish: Callable[[Source], T]) -> T:
        self._require_connection()
        drain = self._drain
        if drain is None:
            raise self._lost()
        try:
            return drain.ask(wish).result(self._timing.lost_s)
        except TimeoutError:
            raise self._lost() from None

    # --- inside: the device --------------------------------------------------------------------

    def _open(self) -> Drain:
        drain = Drain(self._name, self._open_source, self._deliver, self._wake)
        with self._changed:
            self._drain = drain
        if self._hold is not None:
            values = self._hold.values
            drain.ask(lambda source: _hold(source, values))
        drain.start()
        return drain

    def _wake(self) -> None:
        """A drain has come to its end: whoever waits should look."""
        with self._changed:
            self._changed.notify_all()

    def _deliver(self, drain: Drain, delivery: Delivery) -> None:
        """Keep the picture as the newest, unless it comes from a device already given up."""
        got = self._got
        same = got.newest is not None and _same(delivery.image, got.newest.image)
        with self._changed:
            if drain is not self._drain:
                return
            if not same:
                got.same_since_s, got.frozen = delivery.captured_s, None
            elif got.frozen is not None or self._is_frozen(delivery.captured_s):
                # Opened again and still the same: it has not come back.
                got.frozen = delivery.image
                return
            got.newest = Frame(
                delivery.image,
                delivery.captured_at,
                self._name,
                got.count,
                captured_s=delivery.captured_s,
            )
            got.count += 1
            self._changed.notify_all()

    def _is_frozen(self, now_s: float) -> bool:
        return 0 < self._timing.frozen_s < now_s - self._got.same_since_s

    def _supervise(self, drain: Drain) -> None:
        """Open the device again whenever it is gone, until `disconnect`."""
        failures, pauses = 0, self._timing.back_off_s
        while True:
            reason = self._wait_for_its_end(drain)
            if reason is None:
                return
            self._retire(drain)
            log.warning("camera.lost", camera=self._name, reason=reason, failures=failures)
            failures = 0 if drain.delivered and self._got.frozen is None else failures + 1
            if self._stop.wait(pauses[min(failures, len(pauses) - 1)]) or not self._may_open():
                return
            self._reopened += 1
            drain = self._open()

    def _wait_for_its_end(self, drain: Drain) -> str | None:
        """Why the device has to be opened again (ended, hung, frozen); None when stopped."""
        began_s = time.monotonic()
        while not self._stop.is_set():
            now_s = time.monotonic()
            limit_s = self._timing.lost_s if drain.delivered else self._timing.open_s
            if drain.over:
                return "ended" if drain.problem is None else str(drain.problem)
            if now_s > drain.sign_s + limit_s:
                return "hung"
            # A device that shows its frozen picture again is given as long to change as before.
            if self._got.frozen is not None and now_s - began_s > self._timing.frozen_s:
                return "frozen"
            with self._changed:
                self._changed.wait(LOOK_EVERY_S)
        return None

    def _retire(self, drain: Drain) -> None:
        """Give a device up; a thread that hangs in it is remembered."""
        drain.abandon()
        with self._changed:
            if self._drain is drain:
                self._drain = None
        self._stuck = [one for one in [*self._stuck, drain] if one.alive]

    def _may_open(self) -> bool:
        """Wait until not too many threads hang in the driver; False when stopped meanwhile."""
        while len(self._stuck) >= MOST_STUCK:
            log.warning("camera.stuck", camera=self._name, threads=len(self._stuck))
            if self._stop.wait(self._timing.back_off_s[-1]):
                return False
            self._stuck = [one for one in self._stuck if one.alive]
        return True


def _hold(source: Source, values: Mapping[str, float] | None) -> HoldReport:
    return source.hold(values) if isinstance(source, Holdable) else HoldReport()


def _let_go(source: Source) -> None:
    if isinstance(source, Holdable):
        source.let_go()


def _same(one: Image, other: Image) -> bool:
    """Whether two pictures are the same to the last bit; cheap when they are not."""
    if one.shape != other.shape:
        return False
    if not np.array_equal(one[::COARSE, ::COARSE], other[::COARSE, ::COARSE]):
        return False
    return bool(np.array_equal(one, other))
