"""Room: hardware. What can be set about a simulated printer."""

from dataclasses import dataclass
from pathlib import Path

from hardware.simulated import simulated_condition
from hardware.source import Source, SourceError

OPTIONS = ("condition", "width")
BROKEN = ("no_paper", "offline", "no_answer", "interrupted", "stopped")


@dataclass(frozen=True)
class SimulatedPrinterConfiguration:
    """`folder` receives slip-1.png, slip-2.png … and pages-1.pdf …; `condition` is ready, absent,
    or one of `BROKEN`."""

    folder: Path
    condition: str = "ready"
    width_px: int = 576


def simulated_printer_configuration(source: Source) -> SimulatedPrinterConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError("say where a simulated printer puts its papers: simulated:FOLDER")
    condition = source.options.get("condition", "ready")
    simulated_condition("printer", condition, BROKEN)
    return SimulatedPrinterConfiguration(Path(source.place), condition, source.number("width", 576))
