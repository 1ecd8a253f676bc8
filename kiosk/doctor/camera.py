"""Room: kiosk. The camera before the doctor: is there a picture, and is there light?"""

from pathlib import Path

import cv2
import numpy as np

from hardware import (
    Camera,
    CameraError,
    CameraUnavailableError,
    Condition,
    Frame,
    Standing,
    exposure_fault,
)

VIDEO_DEVICES = Path("/dev")


def look_through(camera: Camera, source: str) -> tuple[Condition, Frame | None]:
    """How a camera stands, tried by taking one picture; it is let go afterwards.

    `source` is its line of settings: the kernel or the file system knows whether it is there.
    """
    try:
        camera.connect()
        frame = camera.read()
    except CameraUnavailableError as error:
        if _is_there(source):
            return Condition(Standing.BROKEN, "broken", str(error)), None
        return Condition(Standing.ABSENT, "absent", str(error)), None
    except CameraError as error:
        return Condition(Standing.BROKEN, "broken", str(error)), None
    finally:
        camera.disconnect()
    fault = exposure_fault(np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8))
    if fault is not None:
        return Condition(Standing.BROKEN, fault.code, str(fault)), frame
    height, width = frame.image.shape[:2]
    return Condition(Standing.READY, "ready", f"{width}×{height}"), frame


def _is_there(source: str) -> bool:
    """Whether a USB camera or a file that cannot be opened is there all the same."""
    return (VIDEO_DEVICES / f"video{source}" if source.isdecimal() else Path(source)).exists()
