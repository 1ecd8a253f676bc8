"""Room: kiosk. Tells systemd that the touch application lives, so that a stuck one is restarted.

The protocol is sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names. Without that
variable (a window on a desk) nothing is said.
"""

import os
import socket
import time
from collections.abc import Callable, Mapping

import structlog

log = structlog.get_logger()


class Heartbeat:
    """Beats from the loop that draws: a loop that hangs stops beating."""

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Half of the watchdog's patience (WATCHDOG_USEC) lies between two beats."""
        self._address = environment.get("NOTIFY_SOCKET", "")
        patience = environment.get("WATCHDOG_USEC", "")
        self._every_s = int(patience) / 2e6 if patience.isdecimal() else None
        self._now = now
        self._next_s = 0.0

    def ready(self) -> None:
        """The window is open: an update may call this release good."""
        self._say(b"READY=1")

    def beat(self) -> None:
        """Call it at every turn of the loop; it speaks when it is time."""
        if self._every_s is None or self._now() < self._next_s:
            return
        self._next_s = self._now() + self._every_s
        self._say(b"WATCHDOG=1")

    def _say(self, message: bytes) -> None:
        if not self._address:
            return
        # "@name" is a socket without a file; Linux writes its first byte as zero.
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.sendto(message, address)
        except OSError as error:
            log.warning("heartbeat.unheard", problem=str(error))
