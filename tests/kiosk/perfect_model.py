"""A model that reports the truth of a drawn table: what is around it is tested, not a network."""

from collections.abc import Callable
from typing import Any

import numpy as np

from models.table_setting.renderer import RenderedScene
from scenarios import EdgeSeen, PieceSeen


def find_truth(scene: RenderedScene) -> Callable[[Any, str], list[PieceSeen | EdgeSeen]]:
    """What a perfect model would report."""

    def find(image: np.ndarray, frame: str) -> list[PieceSeen | EdgeSeen]:
        pieces: list[PieceSeen | EdgeSeen] = [
            PieceSeen(
                frame,
                piece.name,
                0.95,
                piece.outline_px.tolist(),
                {name: place.tolist() for name, place in piece.points_px.items()},
                0.5,
            )
            for piece in scene.pieces
        ]
        return [*pieces, EdgeSeen(frame, np.asarray(scene.front_edge_px).tolist(), 0.5)]

    return find
