"""Room: kiosk. Where a headless run gets its pictures: photos, a recording, a live camera."""

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hardware.cameras import Camera, CameraEndedError, Frame, Image
from hardware.cameras.camera import timestamp
from kiosk.clip import FPS, ClipWriter
from kiosk.headless import Film, Take
from kiosk.rig import Running, missed_of
from scenarios.format import Step

SHOTS = 3
"""Pictures of a finished piece of work: their mean is better than one, a fourth adds little."""


def film_photos(cameras: Sequence[Camera]) -> Film:
    """Photos that exist already: they are what every photo step shows."""

    def film(step: Step) -> Take:
        return Take(frames=[_one(camera) for camera in cameras] if step.capture == "photo" else ())

    return film


def film_camera(camera: Camera) -> Film:
    """A connected live camera: a few pictures at the moment of a photo step."""

    def film(step: Step) -> Take:
        shots = SHOTS if step.capture == "photo" else 0
        return Take(frames=[camera.read() for _ in range(shots)])

    return film


def film_rig(running: Running) -> Film:
    """Several cameras in step: a few moments, as all of them show it, at a photo step."""

    def film(step: Step) -> Take:
        shots = SHOTS if step.capture == "photo" else 0
        moments = [running.moment() for _ in range(shots)]
        frames = [frame for moment in moments for frame in moment.frames]
        return Take(frames=frames, missed=missed_of(moments, step.id))

    return film


@contextmanager
def film_recording(images: Iterable[Image], fps: float, name: str) -> Iterator[Film]:
    """A recording of the work (from a renderer or a file), in order: its last pictures are shown.

    A clip step keeps it as a clip and takes as long as the recording; the folder of the clip is
    removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="acredita-clip-") as folder:
        writer = ClipWriter(Path(folder) / "clip.webm", FPS)
        last: deque[Frame] = deque(maxlen=SHOTS)
        count = 0
        for count, image in enumerate(images, 1):
            last.append(Frame(image, timestamp(), name, count - 1))
            if (count - 1) * FPS / fps >= writer.frames:
                writer.write(image)
        clip = writer.close()

        def film(step: Step) -> Take:
            if step.capture == "clip":
                return Take(clip=clip, seconds=count / fps)
            return Take(frames=tuple(last) if step.capture == "photo" else ())

        yield film


def pictures_of(camera: Camera) -> Iterator[Image]:
    """Every picture of a recording, in order. Raises CameraUnavailableError."""
    camera.connect()
    try:
        while True:
            yield camera.read().image
    except CameraEndedError:
        return
    finally:
        camera.disconnect()


def _one(camera: Camera) -> Frame:
    camera.connect()
    try:
        return camera.read()
    finally:
        camera.disconnect()
