"""Times the live pipeline beside the bare run of its network, turn by turn."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sighted.table import Table

from hardware import Image, Intrinsics
from kiosk.sight.seeing import model
from kiosk.sight.table import find_with_model, observe
from kiosk.sight.watch import Watch, find_places
from models.placement import lay, to_tensor
from models.table_setting.pieces import decode_places
from models.tracking import Tracker
from scenarios import load_pack, propose_scores

WARM = 5


@dataclass(frozen=True)
class Turns:
    """Seconds of each turn: of the bare run, and of the whole pipeline; and pieces found."""

    run_s: NDArray[np.float64]
    pipeline_s: NDArray[np.float64]
    objects: int

    def figures(self) -> dict[str, float]:
        """Medians and the 95th percentile in ms, and the ratio of the medians."""
        run, whole = float(np.median(self.run_s)), float(np.median(self.pipeline_s))
        return {
            "run_ms": round(1000 * run, 2),
            "pipeline_ms": round(1000 * whole, 2),
            "pipeline_p95_ms": round(1000 * float(np.quantile(self.pipeline_s, 0.95)), 2),
            "pipeline_over_run": round(whole / run, 3),
        }


def time_pipeline(table: Table, turns: int) -> Turns:
    """Letterbox, network, decoding, tracking and millimetres of each picture; the run in turn."""
    watch = Watch(find_places, table.plane)
    seeing = model("table_setting")
    canvas, _ = lay(table.pictures[0], seeing.sheet.input)
    tensor = to_tensor(canvas, seeing.sheet.input)
    run_s, pipeline_s, objects = [], [], 0
    for turn in range(turns + WARM):
        picture = table.pictures[turn % len(table.pictures)]
        started = time.perf_counter()
        seeing.session.run(seeing.output_names, {seeing.input_name: tensor})
        between = time.perf_counter()
        watched = watch.see(picture)
        ended = time.perf_counter()
        objects = max(objects, len(watched.tracked.detections))
        if turn >= WARM:
            run_s.append(between - started)
            pipeline_s.append(ended - between)
    return Turns(np.array(run_s), np.array(pipeline_s), objects)


def time_stages(table: Table, turns: int) -> dict[str, float]:
    """Median ms of each stage of the pipeline."""
    seeing, tracker = model("table_setting"), Tracker()
    sheet = seeing.sheet
    taken: dict[str, list[float]] = {}
    for turn in range(turns):
        marks = [("", time.perf_counter())]
        canvas, placement = lay(table.pictures[turn % len(table.pictures)], sheet.input)
        marks.append(("letterbox", time.perf_counter()))
        tensor = to_tensor(canvas, sheet.input)
        marks.append(("tensor", time.perf_counter()))
        values = seeing.session.run(seeing.output_names, {seeing.input_name: tensor})
        marks.append(("model", time.perf_counter()))
        outputs = dict(zip(seeing.output_names, values, strict=True))
        found = decode_places(outputs, placement, sheet)
        marks.append(("decode", time.perf_counter()))
        tracker.update(found)
        marks.append(("track", time.perf_counter()))
        for (_, before), (name, after) in pairwise(marks):
            taken.setdefault(name, []).append(after - before)
    return {name: round(1000 * float(np.median(s)), 2) for name, s in taken.items()}


def time_still_look(picture: Image, intrinsics: Intrinsics, turns: int) -> dict[str, float]:
    """What is done once, when the work lies still: outlines, edge, rims, and the scores with U."""
    pack = load_pack("tourism/table_setting")
    looks, scores = [], []
    for _ in range(turns):
        started = time.perf_counter()
        seen = observe(picture, "0", intrinsics, find_with_model)
        between = time.perf_counter()
        propose_scores(pack, seen)
        looks.append(between - started)
        scores.append(time.perf_counter() - between)
    return {"still_look_ms": _ms(looks), "still_scores_ms": _ms(scores)}


def _ms(seconds: Sequence[float]) -> float:
    return round(1000 * float(np.median(seconds)), 1)
