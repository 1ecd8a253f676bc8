"""Opens the touch application with one pack, to be played; nothing of it is kept or sent."""

import tempfile
from pathlib import Path

import numpy as np

from kiosk import OwnEyes
from kiosk.screens.app import run
from kiosk.screens.rehearsal import rehearse
from scenarios import Pack

GREY = 128
"""The drawn camera of a preview sees nothing: what only a camera scores goes to a person."""


def open_window(pack: Pack, size: tuple[int, int]) -> None:
    """Show the pack in a window until it is closed."""
    nothing = np.full((600, 800, 3), GREY, np.uint8)
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearse(Path(folder), [pack], OwnEyes(), nothing, size) as play,
    ):
        run(play.services, windowed=size)
