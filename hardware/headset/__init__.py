"""Room: hardware. Headsets: where head and hands are, whether that can be, and how it is kept."""

from hardware.headset.batch import MOST, decode_batch, encode_batch
from hardware.headset.errors import (
    HeadsetAbsentError,
    HeadsetEndedError,
    HeadsetError,
    PoseBatchError,
    PoseTrackError,
)
from hardware.headset.plausible import Judge, Odd
from hardware.headset.pose import HAND_NUMBERS, JOINTS, PARTS, PoseFrame
from hardware.headset.registry import open_headset
from hardware.headset.source import PoseSource
from hardware.headset.track import MEDIA_TYPE, TrackWriter, decode_track, encode_track

__all__ = [
    "HAND_NUMBERS",
    "JOINTS",
    "MEDIA_TYPE",
    "MOST",
    "PARTS",
    "HeadsetAbsentError",
    "HeadsetEndedError",
    "HeadsetError",
    "Judge",
    "Odd",
    "PoseBatchError",
    "PoseFrame",
    "PoseSource",
    "PoseTrackError",
    "TrackWriter",
    "decode_batch",
    "decode_track",
    "encode_batch",
    "encode_track",
    "open_headset",
]
