"""How much of what costs the intake and gives nothing – hellos, pings, frames nobody can read – one
peer may send before it is no longer answered. Pure: told the time, touches nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum

REMEMBERED = 10_000
CUT_EVERY = 1_000
"""After so many unanswered messages its connection is cut: reading them takes time from others."""

MOST_LINES = 3
"""Connections of one kiosk to one socket."""


class Verdict(Enum):
    """What to do with one more message."""

    ANSWER = "answer"
    WARN = "warn"  # the first too many: say so, once
    SILENCE = "silence"  # count it, say nothing
    CUT = "cut"  # and cut the connection it came on


@dataclass(slots=True)
class _Purse:
    left: float
    at: float
    over: int = 0


class Patience:
    """A purse for each peer: `burst` messages at once, refilled with `per_s` a second."""

    def __init__(self, *, burst: int, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._purses: OrderedDict[str, _Purse] = OrderedDict()  # least lately used first

    def spend(self, peer: str, now: float) -> Verdict:
        """Take one more message of this peer into account. `now` in seconds, ever growing."""
        purse = self._purse(peer, now)
        purse.left = min(self._burst, purse.left + (now - purse.at) * self._per_s)
        purse.at = now
        if purse.left >= self._burst / 2:
            purse.over = 0  # it has calmed down: warn again next time
        if purse.left >= 1:
            purse.left -= 1
            return Verdict.ANSWER
        purse.over += 1
        if purse.over == 1:
            return Verdict.WARN
        return Verdict.CUT if purse.over % CUT_EVERY == 0 else Verdict.SILENCE

    def _purse(self, peer: str, now: float) -> _Purse:
        purse = self._purses.get(peer)
        if purse is None:
            if len(self._purses) >= REMEMBERED:
                self._purses.popitem(last=False)
            purse = self._purses[peer] = _Purse(self._burst, now)
        self._purses.move_to_end(peer)
        return purse


class Lines:
    """Which connections each kiosk speaks on: one, and for a moment another after a cut line.

    Each may hold frames in memory, so those over MOST_LINES, the longest silent, are to be cut.
    """

    def __init__(self) -> None:
        self._by_kiosk: dict[str, OrderedDict[int, None]] = {}
        self._owner: dict[int, str] = {}
        self._last: dict[str, bytes] = {}

    def heard(self, kiosk: str, peer: bytes) -> bool:
        """Whether this kiosk's last letter came from this peer too: then `speak` need not know."""
        if self._last.get(kiosk) == peer:
            return True
        self._last[kiosk] = peer
        return False

    def speak(self, kiosk: str, line: int) -> int | None:
        """Note a letter on a line; the line to cut, if this kiosk has too many."""
        lines = self._by_kiosk.get(kiosk)
        if lines is None:
            lines = self._by_kiosk[kiosk] = OrderedDict()
        if line in lines:
            if len(lines) > 1:
                lines.move_to_end(line)
            return None
        before = self._owner.get(line)
        if before is not None:  # that connection is gone, its number is used again
            self._by_kiosk[before].pop(line, None)
        self._owner[line] = kiosk
        lines[line] = None
        if len(lines) <= MOST_LINES:
            return None
        oldest, _ = lines.popitem(last=False)
        del self._owner[oldest]
        return oldest


class Once:
    """Remembers what was said, so that a flood of one fault is one line in the log."""

    def __init__(self) -> None:
        self._said: set[tuple[str, ...]] = set()

    def first(self, *what: str) -> bool:
        """Whether this is said for the first time (since so much else was said)."""
        if what in self._said:
            return False
        if len(self._said) >= REMEMBERED:
            self._said.clear()
        self._said.add(what)
        return True
