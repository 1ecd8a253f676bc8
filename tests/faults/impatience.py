"""A kiosk and an intake that wait less, so that a short run goes through as many faults as a day.

The waits are the rooms' own constants; the long run leaves them as they are with `--patient`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

KNOCK_AGAIN_S = 0.2
_SHORTER: dict[str, float] = {
    "kiosk.connection.HEARTBEAT_MS": 1_500,
    "kiosk.connection.RECONNECT_MAX_MS": 400,
    "kiosk.handshakes.PROMPT_S": 1.5,
    "kiosk.line.MADE_ANEW_S": 4.0,
    "kiosk.event_channel.ANSWER_S": 2.0,
    "kiosk.event_channel.PAUSE_S": 0.3,
    "kiosk.evidence_channel.ANSWER_S": 2.0,
    "kiosk.evidence_channel.PAUSE_S": 0.3,
    "kiosk.uplink._JOURNAL_PAUSE_S": 0.1,
    "kiosk.uplink_watch.RESTART_MAX_S": 1.0,
}


@contextmanager
def impatient() -> Iterator[None]:
    """Let kiosks of this process wait seconds where they would wait a quarter of a minute."""
    with ExitStack() as changed:
        for name, value in _SHORTER.items():
            changed.enter_context(patch(name, value))
        yield
