"""Room: kiosk. Names the frames of an attempt so that none is taken for another; says when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import cv2
import numpy as np

from hardware import Frame
from kiosk.sight.wording import remedy
from scenarios import FrameRefused, FrameTaken, Observation

WATCHED_PX = 640
"""Width at which a picture of the work being done is kept: people on it are large enough."""


def small(frame: Frame) -> Frame:
    """The frame, at most WATCHED_PX wide."""
    height, width = frame.image.shape[:2]
    if width <= WATCHED_PX:
        return frame
    size = (WATCHED_PX, round(height * WATCHED_PX / width))
    image = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
    return replace(frame, image=np.asarray(image, np.uint8))


def named(frame: Frame, step: str) -> Frame:
    """The frame under a name that no other of the attempt has: its step and number are in it."""
    return replace(frame, camera=f"{frame.camera}, {step} {frame.number}")


def taken(
    frames: Sequence[Frame], seen: Sequence[Observation], sight: str, step: str, live: bool
) -> list[FrameTaken]:
    """When the frames that `seen` tells of were taken, in step `step`, and by what they were seen.

    Only a live camera's clock says when the work was done: of photos and recordings the time at
    which they were read would be a lie.
    """
    told = {one.frame for one in seen}
    names = {f"{number}: {frame.camera}": frame for number, frame in enumerate(frames)}
    return [
        FrameTaken(name, sight, step, _seconds(frame) if live else None, frame.taken_by or None)
        for name, frame in names.items()
        if name in told
    ]


def refused_frames(
    frames: Sequence[Frame], before: int, reason: str, language: str
) -> list[FrameRefused]:
    """Frames that no program looks at, numbered on from the `before` that one looked at."""
    return [
        FrameRefused(f"{number}: {frame.camera}", reason, remedy(reason, language))
        for number, frame in enumerate(frames, before)
    ]


def _seconds(frame: Frame) -> float | None:
    """Seconds since 1970 of a frame's time; None when it has none."""
    if not frame.captured_at:
        return None
    return round(datetime.fromisoformat(frame.captured_at).timestamp(), 3)
