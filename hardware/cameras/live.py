"""Room: hardware. One drain thread a live camera: it keeps the newest frame with its time.

A slow reader of a stream falls seconds behind, a frozen stream blocks its reader, and a closed
one still claims to be open; so nobody but this thread ever touches the device.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from hardware.cameras.camera import (
    CameraLostError,
    CameraUnavailableError,
    Frame,
    Image,
    not_connected,
    timestamp,
)

log = structlog.get_logger()


class Source(Protocol):
    """An opened device as the drain thread sees it."""

    def grab(self) -> Image | None:
        """Wait for the next picture; None when the device gave none."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...


@dataclass(frozen=True)
class LiveTiming:
    """How patient a live camera is, in seconds."""

    open_s: float = 8.0  # for the first picture after connect()
    lost_s: float = 3.0  # without a picture before readers are told that it is lost
    back_off_s: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0)  # between attempts to open it again


class LiveCamera:
    """A camera that delivers by itself: UVC, a network stream, or a simulated one."""

    def __init__(
        self, name: str, open_source: Callable[[], Source], timing: LiveTiming | None = None
    ) -> None:
        """`open_source` opens the device, or raises CameraUnavailableError."""
        self._name = name
        self._open_source = open_source
        self._timing = timing or LiveTiming()
        self._fresh = threading.Condition()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._newest: Frame | None = None
        self._newest_at = 0.0
        self._last_read = -1

    @property
    def name(self) -> str:
        """What a person would call the source."""
        return self._name

    def connect(self) -> None:
        """Open the device and wait for its first picture. Raises CameraUnavailableError."""
        if self._thread is not None:
            return
        source = self._open_source()
        self._stop.clear()
        self._newest, self._last_read = None, -1
        self._thread = threading.Thread(
            target=self._drain, args=(source,), name=f"drain {self._name}", daemon=True
        )
        self._thread.start()
        with self._fresh:
            if self._fresh.wait_for(lambda: self._newest is not None, self._timing.open_s):
                log.info("camera.connected", camera=self._name)
                return
        self.disconnect()
        raise CameraUnavailableError(
            f"{self._name} opened but sent no picture in {self._timing.open_s:g} s: "
            "close other programs that use it, then unplug it and plug it in again"
        )

    def read(self) -> Frame:
        """The next frame not yet read; frames delivered meanwhile are passed over."""
        self._require_connection()
        with self._fresh:
            arrived = self._fresh.wait_for(self._has_unread, self._timing.lost_s)
            if not arrived or self._newest is None:
                raise self._lost()
            self._last_read = self._newest.number
            return self._newest

    def read_latest(self, max_age_s: float) -> Frame:
        """The newest frame, flagged stale when older than `max_age_s` seconds."""
        self._require_connection()
        with self._fresh:
            if self._newest is None:
                raise self._lost()
            age = time.monotonic() - self._newest_at
            if age > max(self._timing.lost_s, max_age_s):
                raise self._lost()
            newest = self._newest
            self._last_read = newest.number
        stale = age > max_age_s
        return Frame(newest.image, newest.captured_at, newest.camera, newest.number, stale)

    def disconnect(self) -> None:
        """Stop the drain thread and release the device."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stop.set()
        thread.join(timeout=self._timing.lost_s)
        log.info("camera.disconnected", camera=self._name, released=not thread.is_alive())

    def _require_connection(self) -> None:
        if self._thread is None:
            raise not_connected(self._name)

    def _has_unread(self) -> bool:
        return self._newest is not None and self._newest.number > self._last_read

    def _lost(self) -> CameraLostError:
        return CameraLostError(
            f"{self._name} has sent no picture for {self._timing.lost_s:g} s: check its cable, "
            "power and network; it is opened again by itself when it is back"
        )

    def _drain(self, source: Source | None) -> None:
        number, failures = 0, 0
        while not self._stop.is_set():
            image = source.grab() if source is not None else None
            if image is not None:
                self._publish(image, number)
                number, failures = number + 1, 0
                continue
            if source is not None:
                log.warning("camera.lost", camera=self._name)
                source.close()
            source = self._reopen(failures)
            failures += 1
        if source is not None:
            source.close()

    def _publish(self, image: Image, number: int) -> None:
        with self._fresh:
            self._newest = Frame(image, timestamp(), self._name, number)
            self._newest_at = time.monotonic()
            self._fresh.notify_all()

    def _reopen(self, failures: int) -> Source | None:
        pauses = self._timing.back_off_s
        if self._stop.wait(pauses[min(failures, len(pauses) - 1)]):
            return None
        try:
            source = self._open_source()
        except CameraUnavailableError as problem:
            log.warning("camera.still_lost", camera=self._name, problem=str(problem))
            return None
        log.info("camera.opened_again", camera=self._name)
        return source
