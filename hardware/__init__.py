"""Room: hardware. Cameras, the plane they see, and the board that makes pixels millimetres."""

from hardware.calibration import (
    Intrinsics,
    IntrinsicsError,
    PlaneError,
    PlanePose,
    exposure_fault,
    find_plane,
    load_intrinsics,
    write_board,
)
from hardware.cameras import (
    Camera,
    CameraEndedError,
    CameraError,
    CameraLostError,
    CameraNotConnectedError,
    CameraUnavailableError,
    Frame,
    Image,
    SimulatedCamera,
    SimulatedConfiguration,
    open_camera,
)
from hardware.errors import HardwareError

__all__ = [
    "Camera",
    "CameraEndedError",
    "CameraError",
    "CameraLostError",
    "CameraNotConnectedError",
    "CameraUnavailableError",
    "Frame",
    "HardwareError",
    "Image",
    "Intrinsics",
    "IntrinsicsError",
    "PlaneError",
    "PlanePose",
    "SimulatedCamera",
    "SimulatedConfiguration",
    "exposure_fault",
    "find_plane",
    "load_intrinsics",
    "open_camera",
    "write_board",
]
