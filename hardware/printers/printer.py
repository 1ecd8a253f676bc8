"""Room: hardware. What every printer is: slips on a roll, pages on paper."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.device import Device

Slip = NDArray[np.uint8]
"""A slip's picture: greyscale (height, width), 0 is ink, 255 is paper."""


class SlipPrinter(Device, Protocol):
    """Prints a picture and cuts. Drivers are chosen by `open_slip_printer`."""

    @property
    def width_px(self) -> int:
        """How wide a slip's picture must be, in dots."""
        ...

    def print_slip(self, slip: Slip) -> None:
        """Print one slip. Raises DeviceAbsentError or DeviceBrokenError: then nothing is promised
        to be on paper, and the person is told to ask for another."""
        ...


class PagePrinter(Device, Protocol):
    """Prints a PDF on sheets. Drivers are chosen by `open_page_printer`."""

    def print_pages(self, pdf: Path) -> None:
        """Print every page. Raises DeviceAbsentError or DeviceBrokenError."""
        ...


def check_slip(slip: Slip, width_px: int) -> None:
    """Raise ValueError for a picture that no roll of this width can hold."""
    if slip.dtype != np.uint8 or slip.ndim != 2 or slip.shape[1] != width_px:
        raise ValueError(
            f"a slip must be uint8 of shape (height, {width_px}), but got {slip.dtype} "
            f"of shape {slip.shape}"
        )
    if not 1 <= slip.shape[0] <= MAX_HEIGHT_PX:
        raise ValueError(f"a slip must be 1 to {MAX_HEIGHT_PX} dots long, but got {slip.shape[0]}")


MAX_HEIGHT_PX = 8_000
"""One metre of paper at 8 dots a millimetre."""
