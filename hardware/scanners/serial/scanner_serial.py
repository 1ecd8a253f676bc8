"""Room: hardware. A scanner on a serial line, through pyserial; found again when plugged in."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import serial
import structlog

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError
from hardware.scanners.scanner import MAX_TEXT, clean
from hardware.scanners.serial.configuration_serial import SerialScannerConfiguration

log = structlog.get_logger()

_ENDS = (b"\r", b"\n")
_QUEUED = 8


class SerialScanner:
    """Collects what arrives up to a carriage return or a line feed."""

    def __init__(
        self,
        configuration: SerialScannerConfiguration,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened before `connect()`."""
        self.configuration = configuration
        self._now = now
        self._line: serial.Serial | None = None
        self._wanted = False
        self._next_try = 0.0
        self._read = bytearray()
        self._scanned: deque[str] = deque(maxlen=_QUEUED)

    @property
    def name(self) -> str:
        """Where it is."""
        return f"scanner at {self.configuration.port}"

    def condition(self) -> Condition:
        """Whether its line is there and can be opened."""
        if self._line is not None:
            self._take_in()
        if self._line is not None:
            return READY
        if not Path(self.configuration.port).exists():
            return DeviceAbsentError(f"there is no {self.configuration.port}").condition
        try:
            serial.Serial(self.configuration.port, self.configuration.baud, timeout=0).close()
        except (serial.SerialException, OSError, ValueError) as error:
            return DeviceBrokenError(f"{self.name} cannot be opened: {error}").condition
        return READY

    def connect(self) -> None:
        """Begin to listen."""
        self._wanted, self._next_try = True, 0.0
        self._open()

    def poll(self) -> str | None:
        """The oldest scan not yet taken."""
        if self._line is None:
            self._open()
        self._take_in()
        return self._scanned.popleft() if self._scanned else None

    def disconnect(self) -> None:
        """Close the line."""
        self._wanted = False
        self._let_go()
        self._scanned.clear()

    def _open(self) -> None:
        if not self._wanted or self._now() < self._next_try:
            return
        self._next_try = self._now() + self.configuration.again_s
        try:
            self._line = serial.Serial(self.configuration.port, self.configuration.baud, timeout=0)
        except (serial.SerialException, OSError, ValueError) as error:
            log.debug("scanner.away", scanner=self.name, problem=str(error))
            return
        log.info("scanner.connected", scanner=self.name)

    def _take_in(self) -> None:
        if self._line is None:
            return
        try:
            arrived = self._line.read(MAX_TEXT)
        except (serial.SerialException, OSError, TypeError) as error:
            # TypeError: pyserial's own answer when its descriptor went away while it read.
            log.warning("scanner.lost", scanner=self.name, problem=str(error))
            self._let_go()
            return
        for position in range(len(arrived)):
            self._byte(arrived[position : position + 1])

    def _byte(self, byte: bytes) -> None:
        if byte not in _ENDS:
            if len(self._read) <= MAX_TEXT:
                self._read += byte
            return
        if self._read:
            text = clean(bytes(self._read))
            if text is None:
                log.warning("scanner.unreadable", scanner=self.name, size=len(self._read))
            else:
                self._scanned.append(text)
            self._read.clear()

    def _let_go(self) -> None:
        self._read.clear()
        if self._line is None:
            return
        line, self._line = self._line, None
        try:
            line.close()
        except OSError as error:
            log.debug("scanner.close_failed", scanner=self.name, problem=str(error))
