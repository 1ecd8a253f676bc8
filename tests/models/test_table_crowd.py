"""More pieces about a cover: they stand where there is room, and the cover stays as it was."""

import cv2
import numpy as np

from models.table_setting.recipe.crowd import crowded
from models.table_setting.renderer.layout import Piece
from models.table_setting.renderer.scene import make_setup


def covered(piece: Piece) -> np.ndarray:
    """The millimetres of the table that a piece stands on."""
    mask = np.zeros((1500, 1500), np.uint8)
    cv2.fillPoly(mask, [np.round(piece.plan() + 500).astype(np.int32)], 1)
    return mask > 0


def test_more_glasses_stand_where_nothing_else_does() -> None:
    setup = make_setup(3, 320, 240, "train", board=True, cover="good", quality=None)
    pieces = crowded(setup, 3).pieces
    count = len(setup.pieces)
    assert pieces[:count] == setup.pieces
    added = [piece for piece in pieces[count:] if piece.name == "glass"]
    assert len(added) >= 2
    for glass in added:
        own = covered(glass)
        for other in pieces:
            if other is not glass:
                assert (own & covered(other)).sum() <= 0.1 * own.sum()
