"""Room: hardware. Pictures of one moment from several cameras."""

import time
from collections.abc import Sequence

from hardware.cameras.camera import CameraLostError, CamerasOutOfStepError, Frame
from hardware.cameras.live import LiveCamera


def read_in_step(
    cameras: Sequence[LiveCamera], within_ms: float, timeout_s: float = 3.0
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
    closest_ms = spread_ms(frames)
    while spread_ms(frames) > within_ms:
        # Only a newer picture of the camera that is behind can bring them closer together.
        behind = min(range(len(frames)), key=lambda index: frames[index].captured_s)
        left_s = end_s - time.monotonic()
        if left_s <= 0 or cameras[behind].read_after(frames[behind].captured_s, left_s) is None:
            raise CamerasOutOfStepError(
                f"{', '.join(camera.name for camera in cameras)} gave pictures no closer together "
                f"than {closest_ms:.0f} ms: raise their frame rate, or allow more than "
                f"{within_ms:g} ms"
            )
        pairs = zip(cameras, frames, strict=True)
        frames = [camera.read_after(frame.captured_s, 0.0) or frame for camera, frame in pairs]
        closest_ms = min(closest_ms, spread_ms(frames))
    return frames


def spread_ms(frames: Sequence[Frame]) -> float:
    """How far apart the earliest and the latest of these frames were captured, in ms."""
    moments = [frame.captured_s for frame in frames]
    return (max(moments) - min(moments)) * 1000.0


def _first(camera: LiveCamera, after_s: float, end_s: float) -> Frame:
    frame = camera.read_after(after_s, max(0.0, end_s - time.monotonic()))
    if frame is None:
        raise CameraLostError(
            f"{camera.name} has sent no picture meanwhile: check its cable, power and network"
        )
    return frame
