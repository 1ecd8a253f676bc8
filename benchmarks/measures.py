"""How far measured millimetres are from the truth, and whether the stated U covers it.

Also: how many of the pieces are found, and how far off their centres and axes are on the table.

Renders covers of designs that no model was trained on, measures each from its picture, and compares
with the true positions. `--truth` feeds the true outlines instead of the model's, which shows
what calibration, geometry and heights alone contribute. `--scenario` brick_wall or tile_floor does
the same with walls and floors. `--pictures` takes covers that were path-traced beforehand
(models/table_setting/recipe/path_traced/covers.py).
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from masonry_scenes import FIRST_SEED as FIRST_MASONRY_SEED
from masonry_scenes import FLOOR_NAMES, WALL_NAMES, measure_work
from numpy.typing import NDArray

from hardware import Intrinsics, PlaneError
from kiosk.sight.table import find_with_model, observe
from models.masonry.renderer import Kind
from models.table_setting.evaluation import NEAR
from models.table_setting.recipe.path_traced.held_out import traced_scene
from models.table_setting.rectangle import extent
from models.table_setting.renderer import RenderedScene, SeenPiece, render_scene
from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen
from scenarios.geometry import PlaneSamples, sample_plane
from scenarios.measures import TABLE_SETTING
from scenarios.measures.parameters import TableParameters

FIRST_SEED = 700_000
"""Uncertainties are calibrated on other seeds: 800 000 and on."""
NAMES = [name for name in TABLE_SETTING if name.endswith(("_mm", "_deg"))]
TRUE_OUTLINE_U_PX = 0.5
SCENARIOS = {"table_setting": NAMES, "brick_wall": WALL_NAMES, "tile_floor": FLOOR_NAMES}
SURE = TableParameters().sure_confidence
"""What is seen less surely counts as neither found nor false: it goes to a person."""
LEAST_VISIBLE = 0.2
"""Pieces of which less shows are not asked for: nobody could find them."""


def true_pieces(scene: RenderedScene, frame: str) -> list[PieceSeen | EdgeSeen]:
    """The renderer's outlines, as a perfect model would report them."""
    found: list[PieceSeen | EdgeSeen] = [
        PieceSeen(
            frame,
            piece.name,
            0.9,
            piece.outline_px.tolist(),
            {key: place.tolist() for key, place in piece.points_px.items()},
            TRUE_OUTLINE_U_PX,
        )
        for piece in scene.pieces
    ]
    if scene.front_edge_px is not None:
        found.append(EdgeSeen(frame, scene.front_edge_px.tolist(), TRUE_OUTLINE_U_PX))
    return found


def look(scene: RenderedScene, truth: bool, calibrated: bool) -> list[Observation]:
    """What is observed of a scene; nothing when its picture is refused."""
    camera = scene.camera
    intrinsics = Intrinsics(camera.width, camera.height, camera.K, np.zeros(5))
    find = (lambda _, frame: true_pieces(scene, frame)) if truth else find_with_model
    try:
        return observe(scene.image, "0", intrinsics if calibrated else None, find)
    except PlaneError as refusal:
        print(f"  refused: {refusal.code}")
        return []


def compare_pieces(
    scene: RenderedScene, observations: list[Observation]
) -> tuple[list[tuple[str, float, float]], list[str]]:
    """Class, centre error (mm on the table) and axis error (degrees; NaN but for cutlery) of each
    true piece; infinite where no piece of its class lies within 15 % of its longer side. And the
    classes of what was found where nothing is."""
    planes = [sample_plane(o, draws=0) for o in observations if isinstance(o, PlaneSeen)]
    found = [o for o in observations if isinstance(o, PieceSeen) and o.confidence >= SURE]
    rows = []
    for piece in sorted(scene.pieces, key=lambda piece: -piece.visible):
        centre, longer = extent(np.asarray(piece.outline_px, np.float64))
        best, limit = None, NEAR * longer
        for one in found:
            away = extent(np.array(one.outline_px, np.float64))[0] - centre
            if one.name == piece.name and float(np.linalg.norm(away)) <= limit:
                best, limit = one, float(np.linalg.norm(away))
        if best is not None:
            found.remove(best)
        if piece.visible < LEAST_VISIBLE:
            continue
        errors = (np.inf, np.inf) if best is None else _errors(planes[0], piece, best)
        rows.append((piece.name, *errors))
    return rows, [one.name for one in found]


def _errors(planes: PlaneSamples, piece: SeenPiece, found: PieceSeen) -> tuple[float, float]:
    """A glass stands where its foot is; cutlery lies between its ends; others fill an outline."""

    def on_table(seen: SeenPiece | PieceSeen) -> NDArray[np.float64]:
        points = {key: np.asarray(at, np.float64) for key, at in seen.points_px.items()}
        if "tip" in points:
            marks = np.stack([points["tip"], points["end"]])
        elif "foot" in points:
            marks = points["foot"][None]
        else:
            marks = extent(np.asarray(seen.outline_px, np.float64))[0][None]
        return np.asarray(planes.to_table(marks, 0.0)[0], np.float64)

    true, seen = on_table(piece), on_table(found)
    off = float(np.linalg.norm(true.mean(0) - seen.mean(0)))
    if len(true) < 2:
        return off, float("nan")
    turn = np.angle(complex(*(true[0] - true[1])) / complex(*(seen[0] - seen[1])))
    return off, abs(float(np.degrees(turn)))


def summarise_pieces(
    rows: list[tuple[str, float, float]], false: Sequence[str]
) -> dict[str, object]:
    """Share found, false ones a true piece, median and 95 % centre error (mm) and median axis error
    (degrees), for all and by class."""
    figures: dict[str, object] = {}
    headings = ("asked", "found", "false", "mm", "p95", "deg")
    print(f"\n{'piece':22} " + " ".join(f"{heading:>7}" for heading in headings))
    for name in ("all", *sorted({row[0] for row in rows})):
        mine = np.array([row[1:] for row in rows if name in ("all", row[0])])
        hit = mine[np.isfinite(mine[:, 0])]
        degrees = hit[np.isfinite(hit[:, 1]), 1]
        wrong = sum(name in ("all", one) for one in false)
        figures[name] = f = {
            "asked": len(mine),
            "found": round(len(hit) / len(mine), 4),
            "false": round(wrong / len(mine), 4),
            "median_mm": round(float(np.median(hit[:, 0])), 2) if len(hit) else None,
            "p95_mm": round(float(np.quantile(hit[:, 0], 0.95)), 2) if len(hit) else None,
            "median_deg": round(float(np.median(degrees)), 2) if len(degrees) else None,
        }
        print(f"{name:22} " + " ".join(f"{v!s:>7}" for v in f.values()))
    return figures


def summarise(
    rows: dict[str, list[tuple[float, float, float]]], asked: int, names: Sequence[str]
) -> dict[str, object]:
    """Figures for each measure, printed as a table; rows hold value, U and truth."""
    headings = ("n", "|error|", "p95", "bias", "U", "covered", "p95/U")
    print(f"\n{'measure':22} " + " ".join(f"{heading:>7}" for heading in headings))
    figures: dict[str, object] = {}
    every: list[bool] = []
    for name in names:
        if not rows[name]:
            continue
        value, U, true = np.array(rows[name]).T
        error = value - true
        covered = np.abs(error) <= U
        every += covered.tolist()
        f = {
            "measured": len(value),
            "median_abs_error": round(float(np.median(np.abs(error))), 3),
            "p95_abs_error": round(float(np.quantile(np.abs(error), 0.95)), 3),
            "bias": round(float(np.median(error)), 3),
            "median_U": round(float(np.median(U)), 3),
            "coverage": round(float(covered.mean()), 4),
            "p95_error_over_U": round(float(np.quantile(np.abs(error) / U, 0.95)), 3),
        }
        figures[name] = f
        print(f"{name:22} " + " ".join(f"{v:>7}" for v in f.values()))
    coverage = round(float(np.mean(every)), 4) if every else 0.0
    print(f"{'all':22} {len(every):>7} covered {coverage}, of {asked} asked")
    return {"coverage": coverage, "measured": len(every), "asked": asked, "measures": figures}


@dataclass(frozen=True)
class Task:
    """One scene to measure, and how."""

    scenario: str
    seed: int
    truth: bool
    calibrated: bool
    picture: Path | None = None
    width: int = 1600
    views: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a scene: (measure, value, U, truth), reasons of what is missing, its pieces, and
    the classes of those that are not there."""

    rows: list[tuple[str, float, float, float]]
    reasons: list[str]
    pieces: list[tuple[str, float, float]]
    false: list[str] = field(default_factory=list)


def measure(task: Task) -> Outcome:
    """Draw a scene, look at it, and compare every measure and piece with the truth."""
    if task.scenario != "table_setting":
        kind: Kind = "brick_wall" if task.scenario == "brick_wall" else "tile_floor"
        truth, calibrated, views = task.truth, task.calibrated, task.views
        return Outcome(
            *measure_work(task.seed, kind, truth=truth, calibrated=calibrated, views=views)
        )
    if task.picture is None:
        width, height = task.width, task.width * 3 // 4
        scene = render_scene(task.seed, width=width, height=height, designs="unseen")
    else:
        scene = traced_scene(task.picture)
    observations = look(scene, task.truth, task.calibrated)
    pieces, false = compare_pieces(scene, observations) if observations else ([], [])
    outcome = Outcome([], [], pieces, false)
    for name in NAMES:
        true = scene.truth.get(name)
        if not isinstance(true, float):
            continue
        result = TABLE_SETTING[name](observations, {})
        if result.value is None or result.U is None:
            outcome.reasons.append(result.reason or "none")
        else:
            outcome.rows.append((name, result.value, result.U, true))
    return outcome


def tasks_of(options: argparse.Namespace) -> list[Task]:
    """The scenes that were asked for."""
    how = (options.truth, not options.uncalibrated)
    if options.pictures is not None:
        pictures = sorted(options.pictures.glob("cover_*.jpg"))
        return [Task("table_setting", 0, *how, picture) for picture in pictures]
    count = 20 if options.quick else options.scenes
    usual = FIRST_SEED if options.scenario == "table_setting" else FIRST_MASONRY_SEED
    first = usual if options.first is None else options.first
    return [
        Task(options.scenario, seed, *how, width=options.width, views=options.views)
        for seed in range(first, first + count)
    ]


def main(arguments: Sequence[str]) -> None:
    """Measure scenes and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", choices=SCENARIOS, default="table_setting")
    parser.add_argument("--pictures", type=Path, help="a folder of path-traced covers")
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--width", type=int, default=1600, help="of drawn covers, px (4:3)")
    parser.add_argument("--views", type=int, default=1, help="places a wall or floor is seen from")
    parser.add_argument("--first", type=int, help="seed of the first scene")
    parser.add_argument("--jobs", type=int, default=1, help="scenes measured at a time")
    parser.add_argument("--quick", action="store_true", help="20 scenes")
    parser.add_argument("--truth", action="store_true", help="true outlines, not the model's")
    parser.add_argument("--uncalibrated", action="store_true", help="without the intrinsics")
    parser.add_argument("--verbose", action="store_true", help="print what U does not cover")
    options = parser.parse_args(arguments)
    tasks = tasks_of(options)
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    reasons: Counter[str] = Counter()
    pieces: list[tuple[str, float, float]] = []
    false: list[str] = []
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as workers:
        outcomes = zip(tasks, workers.map(measure, tasks), strict=True)
        for number, (task, outcome) in enumerate(outcomes, 1):
            print(f"scene {number} of {len(tasks)}", end="\r", file=sys.stderr)
            pieces += outcome.pieces
            false += outcome.false
            reasons.update(outcome.reasons)
            for name, value, U, true in outcome.rows:
                rows[name].append((value, U, true))
                if options.verbose and abs(value - true) > U:
                    print(f"  {task.seed} {name} {value:.2f} ± {U:.2f}, true {true:.2f}")
    asked = sum(reasons.values()) + sum(map(len, rows.values()))
    figures = summarise(rows, asked, SCENARIOS[options.scenario])
    print(f"indeterminate: {dict(reasons)}")
    figures["indeterminate_share"] = round(sum(reasons.values()) / max(asked, 1), 4)
    figures["scenario"], figures["scenes"] = options.scenario, len(tasks)
    figures["pieces"] = summarise_pieces(pieces, false)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
