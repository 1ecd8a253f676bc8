"""Room: hardware. Tower lights and relays on a serial line, through pyserial."""

from pathlib import Path

import serial
import structlog

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError
from hardware.lights.light import Signal
from hardware.lights.serial.configuration_serial import SerialLightConfiguration

log = structlog.get_logger()

_WRITE_S = 0.5


class SerialLight:
    """Opened for every signal anew: signals are rare, and unplugging then harms nothing."""

    def __init__(self, configuration: SerialLightConfiguration) -> None:
        """Nothing is opened before a signal is shown."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """Where it is."""
        return f"light at {self.configuration.port}"

    def condition(self) -> Condition:
        """Whether its line is there and can be opened."""
        if not Path(self.configuration.port).exists():
            return DeviceAbsentError(f"there is no {self.configuration.port}").condition
        try:
            self._send(b"")
        except (serial.SerialException, OSError, ValueError) as error:
            return DeviceBrokenError(f"{self.name} cannot be opened: {error}").condition
        return READY

    def show(self, signal: Signal) -> None:
        """Send the model's bytes for the signal."""
        try:
            self._send(self.configuration.model.commands[signal])
        except (serial.SerialException, OSError, ValueError) as error:
            log.warning("light.away", light=self.name, signal=signal, problem=str(error))

    def disconnect(self) -> None:
        """Switch it off."""
        self.show(Signal.OFF)

    def _send(self, command: bytes) -> None:
        port, baud = self.configuration.port, self.configuration.model.baud
        with serial.Serial(port, baud, write_timeout=_WRITE_S) as line:
            line.write(command)
            line.flush()
