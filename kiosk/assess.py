"""Room: kiosk. The camera criteria of a scenario alone, from photos, a recording or a camera.

No journal, no server: pictures in, one JSON report out (DESIGN §4).
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from hardware import Camera, CameraEndedError, Frame, Intrinsics, load_intrinsics, open_camera
from kiosk.errors import KioskError
from kiosk.pictures import jpeg
from kiosk.sight import AnnotatedPicture, Sight, model_digests, see
from scenarios import (
    AIScore,
    FrameRefused,
    FrameTaken,
    Measurement,
    Observation,
    Pack,
    load_pack,
    propose_scores,
)
from scenarios.measures import FAMILIES

SHOTS = 3
"""Frames measured of a recording or a camera; their median counts."""
STILL_SECONDS = 1.0
"""How long a recording is expected to stand still at its end."""


class AssessError(KioskError):
    """An assessment was asked for with no picture, several inputs, or nowhere to write."""


def assess(
    scenario: str | Path | Pack,
    *,
    photos: Sequence[Path] = (),
    video: Path | None = None,
    camera: str | int | None = None,
    intrinsics: Path | None = None,
    out: Path | None = None,
    language: str = "es",
) -> dict[str, object]:
    """Measure a scenario's camera criteria and return the report of DESIGN §4.

    Give photos of one scene (their median counts), or a recording (its last second), or a live
    camera. With `out` the report is written there as JSON, whole or not at all, and the annotated
    pictures beside it; `pictures` in the report names them. Measures that cannot be decided are
    in the report too, indeterminate with their reason; `refusals` tells what to do about them.
    Raises AssessError, and the errors of packs, cameras, intrinsics and models.
    """
    pack = scenario if isinstance(scenario, Pack) else load_pack(scenario)
    known = None if intrinsics is None else load_intrinsics(intrinsics)
    frames = _frames(photos, video, camera)
    if known is not None:
        _check_sizes(known, frames)
    sight = _look(pack, frames, known, language)
    report: dict[str, object] = {
        "scenario": pack.id,
        "pack_digest": pack.digest,
        "model_digest": next(iter(model_digests(pack).values())),
        "measures": _measures(pack, sight),
        "pictures": [],
    }
    if out is not None:
        report["pictures"] = _write_pictures(sight, out)
        _write_whole(out, msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return report


def _look(
    pack: Pack, frames: Sequence[Frame], intrinsics: Intrinsics | None, language: str
) -> Sight:
    """What every sight of the pack sees in all of the frames; pictures of those that saw."""
    if len(pack.sights) == 1:
        return see(pack, frames, intrinsics, language)
    seen: list[Observation] = []
    pictures: list[AnnotatedPicture] = []
    for name in pack.sights:
        # A frame that shows nothing to one sight may show all to another: each has its own name.
        own = [replace(frame, camera=f"{frame.camera}, {name}") for frame in frames]
        one = see(pack, own, intrinsics, language, name)
        own_frames = dict.fromkeys(shown.frame for shown in one.observations)
        seen += [*one.observations, *(FrameTaken(frame, name) for frame in own_frames)]
        if not pictures or not all(isinstance(o, FrameRefused) for o in one.observations):
            pictures += one.pictures
    return Sight(tuple(seen), tuple(pictures))


def refusals(report: dict[str, object]) -> list[str]:
    """What to do about the pictures of a report that could not be assessed, one text each."""
    measures = report["measures"]
    if not isinstance(measures, dict):
        raise TypeError(f"must be a report that assess() returned, but got {report!r}")
    told = [
        f"{refused['frame']}: {refused['remedy']}"
        for measure in measures.values()
        for refused in measure["detail"].get("refused", [])
    ]
    return list(dict.fromkeys(told))


def _frames(photos: Sequence[Path], video: Path | None, camera: str | int | None) -> list[Frame]:
    given = sum([bool(photos), video is not None, camera is not None])
    if given != 1:
        raise AssessError("give photos, or one video, or one camera: exactly one of the three")
    if photos:
        return [frame for photo in photos for frame in _read(photo, 1)]
    if video is not None:
        return _last_frames(video)
    return _read(camera if camera is not None else 0, SHOTS)


def _read(source: str | int | Path, count: int) -> list[Frame]:
    with _connected(open_camera(source)) as camera:
        return [camera.read() for _ in range(count)]


def _last_frames(video: Path) -> list[Frame]:
    """A few frames spread over the last second of a recording."""
    with _connected(open_camera(video)) as camera:
        fps = float(getattr(camera, "fps", 25.0))
        last: deque[Frame] = deque(maxlen=max(SHOTS, round(STILL_SECONDS * fps)))
        try:
            while True:
                last.append(camera.read())
        except CameraEndedError:
            if not last:
                raise
    chosen = np.unique(np.linspace(0, len(last) - 1, SHOTS).round().astype(int))
    return [last[int(index)] for index in chosen]


@contextmanager
def _connected(camera: Camera) -> Iterator[Camera]:
    camera.connect()
    try:
        yield camera
    finally:
        camera.disconnect()


def _check_sizes(intrinsics: Intrinsics, frames: Sequence[Frame]) -> None:
    """Raise IntrinsicsError when the intrinsics are not those of the pictures."""
    for frame in frames:
        height, width = frame.image.shape[:2]
        intrinsics.for_size(width, height)


def _measures(pack: Pack, sight: Sight) -> dict[str, object]:
    """The report's measures: those of the pack's criteria, then others of the same families."""
    refused = [
        {"frame": seen.frame, "reason": seen.reason, "remedy": seen.remedy}
        for seen in sight.observations
        if isinstance(seen, FrameRefused)
    ]
    extra: dict[str, object] = {"refused": refused} if refused else {}
    asked = {one.measure for one in pack.criteria if isinstance(one, Measurement)}
    families = [family for family in FAMILIES if asked & family.keys()]
    wanted = {name: measure for family in families for name, measure in family.items()}
    measures: dict[str, object] = {}
    for score in propose_scores(pack, sight.observations):
        criterion = pack.criterion(score.criterion)
        if isinstance(criterion, Measurement) and criterion.measure in wanted:
            measures.setdefault(criterion.measure, _entry(score, extra))
    for name, measure in wanted.items():
        if name not in measures:
            result = measure(list(sight.observations), {})
            fields = msgspec.structs.asdict(result)
            measures[name] = {**fields, "band": None, "detail": result.detail | extra}
    return measures


def _entry(score: AIScore, extra: dict[str, object]) -> dict[str, object]:
    return {
        "value": score.value,
        "U": score.U,
        "unit": score.unit,
        "band": score.band,
        "indeterminate": score.indeterminate,
        "reason": score.reason,
        "detail": score.detail | extra,
    }


def _write_pictures(sight: Sight, out: Path) -> list[str]:
    names = []
    for number, picture in enumerate(sight.pictures, 1):
        name = f"{out.stem}_{number}.jpg"
        _write_whole(out.with_name(name), jpeg(picture.image))
        names.append(name)
    return names


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it. Raises AssessError."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise AssessError(
            f"{path} cannot be written ({problem.strerror}): choose another folder or make room"
        ) from problem
