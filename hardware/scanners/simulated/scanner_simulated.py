"""Room: hardware. A scanner that reads what a test says, or what somebody adds to a file."""

from collections import deque

from hardware.device import READY, Condition
from hardware.scanners.scanner import clean
from hardware.scanners.simulated.configuration_simulated import (
    BROKEN,
    SimulatedScannerConfiguration,
)
from hardware.simulated import simulated_condition


class SimulatedScanner:
    """Replays a file of texts, a line each, as they are added; old lines are not read again."""

    def __init__(self, configuration: SimulatedScannerConfiguration) -> None:
        """It reads nothing before `connect()`."""
        self.configuration = configuration
        self._position: int | None = None
        self._scanned: deque[str] = deque()

    @property
    def name(self) -> str:
        """It says that it is none."""
        return f"simulated scanner ({self.configuration.file or 'no file'})"

    def condition(self) -> Condition:
        """The condition it was told to be in."""
        return simulated_condition(self.name, self.configuration.condition, BROKEN)

    def connect(self) -> None:
        """From now on, what is added counts."""
        self._position = self._size()

    def scan(self, text: str) -> None:
        """Hold a code before it."""
        self._take(text.encode())

    def poll(self) -> str | None:
        """The oldest scan not yet taken."""
        file = self.configuration.file
        if file is not None and self._position is not None and self._size() > self._position:
            with file.open("rb") as stream:
                stream.seek(self._position)
                added = stream.read()
            whole = added[: added.rfind(b"\n") + 1]
            self._position += len(whole)
            for line in whole.splitlines():
                self._take(line)
        return self._scanned.popleft() if self._scanned else None

    def disconnect(self) -> None:
        """Forget what was scanned."""
        self._position = None
        self._scanned.clear()

    def _take(self, data: bytes) -> None:
        text = clean(data)
        if text is not None and self._position is not None and self.condition() is READY:
            self._scanned.append(text)

    def _size(self) -> int:
        file = self.configuration.file
        return file.stat().st_size if file is not None and file.exists() else 0
