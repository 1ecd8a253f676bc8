"""Reads folders of labelled pictures (images/ beside labels/, YOLO text). Touches files only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.detections import FloatArray, IntArray
from models.errors import DataFolderError

PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture file with its true boxes: `class_id` (N,), `box` (N,4) x1 y1 x2 y2 in 0–1."""

    path: Path
    class_id: IntArray
    box: FloatArray


def picture_paths(data_dir: Path) -> list[Path]:
    """Return the pictures of DATA/images, by name.

    Raises DataFolderError when there is no such folder or it holds no pictures.
    """
    folder = data_dir / "images"
    if not folder.is_dir():
        raise DataFolderError(
            f"{data_dir} has no images/ folder. Give a folder with images/ and labels/ in it."
        )
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURE_ENDINGS)
    if not found:
        raise DataFolderError(f"{folder} holds no pictures ({' '.join(PICTURE_ENDINGS)}).")
    return found


def read_labelled(data_dir: Path, classes: tuple[str, ...]) -> list[LabelledPicture]:
    """Read a folder in YOLO form, `class cx cy w h` a line, normalised to 0–1.

    A picture without a label file is background: nothing on it is true. Raises DataFolderError
    naming the file and line that does not fit.
    """
    pictures = []
    for path in picture_paths(data_dir):
        label = data_dir / "labels" / f"{path.stem}.txt"
        text = label.read_text(encoding="utf-8") if label.is_file() else ""
        class_id, box = parse_yolo(text, len(classes), str(label))
        pictures.append(LabelledPicture(path, class_id, box))
    return pictures


def parse_yolo(text: str, class_count: int, where: str) -> tuple[IntArray, FloatArray]:
    """Parse YOLO label lines into class ids (N,) and x1 y1 x2 y2 boxes (N,4) in 0–1.

    Raises DataFolderError naming `where` and the line.
    """
    class_ids, boxes = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            index, cx, cy, w, h = (float(field) for field in line.split())
        except ValueError as error:
            raise DataFolderError(
                f"{where}, line {number}: must be `class cx cy w h`, but got {line.strip()!r}."
            ) from error
        if index not in range(class_count) or not all(0.0 <= v <= 1.0 for v in (cx, cy, w, h)):
            raise DataFolderError(
                f"{where}, line {number}: class must be 0–{class_count - 1} and the box in 0–1, "
                f"but got {line.strip()!r}."
            )
        class_ids.append(int(index))
        boxes.append((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2))
    box = np.asarray(boxes, np.float32).reshape(-1, 4)
    return np.asarray(class_ids, np.int64), np.clip(box, 0.0, 1.0)
