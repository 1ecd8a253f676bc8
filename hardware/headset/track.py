"""Room: hardware. A track of poses as evidence: small, and easy to read in any language.

The file is `ACPT1\\n` and blocks; a block is its length (u32) and that many bytes of zlib. Inside,
little-endian: u32 count, u32 number of the first, f64 time of the first in ms; a byte a frame that
says what it holds; the times between frames in 0.1 ms as four byte planes; then for every part that
some frame holds its numbers as whole ones (millimetres; a turn × 4096; joints after the wrist count
from the wrist), each as the difference to the frame before that has the part, folded so that small
differences of either sign are small (zigzag), column by column, all low bytes and then all high
bytes. A position is right to half a millimetre, a turn to 0.02°, a time to 0.05 ms.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from hardware.headset.batch import KNOWN
from hardware.headset.errors import PoseTrackError
from hardware.headset.pose import HAND_NUMBERS, PARTS, PoseFrame, frame_of

MEDIA_TYPE = "application/vnd.acredita.poses"
MAGIC = b"ACPT1\n"
BLOCK = struct.Struct("<IId")
BLOCK_FRAMES = 2048
LEVEL = 9
MM, TURN, TENTHS = 1000.0, 4096.0, 10.0
MOST_BLOCK_BYTES = 64 * 1024 * 1024
"""A block cannot unpack to more: a damaged or forged file must not eat the memory."""

Whole = NDArray[np.uint16]


class TrackWriter:
    """Writes a track while it is recorded: what is in memory is half a minute at most."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._waiting: list[PoseFrame] = []
        file.write(MAGIC)

    def add(self, frames: Sequence[PoseFrame]) -> None:
        """Take frames whose numbers follow those before."""
        self._waiting.extend(frames)
        while len(self._waiting) >= BLOCK_FRAMES:
            self._write(self._waiting[:BLOCK_FRAMES])
            del self._waiting[:BLOCK_FRAMES]

    def finish(self) -> None:
        """Write what is left; the file stays open."""
        if self._waiting:
            self._write(self._waiting)
            self._waiting = []

    def _write(self, frames: Sequence[PoseFrame]) -> None:
        packed = zlib.compress(_block(frames), LEVEL)
        self._file.write(struct.pack("<I", len(packed)) + packed)


def encode_track(frames: Sequence[PoseFrame]) -> bytes:
    """The track of frames whose numbers follow each other."""
    out = io.BytesIO()
    writer = TrackWriter(out)
    writer.add(frames)
    writer.finish()
    return out.getvalue()


def decode_track(data: bytes) -> list[PoseFrame]:
    """The frames of a track. Raises PoseTrackError for a file that is none or is damaged."""
    if not data.startswith(MAGIC):
        raise PoseTrackError("this is no track of poses: it must begin with ACPT1")
    frames: list[PoseFrame] = []
    for block in _blocks(data):
        try:
            frames.extend(_frames(block))
        except (ValueError, struct.error, IndexError) as problem:
            raise PoseTrackError(f"the track is damaged ({problem}); fetch it again") from problem
    return frames


def _blocks(data: bytes) -> Iterator[bytes]:
    at = len(MAGIC)
    while at < len(data):
        packed = data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4], "little")]
        at += 4 + len(packed)
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(packed, MOST_BLOCK_BYTES)
        except zlib.error as problem:
            raise PoseTrackError(f"the track is damaged ({problem}); fetch it again") from problem
        if not unpacker.eof:
            raise PoseTrackError("a block of the track is cut off; fetch it again")


def _block(frames: Sequence[PoseFrame]) -> bytes:
    times = np.array([frame.t_ms for frame in frames])
    ticks = np.rint((times - times[0]) * TENTHS).astype(np.int64)
    between = np.diff(ticks, prepend=0).astype(np.uint32)
    out = bytearray(BLOCK.pack(len(frames), frames[0].n, times[0]))
    out += bytes(frame.what for frame in frames)
    out += between.view(np.uint8).reshape(-1, 4).T.tobytes()
    for name, _, _ in PARTS:
        parts = [part for frame in frames if (part := frame.part(name)) is not None]
        if parts:
            whole = _whole(np.array(parts, np.float64))
            out += _planes(whole)
    return bytes(out)


def _whole(values: NDArray[np.float64]) -> Whole:
    """Numbers of one part as whole ones, a row a frame."""
    if values.shape[1] != HAND_NUMBERS:
        scaled = np.rint(values * _scale(values.shape[1]))
    else:
        scaled = np.rint(values * MM)
        scaled[:, 3:] -= np.tile(scaled[:, :3], scaled.shape[1] // 3 - 1)
    # What lies outside is no person's: it was found odd, and is kept at the edge.
    return np.clip(scaled, -32767, 32767).astype(np.int16).astype(np.uint16)


def _scale(numbers: int) -> NDArray[np.float64]:
    """A position and then a turn."""
    return np.array([MM] * 3 + [TURN] * (numbers - 3))


def _values(whole: Whole) -> NDArray[np.float64]:
    values = whole.astype(np.int16).astype(np.float64)
    if values.shape[1] != HAND_NUMBERS:
        return np.asarray(values / _scale(values.shape[1]))
    values[:, 3:] += np.tile(values[:, :3], values.shape[1] // 3 - 1)
    return values / MM


def _planes(whole: Whole) -> bytes:
    moved = np.diff(whole, axis=0, prepend=np.zeros((1, whole.shape[1]), np.uint16))
    signed = moved.astype(np.int16)
    folded = ((signed << 1) ^ (signed >> 15)).astype(np.uint16).T
    low, high = folded & 0xFF, folded >> 8
    return low.astype(np.uint8).tobytes() + high.astype(np.uint8).tobytes()


def _unplanes(data: bytes, rows: int, columns: int) -> Whole:
    size = rows * columns
    both = np.frombuffer(data, np.uint8, 2 * size).astype(np.uint16)
    folded = (both[:size] | both[size:] << 8).reshape(columns, rows).T
    moved = (folded >> 1) ^ (-(folded & 1).astype(np.int16)).astype(np.uint16)
    return np.asarray(np.cumsum(moved, axis=0, dtype=np.uint16))


def _frames(data: bytes) -> Iterator[PoseFrame]:
    count, first, start = BLOCK.unpack_from(data)
    at = BLOCK.size
    what = np.frombuffer(data, np.uint8, count, at)
    at += count
    planes = np.frombuffer(data, np.uint8, 4 * count, at).reshape(4, count).T
    between = np.ascontiguousarray(planes).view(np.uint32)[:, 0]
    times = start + np.cumsum(between, dtype=np.int64) / TENTHS
    at += 4 * count
    columns: dict[str, Iterator[list[float]]] = {}
    for name, bit, numbers in PARTS:
        rows = int(np.count_nonzero(what & bit))
        if rows:
            values = _values(_unplanes(data[at:], rows, numbers))
            columns[name] = iter(values.tolist())
            at += 2 * rows * numbers
    if at != len(data) or (what > KNOWN).any():
        raise ValueError("its blocks do not hold what they announce")
    for offset, held in enumerate(what.tolist()):
        parts = {name: tuple(next(columns[name])) for name, bit, _ in PARTS if held & bit}
        yield frame_of(first + offset, float(times[offset]), held, parts)
