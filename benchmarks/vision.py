"""How fast the kiosk sees, beside the bare run of the network it sees with, in the same run.

A table of two covers (10–15 pieces) in front of a camera. The live pipeline is letterbox → network
→ decoding → tracks → places and movements in millimetres on the table, for every picture. Outlines,
edge, rims and scores with their uncertainty are taken once, when the work lies still: what that
costs is given too (`still_…`), and is no part of the ratio. `supervision_over_run` is the live
pipeline put together from `supervision`, in an environment of its own made by uv; null where it
cannot be had.
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import structlog
from sighted.frame_age import frame_age_ms
from sighted.pipeline import time_pipeline, time_stages, time_still_look
from sighted.table import SEEDS, Table, lay_table

from hardware import Intrinsics
from kiosk.sight.watch import Watch, find_places
from models.table_setting.renderer import render_scene
from scenarios.geometry import sample_plane

FEWEST, MOST = 10, 15
PICTURES = 12
PEER = Path(__file__).parent / "sighted" / "supervision_peer.py"
SUPERVISION = "supervision==0.26.1"
"""The last whose own tracker is complete; later ones hand it on to another package."""
PEER_WITHIN_S = 600
SEARCHED = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
"""Where uv is looked for: beside this Python, as setup/python.sh installs it, then anywhere."""


def main(arguments: Sequence[str]) -> None:
    """Time everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute's worth")
    given = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    turns, reads, looks = (120, 60, 3) if given.quick else (600, 300, 10)
    say("== table of two covers")
    table = lay_table(PICTURES)
    say("== live pipeline and bare run, in turn")
    timed = time_pipeline(table, turns)
    if not FEWEST <= timed.objects <= MOST:
        sys.exit(f"{timed.objects} pieces were found instead of {FEWEST} to {MOST}: choose others")
    figures: dict[str, object] = {**timed.figures(), "objects": timed.objects}
    say(f"   {figures}")
    figures["stages_ms"] = time_stages(table, turns // 2)
    say(f"   stages {figures['stages_ms']}")
    say("== age of a frame with a slow reader")
    watch = Watch(find_places, table.plane)
    figures["frame_age_p95_ms"] = frame_age_ms(table.pictures, watch.see, reads)
    say(f"   {figures['frame_age_p95_ms']} ms")
    say("== one look when the work lies still")
    still = render_scene(SEEDS[0], designs="unseen", cover="good")
    camera = still.camera
    intrinsics = Intrinsics(camera.width, camera.height, camera.K, np.zeros(5))
    figures |= time_still_look(still.image, intrinsics, looks)
    say(f"   {figures['still_look_ms']} ms, scores {figures['still_scores_ms']} ms")
    say("== the same with supervision")
    peer = run_peer(table, turns)
    figures["supervision_over_run"] = peer.get("ratio")
    figures["supervision"] = peer
    say(f"   {peer}")
    print(json.dumps({**figures, "quick": given.quick}))


def run_peer(table: Table, turns: int) -> dict[str, object]:
    """The figures of the pipeline made with supervision, or why there are none."""
    command = _peer_python()
    if command is None:
        return {"skipped": "supervision is not installed, and there is no uv to fetch it"}
    with tempfile.TemporaryDirectory(prefix="vision-") as scratch:
        for number, picture in enumerate(table.pictures):
            cv2.imwrite(str(Path(scratch) / f"{number:03}.png"), picture)
        np.save(Path(scratch) / "plane.npy", _homography(table))
        root = str(Path(__file__).parents[1])
        try:
            done = subprocess.run(
                [*command, str(PEER), scratch, str(turns)],
                capture_output=True,
                text=True,
                timeout=PEER_WITHIN_S,
                check=True,
                env=os.environ | {"PYTHONPATH": root},
            )
        except (subprocess.SubprocessError, OSError) as problem:
            said = getattr(problem, "stderr", None) or str(problem)
            return {"skipped": f"it did not run: {str(said).strip().splitlines()[-1]}"}
    figures: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _peer_python() -> list[str] | None:
    """A Python with supervision: this one, or one that uv makes."""
    if importlib.util.find_spec("supervision") is not None:
        return [sys.executable]
    uv = shutil.which("uv", path=SEARCHED)
    if uv is None:
        return None
    wanted = (SUPERVISION, "onnxruntime", "opencv-python-headless", "msgspec", "structlog")
    packages = [word for name in wanted for word in ("--with", name)]
    return [uv, "run", "--no-project", "--quiet", *packages, "python"]


def _homography(table: Table) -> np.ndarray:
    """Pixels to table millimetres, for those who know no lens."""
    planes = sample_plane(table.plane, draws=0)
    height, width = table.pictures[0].shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    there = planes.to_table(corners)[0]
    return cv2.getPerspectiveTransform(corners.astype(np.float32), there.astype(np.float32))


def say(text: str) -> None:
    """Tell what is being done."""
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
