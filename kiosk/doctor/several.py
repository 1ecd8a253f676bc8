"""Room: kiosk. Several cameras before the doctor: each by itself, and whether they are in step."""

from collections.abc import Iterator

import msgspec

from hardware import CameraError, Frame
from hardware.cameras import spread_ms
from kiosk.doctor.camera import look_through
from kiosk.doctor.findings import Line, State, device_line, own_line
from kiosk.doctor.itself import WORDS
from kiosk.rig import Rig, called
from kiosk.screens.lookout import board_code

CAMERA = "camera"
"""The kind of sensor that each of them is; their lines are named after it and after them."""


def look_through_each(rig: Rig, language: str) -> tuple[list[Line], list[Frame]]:
    """A line a camera, tried one after the other, and the frames they gave, by name."""
    lines, frames = [], []
    for one in rig.cameras:
        condition, frame = look_through(one.camera, one.source)
        name = f"{one.id}: {one.identity}"
        line = device_line(f"{CAMERA}:{one.id}", CAMERA, name, condition, language)
        lines.append(msgspec.structs.replace(line, says=f"{one.id}: {line.says}"))
        state: State = "ready" if one.intrinsics is not None else "not_set_up"
        told = {"camera": one.id}
        lines.append(own_line(WORDS, "calibration_of", state, state, language, told))
        if frame is not None:
            frames.append(called(frame, one.id))
            lines.append(_board(one.id, frame, language))
    return lines, frames


def in_step(rig: Rig, language: str) -> Iterator[Line]:
    """Whether the cameras that work give pictures of one moment, close enough together."""
    told: dict[str, object] = {"within": f"{rig.within_ms:g}"}
    try:
        with rig.running() as running:
            found = running.moment()
    except CameraError as error:
        yield own_line(WORDS, "in_step", "broken", "none", language, told, str(error))
        return
    if found.silent or found.stale:
        names = [*found.silent, *(frame.taken_by for frame in found.stale)]
        told |= {"names": ", ".join(names)}
        yield own_line(WORDS, "in_step", "broken", "apart", language, told)
        return
    told |= {"spread": f"{spread_ms(found.frames):.0f}"}
    yield own_line(WORDS, "in_step", "ready", "ready", language, told)


def _board(name: str, frame: Frame, language: str) -> Line:
    """Whether this camera sees the board now; nothing is wrong where none has been laid yet."""
    code = board_code(frame)
    told = {"camera": name}
    if code is None:
        return own_line(WORDS, "board_seen", "ready", "ready", language, told)
    return own_line(WORDS, "board_seen", "not_set_up", "not_seen", language, told, code)
