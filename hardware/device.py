"""Room: hardware. What every device beside the cameras has: a name and a condition in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hardware.errors import HardwareError


class Standing(StrEnum):
    """How a device stands: it can be used, it is not there, or it is there and cannot be used."""

    READY = "ready"
    ABSENT = "absent"
    BROKEN = "broken"


@dataclass(frozen=True)
class Condition:
    """How a device stands and why.

    `code` is a key of `hardware/texts` (what it means and what to do, in three languages);
    `detail` is for the log and the person who repairs.
    """

    standing: Standing
    code: str
    detail: str = ""


class DeviceError(HardwareError):
    """A device could not do what was asked; `condition` says how it stands."""

    def __init__(self, message: str, condition: Condition) -> None:
        super().__init__(message)
        self.condition = condition


class DeviceAbsentError(DeviceError):
    """The device is not there: not plugged in, switched off, or out of reach."""

    def __init__(self, message: str, code: str = "absent") -> None:
        super().__init__(message, Condition(Standing.ABSENT, code, message))


class DeviceBrokenError(DeviceError):
    """The device is there and cannot be used."""

    def __init__(self, message: str, code: str = "broken") -> None:
        super().__init__(message, Condition(Standing.BROKEN, code, message))


class Device(Protocol):
    """What doctors and staff screens ask of any device. Asking changes nothing."""

    @property
    def name(self) -> str:
        """What a person would call it: "receipt printer at 192.0.2.7"."""
        ...

    def condition(self) -> Condition:
        """How it stands now; never raises, answers within a few seconds."""
        ...


READY = Condition(Standing.READY, "ready")
