"""What can go wrong with headsets. Every message says what to do next."""

from hardware.errors import HardwareError


class HeadsetError(HardwareError):
    """Base of what goes wrong with headsets."""


class PoseBatchError(HeadsetError):
    """Bytes that are no batch of poses."""


class PoseTrackError(HeadsetError):
    """A file that is no track of poses, or a damaged one."""


class HeadsetAbsentError(HeadsetError):
    """No headset, or no program that speaks to one."""


class HeadsetEndedError(HeadsetError):
    """A recording is over, or the headset was switched off."""
