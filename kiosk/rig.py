"""Room: kiosk. The cameras of a kiosk that has several: their pictures of one moment, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from hardware import (
    Camera,
    CameraEndedError,
    CameraError,
    CameraLostError,
    Frame,
    Image,
    Intrinsics,
    SimulatedCamera,
    SimulatedConfiguration,
    open_camera,
)
from hardware.cameras import LiveCamera, Moment, identity_of, read_moment
from kiosk.rig_file import calibration_of, read_rig_file
from scenarios import CameraMissed

log = structlog.get_logger()

FILE_FPS = 12.0


@dataclass(frozen=True, eq=False)
class RigCamera:
    """One of them: what it is called, which it is wherever it is plugged in, its calibration."""

    id: str
    source: str
    identity: str
    camera: LiveCamera
    intrinsics: Intrinsics | None = None


@dataclass(frozen=True, eq=False)
class Rig:
    """Several cameras, the main one first. Their frames carry their names."""

    cameras: tuple[RigCamera, ...]
    within_ms: float

    @property
    def intrinsics(self) -> Mapping[str, Intrinsics]:
        """The calibrations known, by the cameras' names."""
        return {one.id: one.intrinsics for one in self.cameras if one.intrinsics is not None}

    @contextmanager
    def running(self) -> Iterator["Running"]:
        """Open all of them and hold exposure and focus. Raises CameraError when none opens."""
        opened: list[RigCamera] = []
        problems: list[CameraError] = []
        for one in self.cameras:
            try:
                one.camera.connect()
                one.camera.hold()
                opened.append(one)
            except CameraError as problem:
                log.warning("camera.not_opened", camera=one.id, problem=str(problem))
                problems.append(problem)
        if not opened:
            raise problems[0]
        try:
            yield Running(self, tuple(opened))
        finally:
            for one in opened:
                one.camera.disconnect()


@dataclass(frozen=True, eq=False)
class Running:
    """A rig whose cameras are open, but for those that could not be opened."""

    rig: Rig
    opened: tuple[RigCamera, ...]

    def moment(self, timeout_s: float = 3.0) -> Moment:
        """Pictures of one moment, by name. Raises CameraLostError when no camera gives one."""
        cameras = [_Called(one.id, one.camera) for one in self.opened]
        found = read_moment(cameras, self.rig.within_ms, timeout_s)
        if not found.frames:
            names = ", ".join(one.id for one in self.rig.cameras)
            raise CameraLostError(f"{names} give no picture: check cables, power and network")
        dead = [one.id for one in self.rig.cameras if one not in self.opened]
        return replace(found, silent=(*found.silent, *dead))


@dataclass(frozen=True, eq=False)
class _Called:
    """A camera whose frames carry its name among several."""

    name: str
    camera: LiveCamera

    def read_after(self, captured_s: float, timeout_s: float) -> Frame | None:
        frame = self.camera.read_after(captured_s, timeout_s)
        return None if frame is None else called(frame, self.name)


def open_rig(path: Path, opener: Callable[[str], Camera] = open_camera) -> Rig:
    """The cameras that a file names, none connected. Raises RigFileError, CameraError."""
    file = read_rig_file(path)
    cameras = []
    for entry in file.cameras:
        camera = opener(entry.source)
        live = camera if isinstance(camera, LiveCamera) else as_live(camera)
        cameras.append(
            RigCamera(
                entry.id, entry.source, identity_of(entry.source), live, calibration_of(entry, path)
            )
        )
    return Rig(tuple(cameras), file.within_ms)


def called(frame: Frame, name: str) -> Frame:
    """The frame under its camera's name among several; as it is when there is one."""
    return replace(frame, camera=name, taken_by=name) if name else frame


def missed_of(moments: Sequence[Moment], step: str) -> list[CameraMissed]:
    """The cameras without a picture in the last of these moments: what they lack is not theirs."""
    if not moments:
        return []
    last = moments[-1]
    stale = [frame.taken_by for frame in last.stale]
    return [
        *(CameraMissed(name, step, "lost") for name in last.silent),
        *(CameraMissed(name, step, "out_of_step") for name in stale),
    ]


def as_live(recording: Camera) -> LiveCamera:
    """A photo or a video shown as if it were live; a video stays on its last picture."""
    return SimulatedCamera(
        SimulatedConfiguration(_draw(recording), fps=FILE_FPS, name=recording.name)
    )


def _draw(recording: Camera) -> Callable[[int], Image | None]:
    last: list[Image] = []

    def draw(number: int) -> Image | None:
        if not last:
            recording.connect()
        try:
            frame = recording.read()
        except CameraEndedError:
            return last[0]
        last[:] = [frame.image]
        return frame.image

    return draw
