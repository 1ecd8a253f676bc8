"""Room: hardware. What every signal light is: it tells the room how the kiosk stands."""

from enum import StrEnum
from typing import Protocol

from hardware.device import Device


class Signal(StrEnum):
    """What people in the room see from far away."""

    OFF = "off"
    FREE = "free"
    BUSY = "busy"
    CALL = "call"
    """Somebody at the kiosk calls a person."""


class Light(Device, Protocol):
    """A tower light or a lamp. Drivers are chosen by `open_light`."""

    def show(self, signal: Signal) -> None:
        """Show it until the next. A light that is away is tried again the next time; never
        raises: a test does not stop for a lamp."""
        ...

    def disconnect(self) -> None:
        """Switch it off and let it go."""
        ...
