"""Room: hardware. Printers: slips on a roll, pages on sheets, simulated twins beside the real."""

from hardware.printers.printer import PagePrinter, Slip, SlipPrinter
from hardware.printers.registry import open_page_printer, open_slip_printer

__all__ = ["PagePrinter", "Slip", "SlipPrinter", "open_page_printer", "open_slip_printer"]
