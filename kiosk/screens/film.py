"""Room: kiosk. Films a step: a picture now and then, written as a clip in another thread."""

import shutil
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import structlog

from hardware.cameras import Image
from kiosk.clip import FPS, ClipError, ClipWriter
from kiosk.screens.view import View

log = structlog.get_logger()

MOST_BEHIND = 15
"""Pictures the writer makes up for at once after it was too slow: three seconds."""


class Film:
    """Takes pictures from the feed at the clip's pace."""

    def __init__(self, feed: View, scratch: Path, now: float) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=scratch))
        self._feed = feed
        self._writer = ClipWriter(self._folder / "clip.webm", FPS)
        self._work = ThreadPoolExecutor(1, thread_name_prefix="film")
        self._task: Future[None] | None = None
        self._since = now
        self._written = 0
        self._closed = False

    def tick(self, now: float) -> None:
        """Take the newest picture when it is time; returns at once."""
        if self._closed or (self._task is not None and not self._task.done()):
            return
        due = int((now - self._since) * FPS) + 1 - self._written
        frame = self._feed.newest() if due > 0 else None
        if frame is not None:
            self._written += due
            self._task = self._work.submit(self._write, frame.image, min(due, MOST_BEHIND))

    def close(self) -> Path | None:
        """End the clip and wait for it; its file, or None when nothing could be filmed."""
        self._closed = True
        self._work.shutdown(wait=True)
        try:
            if self._task is not None:
                self._task.result()
            return self._writer.close()
        except ClipError as error:
            log.warning("film.lost", problem=str(error))
            return None

    def discard(self) -> None:
        """Remove the clip's file; harmless when it is removed."""
        self._closed = True
        self._work.shutdown(wait=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, image: Image, times: int) -> None:
        for _ in range(times):
            self._writer.write(image)
