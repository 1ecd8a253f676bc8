"""Room: acredita. The photos of a trial: taken with a guide, read from a folder, or drawn."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import cv2
import msgspec
import numpy as np

from acredita.errors import AcreditaError
from hardware import (
    CameraError,
    Frame,
    Image,
    Intrinsics,
    PlaneError,
    find_plane,
    open_camera,
)
from hardware.cameras import UNNAMED, LiveCamera, identity_of
from hardware.cameras.file.configuration_file import PHOTO_SUFFIXES
from kiosk.pictures import photo_jpeg
from kiosk.proving.truth import TruthRow
from kiosk.sight.wording import remedy as remedy_of

PHOTOS, LAYINGS = 20, 5
"""The work laid five times, four photos of each with board or camera moved."""
MOST_TRIES = 3
LAY = (
    "Laying {laying} of {of}: lay the work and the board as in a test, measure it with the ruler "
    "and note the values. Then press Enter"
)
MOVE = "Move the board (or the camera) a little, touch nothing else. Then press Enter"
DRAWN_QUALITY = 0.85
"""The drawn camera's quality, 0 to 1: a good webcam in even light."""
TRUTH, CAMERA = "truth.csv", "camera.json"


class CameraNote(msgspec.Struct, frozen=True):
    """Which camera took a folder's photos, and what it held still: a JPEG does not say."""

    camera: str
    held: dict[str, str]


class PhotographError(AcreditaError):
    """A trial's photos cannot be used together; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Shot:
    """One photo to measure: its row of truth, and how to get its frame.

    `intrinsics` is the camera's calibration where each photo has its own (drawn ones); `fault` is
    the code of a photo that cannot be read.
    """

    row: TruthRow
    frame: Frame | None
    intrinsics: Intrinsics | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Folder:
    """A folder of photos: by name, and the camera that took them."""

    photos: dict[str, Path]
    identity: str

    @property
    def rows(self) -> list[TruthRow]:
        """An empty table of truth: a laying for every four photos, to be corrected by hand."""
        names = list(self.photos)
        return [TruthRow(name, str(n * LAYINGS // PHOTOS + 1)) for n, name in enumerate(names)]


def open_folder(folder: Path, name: str | None) -> Folder:
    """The photos of a folder, in the order of their names. Raises PhotographError.

    `name` is what to call a camera that its photos do not name.
    """
    if not folder.is_dir():
        raise PhotographError(f"{folder} is no folder: give the one that holds the photos")
    photos = {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in PHOTO_SUFFIXES
    }
    if not photos:
        raise PhotographError(f"{folder} holds no photo: copy the 20 photos there and try again")
    cameras = {identity_of(path) for path in photos.values()}
    if len(cameras) > 1:
        raise PhotographError(
            f"the photos are from {len(cameras)} cameras ({', '.join(sorted(cameras))}): a report "
            "holds for one, so keep the photos of each in a folder of their own"
        )
    camera = cameras.pop()
    return Folder(photos, name or UNNAMED if camera == UNNAMED else camera)


def shots_of(folder: Folder, rows: Sequence[TruthRow]) -> Iterator[Shot]:
    """The photos named by the table of truth, one at a time. Raises PhotographError."""
    missing = [row.photo for row in rows if row.photo not in folder.photos]
    if missing:
        raise PhotographError(
            f"{TRUTH} names {missing[0]}, which is not in the folder: mend the name or the row"
        )
    for row in rows:
        camera = open_camera(folder.photos[row.photo])
        try:
            camera.connect()
            yield Shot(row, camera.read())
        except CameraError as problem:
            yield Shot(row, None, fault=problem.code)
        finally:
            camera.disconnect()


@dataclass(frozen=True)
class Taken:
    """What a guided capture left: the table's empty rows, and what the camera held still."""

    rows: list[TruthRow]
    held: dict[str, str] = field(default_factory=dict)


def take_photos(
    camera: LiveCamera,
    folder: Path,
    tell: Callable[[str], None],
    wait: Callable[[str], None],
    fault: Callable[[Image], str | None] = lambda image: None,
    layings: int = LAYINGS,
) -> Taken:
    """Guide a person through 20 photos of some layings and write them to a folder as JPEG.

    `wait` shows what to do and returns when it is done. A photo in which `fault` finds something to
    mend is taken again, MOST_TRIES times; then it stays, and counts as refused. Raises the
    camera's own errors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[TruthRow] = []
    held: dict[str, str] = {}
    each = math.ceil(PHOTOS / layings)
    for laying, shot in product(range(1, layings + 1), range(1, each + 1)):
        wait(LAY.format(laying=laying, of=layings) if shot == 1 else MOVE)
        if not rows:
            held = {name: state.value for name, state in camera.hold().states.items()}
        image = camera.read().image
        for _ in range(MOST_TRIES):
            remedy = fault(image)
            if remedy is None:
                break
            wait(f"{remedy} [Enter]")
            image = camera.read().image
        name = f"{laying:02d}-{shot:02d}.jpg"
        (folder / name).write_bytes(photo_jpeg(image))
        rows.append(TruthRow(name, str(laying)))
        tell(f"  photo {len(rows)} of {layings * each}: {name}")
    return Taken(rows, held)


def board_fault(image: Image, language: str) -> str | None:
    """What to mend before the board in a picture can be measured; None for nothing."""
    try:
        find_plane(image, None)
    except PlaneError as problem:
        return remedy_of(problem.code, language)
    return None


def drawn_shots(seed: int, count: int, folder: Path) -> Iterator[Shot]:
    """Photos of drawn covers with their exact truth, the cameras' calibration known.

    Each is written to the folder too, so that the report's digests can be checked.
    """
    from models.table_setting.renderer import render_scene

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        scene = render_scene(seed + number, designs="unseen", cover="good", quality=DRAWN_QUALITY)
        name = f"{number + 1:02d}.png"
        cv2.imwrite(str(folder / name), scene.image)
        values = {
            key: float(value)
            for key, value in scene.truth.items()
            if isinstance(value, int | float) and key.endswith(("_mm", "_deg"))
        }
        pieces = float(len({piece.name for piece in scene.pieces}))
        values |= {"pieces_present": pieces, "pieces_in_order": pieces}
        drawn = scene.camera
        yield Shot(
            TruthRow(name, str(number + 1), 100.0, values),
            Frame(scene.image, "", "simulated", number),
            Intrinsics(drawn.width, drawn.height, drawn.K, np.zeros(5)),
        )


def recall(folder: Path) -> tuple[str, dict[str, str]] | None:
    """The camera that a guided capture used and what it held; None for photos from elsewhere.

    Raises PhotographError when the note was damaged.
    """
    note = folder / CAMERA
    if not note.exists():
        return None
    try:
        kept = msgspec.json.decode(note.read_bytes(), type=CameraNote)
    except (OSError, msgspec.DecodeError) as problem:
        raise PhotographError(
            f"{note} is damaged ({problem}): take the photos again, it names their camera"
        ) from problem
    return kept.camera, kept.held
