"""Room: scenarios. Which cover of a table laid for several is the one that is scored."""

from collections.abc import Sequence

import numpy as np

from scenarios.geometry import FloatArray, PlaneSamples, sample_plane
from scenarios.observations import PieceSeen, PlaneSeen

APART_MM = 450.0
"""Plates nearer to each other belong to one cover (a side plate), or one of them is too many:
banquet covers are laid 600 mm and more from middle to middle."""
NEARER_MM = 80.0
"""By so much the own plate must be nearer to the board than the next one."""
BOARD_MIDDLE_MM = np.array([90.0, 126.0])
_SURE = 0.35


def own_cover(plane: PlaneSeen, pieces: Sequence[PieceSeen]) -> list[PieceSeen]:
    """The pieces of the cover beside the board, where a table shows several covers.

    A cover is its plate and all that lies nearer to it than to any other plate. All pieces are
    given back where there is one plate, and where it cannot be told which cover is meant: the
    measures then find several of a kind and leave it to a person.
    """
    plates = [piece for piece in pieces if piece.name == "plate" and piece.confidence >= _SURE]
    if len(plates) < 2:
        return list(pieces)
    planes = sample_plane(plane, draws=0)
    middles = np.array([_middle(planes, plate) for plate in plates])
    between = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    between[np.diag_indices(len(plates))] = np.inf
    order = np.argsort(np.linalg.norm(middles - BOARD_MIDDLE_MM, axis=1))
    nearest = np.linalg.norm(middles[order] - BOARD_MIDDLE_MM, axis=1)
    if between.min() < APART_MM or nearest[1] - nearest[0] < NEARER_MM:
        return list(pieces)
    own = int(order[0])
    places = [_middle(planes, piece) for piece in pieces]
    return [
        piece
        for piece, place in zip(pieces, places, strict=True)
        if int(np.argmin(np.linalg.norm(middles - place, axis=1))) == own
    ]


def _middle(planes: PlaneSamples, piece: PieceSeen) -> FloatArray:
    """Where a piece stands or lies, mm: a glass on its foot, which its outline leans away from."""
    marks = [piece.points_px["foot"]] if "foot" in piece.points_px else piece.outline_px
    return np.asarray(planes.to_table(np.array(marks, np.float64), 0.0)[0].mean(axis=0))
