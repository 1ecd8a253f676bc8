"""Room: hardware. The one list of scanner drivers, and how a line of settings finds its driver."""

from hardware.scanners.camera import configuration_camera
from hardware.scanners.camera.configuration_camera import camera_scanner_configuration
from hardware.scanners.scanner import Scanner
from hardware.scanners.serial import configuration_serial
from hardware.scanners.serial.configuration_serial import serial_scanner_configuration
from hardware.scanners.simulated import configuration_simulated
from hardware.scanners.simulated.configuration_simulated import simulated_scanner_configuration
from hardware.scanners.simulated.scanner_simulated import SimulatedScanner
from hardware.scanners.wedge import configuration_wedge
from hardware.scanners.wedge.configuration_wedge import wedge_configuration
from hardware.scanners.wedge.scanner_wedge import WedgeScanner
from hardware.source import read_source

DRIVERS = {
    "serial": configuration_serial.OPTIONS,
    "wedge": configuration_wedge.OPTIONS,
    "camera": configuration_camera.OPTIONS,
    "simulated": configuration_simulated.OPTIONS,
}


def open_scanner(line: str) -> Scanner:
    """The scanner for a line of settings; nothing is connected yet.

    `serial:/dev/ttyACM0?baud=9600`, `wedge:Honeywell`, `camera:1`, `simulated:FILE`. A badge
    reader that types is a wedge too. Raises SourceError.

    >>> open_scanner("wedge:Honeywell").name
    'keyboard scanner Honeywell'
    """
    source = read_source(line, DRIVERS)
    if source.driver == "serial":
        from hardware.scanners.serial.scanner_serial import SerialScanner

        return SerialScanner(serial_scanner_configuration(source))
    if source.driver == "camera":
        from hardware.scanners.camera.scanner_camera import CameraScanner

        return CameraScanner(camera_scanner_configuration(source))
    if source.driver == "wedge":
        return WedgeScanner(wedge_configuration(source))
    return SimulatedScanner(simulated_scanner_configuration(source))
