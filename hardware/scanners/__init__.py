"""Room: hardware. Scanners of QR codes, barcodes and badges; a simulated twin beside the real."""

from hardware.scanners.registry import open_scanner
from hardware.scanners.scanner import Scanner
from hardware.scanners.simulated.scanner_simulated import SimulatedScanner
from hardware.scanners.wedge.scanner_wedge import ENTER, WedgeScanner

__all__ = ["ENTER", "Scanner", "SimulatedScanner", "WedgeScanner", "open_scanner"]
