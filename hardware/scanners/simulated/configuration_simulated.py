"""Room: hardware. What can be set about a simulated scanner."""

from dataclasses import dataclass
from pathlib import Path

from hardware.simulated import simulated_condition
from hardware.source import Source

OPTIONS = ("condition",)
BROKEN = ("broken",)


@dataclass(frozen=True)
class SimulatedScannerConfiguration:
    """Lines added to `file` are its scans (None: only those of `scan()`); `condition` is ready,
    absent or broken."""

    file: Path | None = None
    condition: str = "ready"


def simulated_scanner_configuration(source: Source) -> SimulatedScannerConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    condition = source.options.get("condition", "ready")
    simulated_condition("scanner", condition, BROKEN)
    return SimulatedScannerConfiguration(Path(source.place) if source.place else None, condition)
