"""Fits how much finder and outliner count in one confidence: `python -m …recipe.opinion`.

Prints the lines for model.toml's [options]. Draws covers of unseen designs from `--first` on, and
reads path-traced ones (`--pictures`, of path_traced.covers): none that the card's figures are of.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.detections import Detections
from models.table_setting.evaluation import NEAR
from models.table_setting.recipe.path_traced.held_out import traced_scene
from models.table_setting.rectangle import extent
from models.table_setting.renderer import RenderedScene, render_scene
from models.table_setting.scene import TableScene, find_scene

Rows = NDArray[np.float64]
RIDGE = 0.003
"""How strongly weights are held near 0, as a share of a row's own loss."""
STEPS = 30
SURE = 0.35
"""The confidence from which a piece counts (`sure_confidence` of the scenarios)."""
FALSE_SHARE = 0.0065
"""At SURE so many pieces for each true one are false."""
WIDTH, HEIGHT = 960, 720


def scenes(first: int, count: int, pictures: Path | None) -> Iterator[RenderedScene]:
    """The covers to fit on."""
    for seed in range(first, first + count):
        yield render_scene(seed, width=WIDTH, height=HEIGHT, designs="unseen")
    for path in sorted(pictures.glob("cover_*.jpg")) if pictures else ():
        yield traced_scene(path)


def are_pieces(found: Detections, scene: RenderedScene) -> NDArray[np.bool_]:
    """Which detections (N,) are a piece of their class; of two on one piece the nearer."""
    right = np.zeros(len(found), np.bool_)
    outlines = [np.asarray(outline, np.float64) for outline in found.outlines_px or ()]
    middles = [extent(outline)[0] for outline in outlines]
    for piece in sorted(scene.pieces, key=lambda piece: -piece.visible):
        centre, longer = extent(np.asarray(piece.outline_px, np.float64))
        near = [
            (float(np.linalg.norm(middle - centre)), k)
            for k, middle in enumerate(middles)
            if found.name(k) == piece.name and not right[k]
        ]
        away, k = min(near, default=(np.inf, 0))
        if away <= NEAR * longer:
            right[k] = True
    return right


def fit(rows: Rows, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights of a logistic regression, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    ridge = RIDGE * np.eye(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) / len(rows) + ridge @ weights
        curve = (rows.T * (chance * (1 - chance))) @ rows / len(rows) + ridge
        weights -= np.linalg.solve(curve, slope)
    return np.asarray(weights, np.float64)


def offset_at(scores: Rows, right: NDArray[np.bool_]) -> float:
    """What to add to scores so that SURE leaves FALSE_SHARE false pieces for each true one."""
    order = np.argsort(-scores)
    false = np.cumsum(~right[order]) / max(1, int(right.sum()))
    beyond = min(int(np.searchsorted(false, FALSE_SHARE, side="right")), len(order) - 1)
    cut = scores[order[max(0, beyond - 1) : beyond + 1]].mean()
    return float(np.log(SURE / (1 - SURE)) - cut)


def options_of(seen: Sequence[tuple[RenderedScene, TableScene]]) -> dict[str, float]:
    """The options of model.toml that covers ask for, each as it is and as it was seen."""
    opinions = np.concatenate([one.opinions for _, one in seen])
    right = np.concatenate([are_pieces(one.detections, truth) for truth, one in seen])
    weights = fit(opinions, right)
    weights[2:] += offset_at(opinions @ weights, right)
    classes = seen[0][1].detections.class_names
    names = ["finder_weight", "outline_weight", *(f"{name}_offset" for name in classes)]
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    """Print the options from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=730_000)
    parser.add_argument("--count", type=int, default=260)
    parser.add_argument("--pictures", type=Path, help="a folder of path-traced covers")
    given = parser.parse_args()
    covers = scenes(given.first, given.count, given.pictures)
    for name, value in options_of([(cover, find_scene(cover.image)) for cover in covers]).items():
        print(f"{name} = {value}")


if __name__ == "__main__":
    main()
