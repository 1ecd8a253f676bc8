"""Room: kiosk. What an uplink is to the rest of the kiosk, whichever process it sends from.

Touches the journal it is given, reading.
"""

import time
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from kiosk.backlog import everything_confirmed
from kiosk.journal import Journal
from kiosk.uplink_state import Contact, UplinkState, state_of

_LOOK_EVERY_S = 0.05


class UplinkFace(ABC):
    """Sends from a journal between `start` and `stop`, or inside ``with ...``."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._restarts = 0

    @abstractmethod
    def start(self) -> None:
        """Begin to send. Raises FolderInUseError."""

    @abstractmethod
    def stop(self) -> None:
        """Stop sending; what is not confirmed stays in the journal."""

    @abstractmethod
    def contact(self) -> Contact:
        """How it stands with the server now; may be called from any thread."""

    def state(self) -> UplinkState:
        """The same with what waits; may be called from any thread."""
        return state_of(self._journal, self.contact(), self._restarts)

    def wait_until_sent(self, timeout_s: float) -> bool:
        """Wait until the server has confirmed everything; False when it took longer."""
        end = time.monotonic() + timeout_s
        while not (sent := everything_confirmed(self._journal)) and time.monotonic() < end:
            time.sleep(_LOOK_EVERY_S)
        return sent

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
