"""More pieces about a cover than belong to it, so that a picture teaches more."""

from dataclasses import replace

import numpy as np

from models.table_setting.renderer.board import make_board_sheet
from models.table_setting.renderer.layout import Piece, Style, Table, crowd
from models.table_setting.renderer.scene import Setup

MORE = ("glass", "glass", "napkin", "glass", "glass", "glass", "napkin", "fork")
"""What light through glass and on cloth does is what has to be learnt most, and a picture of six
glasses costs hardly more than one of one."""


def crowded(setup: Setup, seed: int) -> Setup:
    """The setup with more glasses and napkins wherever there is room."""
    table = Table()
    for piece in setup.pieces:
        table.put(piece)
    if setup.board is not None:
        x, y, yaw = setup.board
        table.put(Piece("", make_board_sheet(), x, y, yaw))
    count = len(table.pieces)
    crowd(np.random.default_rng([seed, 11]), table, MORE, Style(False, 12, 8))
    return replace(setup, pieces=(*setup.pieces, *table.pieces[count:]))
