"""Room: hardware. The one list of printer drivers, and how a line of settings finds its driver."""

from hardware.printers.cups import configuration_cups
from hardware.printers.cups.configuration_cups import cups_configuration
from hardware.printers.cups.printer_cups import CupsPrinter
from hardware.printers.escpos import configuration_escpos
from hardware.printers.escpos.configuration_escpos import escpos_configuration
from hardware.printers.printer import PagePrinter, SlipPrinter
from hardware.printers.simulated import configuration_simulated
from hardware.printers.simulated.configuration_simulated import simulated_printer_configuration
from hardware.printers.simulated.printer_simulated import SimulatedPrinter
from hardware.source import read_source

SLIP_DRIVERS = {
    "escpos": configuration_escpos.OPTIONS,
    "cups": configuration_cups.OPTIONS,
    "simulated": configuration_simulated.OPTIONS,
}
PAGE_DRIVERS = {name: SLIP_DRIVERS[name] for name in ("cups", "simulated")}


def open_slip_printer(line: str) -> SlipPrinter:
    """The slip printer for a line of settings; nothing is connected yet.

    `escpos:192.0.2.7:9100`, `escpos:/dev/usb/lp0`, `escpos:/dev/ttyUSB0?baud=19200&width=384`,
    `cups:NAME`, `simulated:FOLDER?condition=no_paper`. Raises SourceError.

    >>> open_slip_printer("escpos:192.0.2.7:9100").name
    'receipt printer at 192.0.2.7:9100'
    """
    source = read_source(line, SLIP_DRIVERS)
    if source.driver == "escpos":
        from hardware.printers.escpos.printer_escpos import EscposPrinter  # slow to load

        return EscposPrinter(escpos_configuration(source))
    if source.driver == "cups":
        return CupsPrinter(cups_configuration(source))
    return SimulatedPrinter(simulated_printer_configuration(source))


def open_page_printer(line: str) -> PagePrinter:
    """The sheet printer for a line of settings: `cups:NAME`, `simulated:FOLDER`."""
    source = read_source(line, PAGE_DRIVERS)
    if source.driver == "cups":
        return CupsPrinter(cups_configuration(source))
    return SimulatedPrinter(simulated_printer_configuration(source))
