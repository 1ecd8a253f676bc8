"""Room: hardware. Poses as they cross from the headset's page to the kiosk: exact, little-endian.

u8 version, u8 flags (0), u16 count, u32 number of the first; then a frame after the other:
f64 time in ms, u8 what it holds, and the f32 numbers of every part it holds, in PARTS' order.
"""

import struct
from collections.abc import Sequence

from hardware.headset.errors import PoseBatchError
from hardware.headset.pose import LOST, PARTS, PoseFrame, frame_of

VERSION = 1
HEAD = struct.Struct("<BBHI")
FRAME = struct.Struct("<dB")
MOST = 512
"""Frames in one batch at most: seven seconds, what a page keeps after a cut it sends in several."""

KNOWN = LOST | sum(bit for _, bit, _ in PARTS)


def decode_batch(data: bytes) -> list[PoseFrame]:
    """The frames of a batch. Numbers may be infinite or none: `Judge` looks at what they say.

    Raises PoseBatchError for anything that is not exactly a batch of this version.
    """
    if len(data) < HEAD.size:
        raise PoseBatchError(f"a batch has {HEAD.size} bytes at least, but got {len(data)}")
    version, flags, count, first = HEAD.unpack_from(data)
    if version != VERSION or flags:
        raise PoseBatchError(f"must be version {VERSION}, flags 0, but got {version}, {flags}")
    if not 1 <= count <= MOST or first < 1:
        raise PoseBatchError(f"must hold 1 to {MOST} frames from number 1 on, but got {count}")
    frames, at = [], HEAD.size
    for n in range(first, first + count):
        frame, at = _frame(data, at, n)
        frames.append(frame)
    if at != len(data):
        raise PoseBatchError(f"{len(data) - at} bytes too many after frame {frames[-1].n}")
    return frames


def encode_batch(frames: Sequence[PoseFrame]) -> bytes:
    """The bytes of 1 to MOST frames whose numbers follow each other."""
    out = bytearray(HEAD.pack(VERSION, 0, len(frames), frames[0].n))
    for frame in frames:
        out += FRAME.pack(frame.t_ms, frame.what)
        for name, _, numbers in PARTS:
            part = frame.part(name)
            if part is not None:
                out += struct.pack(f"<{numbers}f", *part)
    return bytes(out)


def _frame(data: bytes, at: int, n: int) -> tuple[PoseFrame, int]:
    try:
        t_ms, what = FRAME.unpack_from(data, at)
        at += FRAME.size
        if what > KNOWN:
            raise PoseBatchError(f"frame {n} holds something unknown ({what:#x})")
        parts = {}
        for name, bit, numbers in PARTS:
            if what & bit:
                parts[name] = struct.unpack_from(f"<{numbers}f", data, at)
                at += 4 * numbers
    except struct.error as problem:
        raise PoseBatchError(f"the batch ends within frame {n}: send whole frames") from problem
    return frame_of(n, t_ms, what, parts), at
