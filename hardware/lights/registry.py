"""Room: hardware. The one list of light drivers, and how a line of settings finds its driver."""

from hardware.lights.light import Light
from hardware.lights.serial import configuration_serial
from hardware.lights.serial.configuration_serial import serial_light_configuration
from hardware.lights.simulated import configuration_simulated
from hardware.lights.simulated.configuration_simulated import simulated_light_configuration
from hardware.lights.simulated.light_simulated import SimulatedLight
from hardware.source import read_source

DRIVERS = {"serial": configuration_serial.OPTIONS, "simulated": configuration_simulated.OPTIONS}


def open_light(line: str) -> Light:
    """The light for a line of settings: `serial:/dev/ttyUSB0?model=adafruit`, `simulated`.

    Raises SourceError.

    >>> open_light("simulated").name
    'simulated light'
    """
    source = read_source(line, DRIVERS)
    if source.driver == "serial":
        from hardware.lights.serial.light_serial import SerialLight

        return SerialLight(serial_light_configuration(source))
    return SimulatedLight(simulated_light_configuration(source))
