"""Room: hardware. Scanners and badge readers that type what they read, as a keyboard would.

The window that has the keyboard hands every sign to `key`; a run too fast for fingers that ends
with Enter is a scan.
"""

from collections import deque

from hardware.device import READY, Condition, DeviceAbsentError
from hardware.scanners.scanner import MAX_TEXT, clean
from hardware.scanners.wedge.configuration_wedge import WedgeConfiguration

ENTER = "\r"
SHORTEST = 4
"""Signs: fewer could be two keys pressed at once."""

_QUEUED = 8


class WedgeScanner:
    """Tells a scanner's typing from a person's by its pace."""

    def __init__(self, configuration: WedgeConfiguration) -> None:
        """It hears nothing before `connect()`."""
        self.configuration = configuration
        self._listening = False
        self._run: list[str] = []
        self._last_s = float("-inf")
        self._scanned: deque[str] = deque(maxlen=_QUEUED)

    @property
    def name(self) -> str:
        """The name the kernel knows it by."""
        return f"keyboard scanner {self.configuration.device or '(any)'}"

    def condition(self) -> Condition:
        """Whether the kernel knows an input device of that name."""
        wanted = self.configuration.device.casefold()
        if not wanted:
            return READY
        for told in self.configuration.inputs.glob("event*/device/name"):
            try:
                if wanted in told.read_text(errors="replace").casefold():
                    return READY
            except OSError:  # unplugged while we looked
                continue
        return DeviceAbsentError(
            f"no input device is called {self.configuration.device!r}"
        ).condition

    def connect(self) -> None:
        """Begin to listen."""
        self._listening = True

    def key(self, sign: str, at_s: float) -> None:
        """Take in one typed sign (`ENTER` ends a scan) and when it came, monotonic seconds."""
        if not self._listening:
            return
        if at_s - self._last_s > self.configuration.gap_ms / 1000:
            self._run.clear()
        self._last_s = at_s
        if sign != ENTER:
            if len(self._run) <= MAX_TEXT:
                self._run.append(sign)
            return
        text = clean("".join(self._run).encode(errors="replace"))
        if text is not None and len(text) >= SHORTEST:
            self._scanned.append(text)
        self._run.clear()

    def poll(self) -> str | None:
        """The oldest scan not yet taken."""
        return self._scanned.popleft() if self._scanned else None

    def disconnect(self) -> None:
        """Hear nothing any more."""
        self._listening = False
        self._run.clear()
        self._scanned.clear()
