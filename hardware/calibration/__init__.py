"""Room: hardware. Calibration: intrinsics, the printed board, and the plane it lies in."""

from hardware.calibration.board import STANDARD_BOARD, BoardSpec, write_board
from hardware.calibration.intrinsics import Intrinsics, IntrinsicsError, load_intrinsics
from hardware.calibration.plane import PlanePose, find_plane
from hardware.calibration.quality import (
    BoardMirroredError,
    BoardNotFoundError,
    BoardScaleError,
    BoardUnsureError,
    ImageBlurredError,
    ImageOverexposedError,
    ImageTooDarkError,
    PlaneError,
    TwoBoardsError,
    exposure_fault,
)

__all__ = [
    "STANDARD_BOARD",
    "BoardMirroredError",
    "BoardNotFoundError",
    "BoardScaleError",
    "BoardSpec",
    "BoardUnsureError",
    "ImageBlurredError",
    "ImageOverexposedError",
    "ImageTooDarkError",
    "Intrinsics",
    "IntrinsicsError",
    "PlaneError",
    "PlanePose",
    "TwoBoardsError",
    "exposure_fault",
    "find_plane",
    "load_intrinsics",
    "write_board",
]
