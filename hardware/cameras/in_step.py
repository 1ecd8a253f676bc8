"""Room: hardware. Pictures of one moment from several cameras."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.cameras.camera import CameraLostError, CamerasOutOfStepError, Frame


class Delivering(Protocol):
    """A connected camera that delivers by itself (live.py), as far as it is read here."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def read_after(self, captured_s: float, timeout_s: float) -> Frame | None:
        """The newest frame captured after a moment of the machine's clock; waits, or None."""
        ...


@dataclass(frozen=True, eq=False)
class Moment:
    """What several cameras gave of one moment, each list in the cameras' order.

    `frames` were captured together. `stale` were captured too long before or after them: they show
    another moment and do not count. `silent` names the cameras that gave no picture.
    """

    frames: tuple[Frame, ...]
    stale: tuple[Frame, ...] = ()
    silent: tuple[str, ...] = ()


def moment_of(frames: Sequence[Frame], within_ms: float, silent: Sequence[str] = ()) -> Moment:
    """Part frames into those captured within `within_ms` of each other and the others, stale.

    The largest such group counts, of equals the newest.
    """
    ends = sorted((frame.captured_s for frame in frames), reverse=True)
    groups = [
        [f for f in frames if 0.0 <= (end - f.captured_s) * 1000.0 <= within_ms] for end in ends
    ]
    together = max(groups, key=len, default=[])
    stale = [replace(f, stale=True) for f in frames if not any(f is one for one in together)]
    return Moment(tuple(together), tuple(stale), tuple(silent))


def read_in_step(
    cameras: Sequence[Delivering], within_ms: float, timeout_s: float = 3.0
) -> list[Frame]:
    """One frame of each camera, in the cameras' order, captured within `within_ms` of each other.

    The frames are newer than the call. Raises CameraLostError when a camera gives none at all
    until `timeout_s`, and CamerasOutOfStepError when they never come close enough together.

    Pictures are timed when they reach this machine, so a camera's own delay (up to some tenths of
    a second over a network) is part of the difference: use cameras of one kind.
    """
    if not cameras:
        raise ValueError("must be at least one camera, but got none")
    began_s = time.monotonic()
    end_s = began_s + timeout_s
    frames = [_first(camera, began_s, end_s) for camera in cameras]
    together, closest_ms = _together(cameras, frames, within_ms, end_s)
    if spread_ms(together) > within_ms:
        raise CamerasOutOfStepError(
            f"{', '.join(camera.name for camera in cameras)} gave pictures no closer together "
            f"than {closest_ms:.0f} ms: raise their frame rate, or allow more than "
            f"{within_ms:g} ms"
        )
    return together


def read_moment(cameras: Sequence[Delivering], within_ms: float, timeout_s: float = 3.0) -> Moment:
    """What the cameras give of one moment, newer than the call, without those that give nothing.

    A camera that is silent, or never comes into step, leaves the others' pictures as they are.
    Waits at most twice `timeout_s`: for first pictures, and for pictures closer together.
    """
    began_s = time.monotonic()
    end_s = began_s + timeout_s
    given = [
        (camera, camera.read_after(began_s, max(0.0, end_s - time.monotonic())))
        for camera in cameras
    ]
    awake = [camera for camera, frame in given if frame is not None]
    frames = [frame for _, frame in given if frame is not None]
    if frames:
        frames, _ = _together(awake, frames, within_ms, time.monotonic() + timeout_s)
    silent = [camera.name for camera, frame in given if frame is None]
    return moment_of(frames, within_ms, silent)


def spread_ms(frames: Sequence[Frame]) -> float:
    """How far apart the earliest and the latest of these frames were captured, in ms."""
    moments = [frame.captured_s for frame in frames]
    return (max(moments) - min(moments)) * 1000.0


def _together(
    cameras: Sequence[Delivering], frames: list[Frame], within_ms: float, end_s: float
) -> tuple[list[Frame], float]:
    """Newer frames until they are close enough or time is up, and how close they ever came, ms."""
    closest_ms = spread_ms(frames)
    while spread_ms(frames) > within_ms:
        # Only a newer picture of the camera that is behind can bring them closer together.
        behind = min(range(len(frames)), key=lambda index: frames[index].captured_s)
        left_s = end_s - time.monotonic()
        if left_s <= 0 or cameras[behind].read_after(frames[behind].captured_s, left_s) is None:
            break
        pairs = zip(cameras, frames, strict=True)
        frames = [camera.read_after(frame.captured_s, 0.0) or frame for camera, frame in pairs]
        closest_ms = min(closest_ms, spread_ms(frames))
    return frames, closest_ms


def _first(camera: Delivering, after_s: float, end_s: float) -> Frame:
    frame = camera.read_after(after_s, max(0.0, end_s - time.monotonic()))
    if frame is None:
        raise CameraLostError(
            f"{camera.name} has sent no picture meanwhile: check its cable, power and network"
        )
    return frame
