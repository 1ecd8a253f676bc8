"""Walls and floors of unseen designs, measured from their pictures and compared with the truth."""

from collections.abc import Sequence

import numpy as np

from hardware import Intrinsics, PlaneError
from kiosk.sight.masonry import observe
from kiosk.sight.seeing import NothingSeenError
from models.masonry.renderer import Kind, RenderedScene, SeenUnit, render_scene
from scenarios import Observation, PlaneSeen, UnitSeen
from scenarios.measures.masonry import BRICK_WALL, TILE_FLOOR
from scenarios.measures.masonry.frames import Work
from scenarios.measures.masonry.tile_floor import joint, joint_alignment, squareness
from scenarios.measures.parameters import TileParameters
from scenarios.observations import FrameRefused

FIRST_SEED = 410_000
"""Uncertainties are calibrated on other seeds: 90 000 000 and on (the card says which)."""
WALL_NAMES = [
    "bed_joint_mm", "head_joint_mm", "level_mm_per_m", "plumb_mm_per_m", "gauge_4_courses_mm",
    "half_bond_mm", "straightness_mm",
]  # fmt: skip
FLOOR_NAMES = ["joint_mm", "joint_alignment_mm", "squareness_mm_per_m"]
TRUE_SIGMA_PX = 0.1
QUALITY = (0.75, 1.0)
"""Cameras on a stand in fair light: in poorer pictures the board is not found, and they are
refused."""

Row = tuple[str, float, float, float]
"""Measure, value, U and truth."""


def measure_work(
    seed: int, kind: Kind, *, truth: bool, calibrated: bool, views: int = 1
) -> tuple[list[Row], list[str], list[tuple[str, float, float]]]:
    """Rows of a scene, the reasons of what is missing, and (unit, mm off, NaN) of whole units.

    With several `views` the work is seen from as many places, and measured from all of them; units
    are those found in the first.
    """
    quality = float(np.random.default_rng(seed).uniform(*QUALITY))
    scenes = [
        render_scene(seed, kind=kind, designs="unseen", clutter=False, quality=quality, view=view)
        for view in range(views)
    ]
    looks = [_look(scene, str(n), truth, calibrated) for n, scene in enumerate(scenes)]
    scene, seen = scenes[0], [one for look in looks for one in look]
    if kind == "brick_wall":
        measures, true, names = BRICK_WALL, scene.truth, WALL_NAMES
        given: dict[str, object] = {"unit_mm": scene.unit_mm[0], "joint_mm": scene.joint_mm}
    else:
        measures, true, names = TILE_FLOOR, _floor_truth(scene.units), FLOOR_NAMES
        given = {"joint_mm": scene.joint_mm}
    rows, reasons = [], []
    for name in names:
        result = measures[name](seen, given)
        if result.value is None or result.U is None:
            reasons.append(result.reason or "none")
        else:
            rows.append((name, result.value, result.U, true[name]))
    return rows, reasons, _units_found(scene, looks[0])


def _look(scene: RenderedScene, frame: str, truth: bool, calibrated: bool) -> list[Observation]:
    camera = scene.camera
    intrinsics = Intrinsics(camera.width, camera.height, camera.K, camera.distortion)
    try:
        seen = observe(scene.image, frame, intrinsics if calibrated else None)
    except (PlaneError, NothingSeenError) as refusal:
        print(f"  refused: {refusal.code}")
        return [FrameRefused(frame, refusal.code, "")]
    if not truth:
        return seen
    plane = [one for one in seen if isinstance(one, PlaneSeen)]
    return [*plane, *(_true_unit(unit, frame) for unit in scene.units)]


def _true_unit(unit: SeenUnit, frame: str) -> UnitSeen:
    """A unit as a perfect model would report it."""
    whole = bool(unit.sides_visible.min() > 0.9)
    return UnitSeen(frame, 1.0, unit.corners_px.tolist(), [TRUE_SIGMA_PX] * 4, whole)


def _floor_truth(units: Sequence[SeenUnit]) -> dict[str, float]:
    """What a floor measures by the measures' own definitions, from its true corners."""
    ordered = sorted(units, key=lambda unit: (unit.row, unit.number))
    corners = np.stack([unit.corners_mm for unit in ordered])
    rows = max(unit.row for unit in ordered)
    courses = tuple(sum(unit.row == row for unit in ordered) for row in range(1, rows + 1))
    known = np.ones((len(ordered), 4), np.bool_)
    work = Work(corners[None], known, courses, ("0",), corners[None])
    parameters = TileParameters()
    return {
        "joint_mm": float(joint(parameters)(corners[None], work).samples[0]),
        "joint_alignment_mm": float(joint_alignment(parameters)(corners[None], work).samples[0]),
        "squareness_mm_per_m": float(squareness(parameters)(corners[None], work).samples[0]),
    }


def _units_found(
    scene: RenderedScene, seen: Sequence[Observation]
) -> list[tuple[str, float, float]]:
    """How far the middle of each whole unit is off (mm); infinite where it was not found."""
    found = np.array([one.corners_px for one in seen if isinstance(one, UnitSeen)])
    middles = found.reshape(-1, 4, 2).mean(axis=1)
    rows = []
    for unit in scene.units:
        if unit.sides_visible.min() < 0.9:
            continue
        height = float(np.linalg.norm(unit.corners_px[3] - unit.corners_px[0]))
        scale = height / float(np.linalg.norm(unit.corners_mm[3] - unit.corners_mm[0]))
        away = np.linalg.norm(middles - unit.corners_px.mean(axis=0), axis=1)
        near = float(away.min()) if len(away) else np.inf
        rows.append(("unit", near / scale if near < 0.3 * height else np.inf, float("nan")))
    return rows
