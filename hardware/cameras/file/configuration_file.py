"""Room: hardware. What can be set about a photo or a video file."""

from dataclasses import dataclass
from pathlib import Path

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
VIDEO_SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v"})


@dataclass(frozen=True)
class FileConfiguration:
    """`path` is a photo or a video, told apart by its suffix."""

    path: Path

    @property
    def is_photo(self) -> bool:
        """True for a photo, which shows the same picture for ever."""
        return self.path.suffix.lower() in PHOTO_SUFFIXES
