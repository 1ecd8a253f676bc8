"""Room: acredita. One camera of several: each is proven by itself, with its own calibration."""

from hardware import Intrinsics
from kiosk.rig import Rig


def source_of(camera: str, rig: Rig | None) -> str:
    """The source of the camera of that name; the name itself where no file has it."""
    named = {} if rig is None else {one.id: one.source for one in rig.cameras}
    return named.get(camera, camera)


def calibration_of(identity: str, rig: Rig | None) -> Intrinsics | None:
    """The calibration that a kiosk with several cameras measures this one with."""
    known = () if rig is None else rig.cameras
    return next((one.intrinsics for one in known if one.identity == identity), None)
