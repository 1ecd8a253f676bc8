"""Room: kiosk. The last events of the log, in memory, for the person in charge at the screen."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import structlog
from structlog.typing import EventDict, WrappedLogger

KEPT = 200
_HIDDEN = frozenset({"exception", "stack_info"})

_recent: deque[str] = deque(maxlen=KEPT)


def keep_recent() -> None:
    """Keep what is logged from now on, beside where it goes already."""
    processors = structlog.get_config()["processors"]
    if _keep not in processors:
        structlog.configure(processors=[_keep, *processors])


def recent(count: int) -> Sequence[str]:
    """The last `count` events, the newest first."""
    return list(_recent)[: -count - 1 : -1]


def _keep(_: WrappedLogger, method: str, event: EventDict) -> EventDict:
    told = " ".join(
        f"{key}={value}" for key, value in event.items() if key not in {"event", *_HIDDEN}
    )
    at = datetime.now().astimezone().strftime("%H:%M:%S")
    _recent.append(f"{at} {event.get('event', '')} {told}".strip()[:200])
    return event
