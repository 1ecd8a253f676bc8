"""Room: kiosk. The poses of one step: durable as they come, a small track at the end.

What comes is in a spool file, flushed to disk, before the page hears that it is stored. After a
crash the kiosk finds it there and keeps it as evidence of the try that was cut off.
"""

import errno
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hardware.headset.batch import decode_batch, encode_batch
from hardware.headset.errors import PoseBatchError
from hardware.headset.plausible import Odd
from hardware.headset.pose import PoseFrame
from hardware.headset.track import TrackWriter
from hardware.headset.webxr.headset_webxr import WebXRHeadset
from kiosk.journal import DiskFullError, JournalError

UNUSABLE = frozenset({"not_a_number", "time_back", "out_of_room", "bad_turn"})
"""Odd frames of which only the number is kept: they say nothing of where somebody was."""


class PoseKeeper:
    """Takes batches of one page after the other; numbers go on from page to page.

    Raises DiskFullError or JournalError where nothing can be written.
    """

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
        spooled = encode_batch(kept)
        with _told_plainly(self._spool):
            self._writer.add(kept)
            self._spooled.write(struct.pack("<I", len(spooled)) + spooled)
        self._written = True
        self.newest = kept[-1] if kept[-1].head is not None else self.newest
        return new, odd

    def sync(self) -> None:
        """Have what was taken on the disk."""
        if self._written:
            with _told_plainly(self._spool):
                self._spooled.flush()
                os.fdatasync(self._spooled.fileno())
            self._written = False

    def finish(self) -> Path | None:
        """The track of all that came; None when nothing did."""
        with _told_plainly(self._track):
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


def rescue(folder: Path, name: str) -> Path | None:
    """The track of a try that a crash cut off; None where there is none."""
    spool, track = folder / f"{name}.poses", folder / f"{name}.rescued"
    if not spool.is_file() or not spool.stat().st_size:
        return None
    with spool.open("rb") as spooled, track.open("wb") as tracked:
        writer = TrackWriter(tracked)
        for frames in _batches(spooled):
            writer.add(frames)
        writer.finish()
    return track


def tidy(folder: Path) -> None:
    """Remove what crashes left behind, once what is evidence of it is kept."""
    for kind in ("*.poses", "*.acpt", "*.rescued"):
        for path in folder.glob(kind):
            path.unlink(missing_ok=True)


def _batches(spooled: BinaryIO) -> Iterator[list[PoseFrame]]:
    """What a spool holds, up to where the cut came."""
    while len(size := spooled.read(4)) == 4:
        try:
            yield decode_batch(spooled.read(int.from_bytes(size, "little")))
        except PoseBatchError:
            return  # the last batch was being written


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                f"the disk with {path} is full; free some space, nothing written so far is lost"
            ) from problem
        raise JournalError(f"cannot keep poses in {path}: {problem}; check the disk") from problem
