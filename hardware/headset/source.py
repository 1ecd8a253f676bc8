"""Room: hardware. What every headset is: something that says where head and hands are."""

from typing import Protocol

from hardware.device import Device
from hardware.headset.pose import PoseFrame


class PoseSource(Device, Protocol):
    """A headset, or a recording of one. Drivers are chosen by `open_headset`.

    Frames are numbered from 1 without gaps, whatever happens in between.
    """

    def connect(self) -> None:
        """Begin. Raises HeadsetAbsentError where there is no headset to begin with."""
        ...

    def poll(self) -> list[PoseFrame]:
        """What came since the last call, oldest first; returns at once.

        Raises HeadsetEndedError once nothing more can come.
        """
        ...

    def disconnect(self) -> None:
        """Let the headset go."""
        ...
