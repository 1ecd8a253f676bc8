"""Room: hardware. What can be set about a scanner on a serial line (USB-COM, RS-232)."""

from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS = ("baud",)


@dataclass(frozen=True)
class SerialScannerConfiguration:
    """`port` is /dev/ttyACM0, /dev/serial/by-id/…; `again_s` how often a lost one is sought."""

    port: str
    baud: int = 9600
    again_s: float = 1.0


def serial_scanner_configuration(source: Source) -> SerialScannerConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError("say where the scanner is: serial:/dev/ttyACM0?baud=9600")
    return SerialScannerConfiguration(source.place, source.number("baud", 9600))
