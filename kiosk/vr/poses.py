"""Room: kiosk. The poses of one step: durable as they come, a small track at the end.

What comes is in a spool file, flushed to disk, before the page hears that it is stored. After a
crash the kiosk finds it there and keeps it as evidence of the try that was cut off.
"""

import os
import struct
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from hardware.headset.batch import decode_batch, encode_batch
from hardware.headset.errors import PoseBatchError
from hardware.headset.plausible import Odd
from hardware.headset.pose import PoseFrame
from hardware.headset.track import TrackWriter, encode_track
from hardware.headset.webxr.headset_webxr import WebXRHeadset

UNUSABLE = frozenset({"not_a_number", "time_back", "out_of_room", "bad_turn"})
"""Odd frames of which only the number is kept: they say nothing of where somebody was."""


class PoseKeeper:
    """Takes batches of one page after the other; numbers go on from page to page."""

    def __init__(self, folder: Path, name: str, now: Callable[[], float] = time.monotonic) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = folder / f"{name}.poses"
        self._track = folder / f"{name}.acpt"
        self._spooled = self._spool.open("wb")
        self._tracked = self._track.open("wb")
        self._writer = TrackWriter(self._tracked)
        self._last_ms = 0.0
        self._now = now
        self._last_at = now()
        self._shift_ms: float | None = 0.0
        self._written = False
        self.source = WebXRHeadset()
        self.newest: PoseFrame | None = None

    @property
    def last_n(self) -> int:
        """How many frames were received; there is no gap."""
        return self.source.last_n

    @property
    def forged(self) -> bool:
        """Whether what comes cannot be a person's."""
        return self.source.judge.forged

    def another_page(self) -> None:
        """Another headset goes on: its clock is another one, the numbers go on."""
        before = self.source
        self.source = WebXRHeadset()
        self.source.last_n = before.last_n
        self._shift_ms = None

    def add(self, data: bytes) -> tuple[list[PoseFrame], list[Odd]]:
        """Take a batch; returns the new frames and the odd ones. `sync` makes them durable.

        Raises PoseBatchError for bytes that are none, or that leave a gap.
        """
        new, odd = self.source.feed(data)
        self.source.poll()
        if not new:
            return new, odd
        bad = {one.n for one in odd if one.fault in UNUSABLE}
        kept = [self._timed(frame, frame.n in bad) for frame in new]
        self._writer.add(kept)
        spooled = encode_batch(kept)
        self._spooled.write(struct.pack("<I", len(spooled)) + spooled)
        self._written = True
        self.newest = kept[-1] if kept[-1].head is not None else self.newest
        return new, odd

    def sync(self) -> None:
        """Have what was taken on the disk."""
        if self._written:
            self._spooled.flush()
            os.fdatasync(self._spooled.fileno())
            self._written = False

    def finish(self) -> Path | None:
        """The track of all that came; None when nothing did."""
        self._writer.finish()
        self._tracked.close()
        return self._track if self.last_n else None

    def close(self) -> None:
        """Remove the files: what is in them is evidence by now, or of no use."""
        self._tracked.close()
        self._spooled.close()
        self._track.unlink(missing_ok=True)
        self._spool.unlink(missing_ok=True)

    def _timed(self, frame: PoseFrame, bad: bool) -> PoseFrame:
        """The frame on the track's own time, which only goes forward."""
        if bad:
            self._last_ms += 1.0
            return PoseFrame(frame.n, self._last_ms, lost=True)
        if self._shift_ms is None:
            away_ms = (self._now() - self._last_at) * 1000
            self._shift_ms = self._last_ms + max(away_ms, 1.0) - frame.t_ms
        self._last_at = self._now()
        self._last_ms = max(frame.t_ms + self._shift_ms, self._last_ms + 0.1)
        return PoseFrame(
            frame.n, self._last_ms, frame.head, frame.left_hand, frame.right_hand,
            frame.left_controller, frame.right_controller, frame.lost, frame.stand,
        )  # fmt: skip


def rescue(folder: Path, name: str) -> bytes | None:
    """The track of a try that a crash cut off; None where there is none."""
    spool = folder / f"{name}.poses"
    if not spool.is_file():
        return None
    frames = _read(spool.read_bytes())
    return encode_track(frames) if frames else None


def _read(data: bytes) -> Sequence[PoseFrame]:
    """What a spool holds, up to where the cut came."""
    frames: list[PoseFrame] = []
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        try:
            frames.extend(decode_batch(data[at + 4 : at + 4 + size]))
        except PoseBatchError:
            break  # the last batch was being written
        at += 4 + size
    return frames
