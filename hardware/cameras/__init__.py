"""Room: hardware. Cameras: live, recorded and simulated, behind one interface."""

from hardware.cameras.camera import (
    Camera,
    CameraEndedError,
    CameraError,
    CameraLostError,
    CameraNotConnectedError,
    CamerasOutOfStepError,
    CameraUnavailableError,
    FileDamagedError,
    Frame,
    Image,
)
from hardware.cameras.holding import Held, HoldReport
from hardware.cameras.identity import UNNAMED, identity_of
from hardware.cameras.in_step import (
    Moment,
    moment_of,
    read_in_step,
    read_moment,
    spread_ms,
)
from hardware.cameras.live import LiveCamera, LiveTiming
from hardware.cameras.registry import DRIVERS, CameraSource, Driver, open_camera
from hardware.cameras.simulated.camera_simulated import SimulatedCamera
from hardware.cameras.simulated.configuration_simulated import SimulatedConfiguration

__all__ = [
    "DRIVERS",
    "UNNAMED",
    "Camera",
    "CameraEndedError",
    "CameraError",
    "CameraLostError",
    "CameraNotConnectedError",
    "CameraSource",
    "CameraUnavailableError",
    "CamerasOutOfStepError",
    "Driver",
    "FileDamagedError",
    "Frame",
    "Held",
    "HoldReport",
    "Image",
    "LiveCamera",
    "LiveTiming",
    "Moment",
    "SimulatedCamera",
    "SimulatedConfiguration",
    "identity_of",
    "moment_of",
    "open_camera",
    "read_in_step",
    "read_moment",
    "spread_ms",
]
