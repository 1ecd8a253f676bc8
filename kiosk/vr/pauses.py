"""Room: kiosk. Why the clock of a step in a headset stands still: it runs when nothing stops it."""

from collections.abc import Callable

from kiosk.step_clock import StepClock
from kiosk.vr.messages import Go, Pause, Paused

ORDER: tuple[Pause, ...] = ("away", "staff", "asleep", "rest", "lost", "loading", "speaking")
"""Which of several reasons people are told: the first."""

STILL: frozenset[Pause] = frozenset({"staff", "rest", "asleep", "loading"})
"""Reasons during which what is done does not count, or time could be won by them."""


class Pauses:
    """The reasons now, and the clock they stop."""

    def __init__(self, clock: Callable[[], StepClock], now: Callable[[], float]) -> None:
        self._clock = clock
        self._now = now
        self._told: Pause | None = None
        self.reasons: dict[Pause, float] = {"away": now(), "loading": now()}
        """Since when each has been so."""

    @property
    def why(self) -> Pause | None:
        """What people are told; None while the clock runs."""
        return next((reason for reason in ORDER if reason in self.reasons), None)

    def set(self, reason: Pause, on: bool) -> bool:
        """Let a reason begin or end; True when that is new."""
        if on == (reason in self.reasons):
            return False
        if on:
            self.reasons[reason] = self._now()
        else:
            del self.reasons[reason]
        return True

    def since(self, reason: Pause) -> float:
        """For how long a reason has been so, s; 0 when it is not."""
        return self._now() - self.reasons[reason] if reason in self.reasons else 0.0

    def still_for(self) -> float:
        """For how long nothing that is done has counted, s."""
        return max((self.since(reason) for reason in STILL), default=0.0)

    def settle(self) -> Paused | Go | None:
        """Have the clock do what the reasons say; what the page has to be told, if it is new."""
        why, clock = self.why, self._clock()
        if why is None and not clock.running:
            clock.go_on()
        elif why is not None and clock.running:
            clock.pause()
        if why == self._told:
            return None
        self._told = why
        return Go() if why is None else Paused(why)

    def tell_again(self) -> None:
        """Another page listens: it has to be told whatever holds."""
        self._told = "away"
