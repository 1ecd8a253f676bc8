"""Room: hardware. What can be set about a receipt printer."""

from dataclasses import dataclass

from hardware.source import Source, SourceError

OPTIONS = ("width", "baud", "status")
WIDTHS_PX = (384, 512, 576)
"""Printable dots of rolls of 58 mm, 80 mm in narrow printers, and 80 mm at 203 dots an inch."""


@dataclass(frozen=True)
class EscposConfiguration:
    """`place` is HOST:PORT or tcp://HOST:PORT, a serial line (/dev/tty…, COM3), or the kernel's
    printer file (/dev/usb/lp0).

    `asks_status`: cheap printers do not answer when asked about paper; false then.
    """

    place: str
    width_px: int = 576
    baud: int = 9600
    asks_status: bool = True
    timeout_s: float = 2.0


def escpos_configuration(source: Source) -> EscposConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError(
            "say where the receipt printer is: escpos:192.0.2.7:9100, escpos:/dev/usb/lp0 "
            "or escpos:/dev/ttyUSB0?baud=19200"
        )
    width = source.number("width", 576)
    if width not in WIDTHS_PX:
        raise SourceError(f"width must be one of {', '.join(map(str, WIDTHS_PX))}, but got {width}")
    status = source.options.get("status", "yes")
    if status not in ("yes", "no"):
        raise SourceError(f"status must be yes or no, but got {status!r}")
    return EscposConfiguration(source.place, width, source.number("baud", 9600), status == "yes")
