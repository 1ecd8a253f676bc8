"""What the demonstration's camera sees: a clip drawn from a seed, or real input."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import msgspec

from acredita.commands.files import write_json
from acredita.demo.plan import DemoPlan
from acredita.errors import DemoError
from scenarios import Pack

FRAMES = 24
STILL_FRAMES = 10  # at the end, when the cover is laid
FRAMES_PER_S = 2.0
JPEG_QUALITY = 97


@dataclass(frozen=True)
class DemoInput:
    """Camera sources, the camera's calibration file, and the truth where it is known.

    `truth` maps names of measures to their true values (mm, degrees, pieces).
    """

    sources: tuple[str, ...]
    intrinsics: Path | None
    truth: Mapping[str, float] | None


DRESSED: Mapping[str, float] = {"helmet_worn_share": 1.0, "vest_worn_share": 1.0}
"""What is true of a candidate made of code, whom no camera sees."""


class _Truth(msgspec.Struct):
    measures: dict[str, float]


def prepare_input(plan: DemoPlan, pack: Pack, seed: int) -> DemoInput:
    """Return real input as it was given, or draw a clip for the scenario (once; then kept).

    Raises DemoError when a file is missing, or nothing can be drawn for this scenario.
    """
    if plan.input_kind == "simulated":
        return DemoInput(plan.sources, None, DRESSED if pack.uses_camera else {})
    if plan.input_kind != "rendered":
        for source in plan.sources if plan.input_kind != "camera" else ():
            if not Path(source).is_file():
                raise DemoError(f"{source} is not a file; name a photo or a video that exists.")
        return DemoInput(plan.sources, plan.intrinsics, None)
    if pack.sight != "table_setting":
        raise DemoError(
            f"Nothing is drawn for {pack.id}: give it a real picture with --photo FILE."
        )
    folder = plan.directory / "input"
    clip, truth = folder / "clip.avi", folder / "truth.json"
    if not truth.exists():
        _draw_clip(folder, clip, truth, seed)
    known = msgspec.json.decode(truth.read_bytes(), type=_Truth)
    return DemoInput((str(clip),), folder / "intrinsics.json", known.measures)


def _draw_clip(folder: Path, clip: Path, truth: Path, seed: int) -> None:
    """Draw the clip, the camera's calibration and, last, the truth: it says that all is there."""
    from models.table_setting.renderer import render_clip, render_scene

    folder.mkdir(parents=True, exist_ok=True)
    scene = render_scene(seed, designs="unseen", cover="good")
    camera = scene.camera
    write_json(
        folder / "intrinsics.json",
        {
            "width": camera.width,
            "height": camera.height,
            "K": camera.K.tolist(),
            "distortion": [0.0] * 5,
        },
    )
    writer = cv2.VideoWriter(
        str(clip), cv2.VideoWriter.fourcc(*"MJPG"), FRAMES_PER_S, (camera.width, camera.height)
    )
    if not writer.isOpened():
        raise DemoError(f"{clip} cannot be written; free some space or choose another --dir.")
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, JPEG_QUALITY)
    try:
        for frame in render_clip(seed, FRAMES, still=STILL_FRAMES, designs="unseen", cover="good"):
            writer.write(frame)
    finally:
        writer.release()
    measures = {
        name: float(value)
        for name, value in scene.truth.items()
        if isinstance(value, int | float) and name.endswith(("_mm", "_deg"))
    }
    present = len({piece.name for piece in scene.pieces})
    # A cover laid "good" has every piece in its place; what is missing is not in order either.
    measures |= {"pieces_present": float(present), "pieces_in_order": float(present)}
    write_json(truth, {"measures": measures})
