"""A wall clock that somebody keeps setting."""

import random
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self


class JumpingClock(datetime):
    """Up to ten years off, another way every 50 ms."""

    @classmethod
    def now(cls, tz: tzinfo | None = UTC) -> Self:
        off = random.Random(int(time.monotonic() / 0.05)).uniform(-3650, 3650)
        now = datetime.now(tz) + timedelta(days=off)
        return cls.fromtimestamp(now.timestamp(), tz)
