"""Room: kiosk. `cameras.toml`: the cameras of a kiosk that has several, as data."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware import CameraError, Intrinsics, IntrinsicsError, load_intrinsics, open_camera
from hardware.cameras import UNNAMED, identity_of
from kiosk.errors import KioskError
from scenarios.findings import Finding
from scenarios.format import FileStruct, Id
from scenarios.toml_file import MAX_BYTES, parse_toml, read_bytes, typed

WITHIN_MS = 100.0
"""Frames further apart are of different moments, unless the file says otherwise: three pictures of
a camera at 30 fps. Work lies still meanwhile; hands do not."""


class RigFileError(KioskError):
    """A file of cameras that cannot be used; the message names key, fault and remedy."""


class CameraEntry(FileStruct, frozen=True, kw_only=True):
    """One camera."""

    id: Annotated[
        Id, Meta(description="What it is called here: where it hangs, as in `left`, `above`.")
    ]
    source: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=500,
            description="A number, an address (rtsp://, http://), a photo or a video.",
        ),
    ]
    intrinsics: Annotated[
        str | None,
        Meta(description="Its own calibration file, beside this file or with its whole path."),
    ] = None


class RigFile(FileStruct, frozen=True, kw_only=True):
    """The cameras of a kiosk. The first shows people and films; all measure what lies still."""

    within_ms: Annotated[
        float,
        Meta(
            ge=5,
            le=1000,
            description="Frames captured within so many milliseconds are of one moment, 5 to 1000.",
        ),
    ] = WITHIN_MS
    cameras: Annotated[
        tuple[CameraEntry, ...],
        Meta(min_length=2, max_length=4, description="2 to 4 cameras, the main one first."),
    ]


def check_rig_file(path: Path) -> list[Finding]:
    """Everything that has to be mended in a file of cameras; opens no camera."""
    try:
        found = _parsed(path)
    except RigFileError as error:
        return [Finding(path.name, "", str(error), "Choose another file.")]
    return found if isinstance(found, list) else _faults(found, path)


def read_rig_file(path: Path) -> RigFile:
    """Read a file of cameras. Raises RigFileError with its first fault."""
    found = _parsed(path)
    faults = found if isinstance(found, list) else _faults(found, path)
    if faults or isinstance(found, list):
        one = faults[0]
        raise RigFileError(f"{path}: {one.key}: {one.problem} → {one.remedy}")
    return found


def calibration_of(entry: CameraEntry, path: Path) -> Intrinsics | None:
    """A camera's calibration; None where it has none. Raises IntrinsicsError."""
    if entry.intrinsics is None:
        return None
    return load_intrinsics(path.parent / entry.intrinsics)


def rig_schema_text() -> str:
    """The JSON Schema of the file, for editors: the text of docs/cameras.schema.json."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://acredita.example/schema/cameras.schema.json",
        "title": "Acredita cameras of a kiosk",
    }
    schema = head | msgspec.json.schema(RigFile)
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _named(source: str) -> str | None:
    """Which camera a source is; None where nobody can say."""
    try:
        named = identity_of(source)
    except CameraError:
        return None
    return None if named == UNNAMED else named


def _parsed(path: Path) -> RigFile | list[Finding]:
    data = read_bytes(path.parent, path.name, MAX_BYTES)
    if isinstance(data, Finding):
        return [data]
    table = parse_toml(data, path.name)
    return [table] if isinstance(table, Finding) else typed(table, RigFile, path.name)


def _faults(rig: RigFile, path: Path) -> list[Finding]:
    """What types alone do not say: names and sources once each, drivers known, files there."""
    faults = []
    for number, entry in enumerate(rig.cameras):
        earlier = rig.cameras[:number]
        key = f"cameras[{entry.id}]"
        if any(one.id == entry.id for one in earlier):
            problem = "two cameras have this name"
            faults.append(Finding(path.name, f"{key}.id", problem, "Give each its own."))
        if any(one.source == entry.source for one in earlier):
            problem = f"another camera is {entry.source} too"
            remedy = "Name another device: one camera seen twice proves nothing more."
            faults.append(Finding(path.name, f"{key}.source", problem, remedy))
        try:
            open_camera(entry.source)
        except CameraError as error:
            faults.append(Finding(path.name, f"{key}.source", "no such kind of camera", str(error)))
            continue
        named = identity_of(entry.source)
        if any(one.source != entry.source and _named(one.source) == named for one in earlier):
            problem = f"it cannot be told from another camera ({named})"
            remedy = "A report on one would count for both: use cameras with numbers of their own."
            faults.append(Finding(path.name, f"{key}.source", problem, remedy))
        try:
            calibration_of(entry, path)
        except IntrinsicsError as error:
            problem = "it is no calibration"
            faults.append(Finding(path.name, f"{key}.intrinsics", problem, str(error)))
    return faults
