"""What a second camera in step brings: covers nobody trained on, drawn from left and right.

For every measure of a cover: U of both cameras beside U of one, and how often U holds the error,
with the models as shipped. `error_correlation` says how much of one camera's error is the other's.
One JSON line at the end.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sighted.covers import Seen, Wanted, kept

from scenarios import AIScore, Observation, load_pack, propose_scores

PACK = load_pack("tourism/table_setting")
SEED = 7_300_000
MEASURES = ("plate_edge_mm", "knife_edge_mm", "fork_edge_mm", "knife_plate_mm", "knife_spoon_mm",
            "fork_knife_mm", "glass_knife_tip_mm", "cutlery_angle_deg")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Look at the scenes, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="10 scenes")
    parser.add_argument("--cache", type=Path, help="a folder for what was seen, read again")
    given = parser.parse_args(arguments)
    rows = []
    for number in range(10 if given.quick else given.scenes):
        rows += readings(kept(given.cache, Wanted(SEED + number, "honest")))
        sys.stderr.write(f"{number + 1} scenes\n")
    print(json.dumps(summary(rows)))


def readings(seen: Seen) -> list[dict[str, Any]]:
    """Each measure of one cover: its truth, and value and U of left, right and both."""
    left, right = seen.observations
    found = {"left": scored(left), "right": scored(right), "both": scored([*left, *right])}
    rows = []
    for measure in MEASURES:
        if measure in seen.truth:
            told = {name: [one[measure].value, one[measure].U] for name, one in found.items()}
            rows.append({"seed": seen.seed, "measure": measure, "truth": seen.truth[measure],
                         **told})  # fmt: skip
    return rows


def scored(observations: Sequence[Observation]) -> Mapping[str, AIScore]:
    """The scores by measure."""
    scores = propose_scores(PACK, observations)
    return {str(one.measure): one for one in scores if one.measure is not None}


def summary(rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The figures, by measure and over all."""
    whole = [row for row in rows if all(row[k][0] is not None for k in ("left", "right", "both"))]
    by_measure = {m: _figures([r for r in whole if r["measure"] == m]) for m in MEASURES}
    shown = {
        name: sum(row[name][0] is not None for row in rows) / max(len(rows), 1)
        for name in ("left", "right", "both")
    }
    return {"readings": len(rows), "share_with_value": shown, "all": _figures(whole),
            "measures": by_measure}  # fmt: skip


def _figures(rows: Sequence[Mapping[str, object]]) -> dict[str, float | int]:
    if len(rows) < 3:
        return {"n": len(rows)}
    truth = np.array([row["truth"] for row in rows])
    value, U = (
        {k: np.array([row[k][at] for row in rows]) for k in ("left", "right", "both")}
        for at in (0, 1)
    )
    off = {k: value[k] - truth for k in value}
    one_u = np.minimum(U["left"], U["right"])
    return {
        "n": len(rows),
        "u_both_over_better": round(float(np.median(U["both"] / one_u)), 3),
        "p95_error_one": round(float(np.quantile(np.abs([off["left"], off["right"]]), 0.95)), 2),
        "p95_error_both": round(float(np.quantile(np.abs(off["both"]), 0.95)), 2),
        "coverage_one": round(
            float(np.mean([np.abs(off[k]) <= U[k] for k in ("left", "right")])), 3
        ),
        "coverage_both": round(float(np.mean(np.abs(off["both"]) <= U["both"])), 3),
        "error_correlation": round(
            float(np.corrcoef(off["left"] / U["left"], off["right"] / U["right"])[0, 1]), 2
        ),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
