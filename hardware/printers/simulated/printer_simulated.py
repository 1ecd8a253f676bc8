"""Room: hardware. A printer whose paper is a folder, for tests, demonstrations and trying out."""

import shutil
from itertools import count
from pathlib import Path

from PIL import Image

from hardware.device import Condition
from hardware.printers.printer import Slip, check_slip
from hardware.printers.simulated.configuration_simulated import (
    BROKEN,
    SimulatedPrinterConfiguration,
)
from hardware.simulated import refuse_unless_ready, simulated_condition


class SimulatedPrinter:
    """Puts slips and pages into a folder; refuses as a real printer would."""

    def __init__(self, configuration: SimulatedPrinterConfiguration) -> None:
        """The folder is made when something is printed."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """It says that it is none."""
        return f"simulated printer ({self.configuration.folder})"

    @property
    def width_px(self) -> int:
        """Dots of its roll."""
        return self.configuration.width_px

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def print_slip(self, slip: Slip) -> None:
        """Put the slip into the folder."""
        check_slip(slip, self.width_px)
        refuse_unless_ready(self.condition())
        Image.fromarray(slip).save(self._next("slip", "png"))

    def print_pages(self, pdf: Path) -> None:
        """Put the pages into the folder."""
        refuse_unless_ready(self.condition())
        shutil.copyfile(pdf, self._next("pages", "pdf"))

    def _next(self, what: str, suffix: str) -> Path:
        folder = self.configuration.folder
        folder.mkdir(parents=True, exist_ok=True)
        paths = (folder / f"{what}-{number}.{suffix}" for number in count(1))
        return next(path for path in paths if not path.exists())
