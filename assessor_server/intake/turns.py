"""Whose evidence may come now. Chunks under way fill the memory, so only a few kiosks send at a
time, in turns; a lone one may have several chunks under way. Pure: told the time, touches nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass

AT_ONCE = 2
"""Kiosks that send at the same time."""
MOST_CREDITS = 4
"""Chunks one kiosk may have under way when few send."""
TURN_CHUNKS = 4
"""After so many chunks it is another's turn, if anyone waits."""
SLOW_S = 5.0
"""Who has sent nothing for so long is on a weak line, and holds nobody up: its chunk is slow to
arrive and small."""


@dataclass(slots=True)
class _Turn:
    since: float
    chunks: int = 0


class Turns:
    """Hands out turns to kiosks, first come first served."""

    def __init__(self) -> None:
        self._having: dict[str, _Turn] = {}
        self._waiting: OrderedDict[str, None] = OrderedDict()

    def ask(self, kiosk: str, now: float) -> int:
        """A kiosk has sent something and wants to go on: its credits, or 0 to let it wait."""
        turn = self._having.get(kiosk)
        if turn is not None:
            turn.since = now
            turn.chunks += 1
            if turn.chunks < TURN_CHUNKS or not self._waiting:
                return self.credits
            del self._having[kiosk]
        self._waiting.setdefault(kiosk)
        return 0

    def leave(self, kiosk: str) -> None:
        """A kiosk's piece is whole, or given up."""
        self._having.pop(kiosk, None)
        self._waiting.pop(kiosk, None)

    def next(self, now: float) -> list[str]:
        """Those who waited and whose turn it is now."""
        quick = sum(now - turn.since < SLOW_S for turn in self._having.values())
        called: list[str] = []
        while self._waiting and quick + len(called) < AT_ONCE:
            kiosk, _ = self._waiting.popitem(last=False)
            called.append(kiosk)
        self._having.update({kiosk: _Turn(now) for kiosk in called})
        return called

    @property
    def credits(self) -> int:
        """Chunks each may have under way now."""
        sharing = max(1, len(self._having) + len(self._waiting))
        return max(1, min(MOST_CREDITS, 2 * AT_ONCE // sharing))
