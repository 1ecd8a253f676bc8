"""Room: kiosk. The time a candidate has used in a step: it stops while the test cannot go on."""

import time
from collections.abc import Callable


class StepClock:
    """A stopwatch over a monotonic clock, in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._used = 0.0
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether time counts."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """Time used since `restart`, without the pauses."""
        going = 0.0 if self._since is None else self._now() - self._since
        return self._used + going

    def restart(self) -> None:
        """Begin at zero."""
        self._used, self._since = 0.0, self._now()

    def pause(self) -> None:
        """Stop counting; harmless when it is stopped."""
        self._used, self._since = self.seconds, None

    def go_on(self) -> None:
        """Count again; harmless when it is counting."""
        if self._since is None:
            self._since = self._now()
