"""Room: scenarios. Draws from a seed that come out the same on every machine, for ever.

SplitMix64 (Steele, Lea and Flood, 2014): twenty lines that any language can repeat. Python's own
generator promises the same numbers only for `random()`, not for its choices and shuffles.
"""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

MASK = (1 << 64) - 1
SEEDS = 1 << 32
"""Seeds are whole numbers from 0 to SEEDS - 1: every JSON reader keeps them exact."""


class Dice:
    """A stream of draws from one seed."""

    def __init__(self, seed: int) -> None:
        self._state = seed & MASK

    def number(self) -> int:
        """The next whole number of 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def share(self) -> float:
        """A number from 0 to just below 1."""
        return (self.number() >> 11) / (1 << 53)

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1, each as likely."""
        while True:
            drawn = self.number()
            # The rest above the last whole multiple would favour small numbers.
            if drawn < (MASK + 1) - (MASK + 1) % limit:
                return drawn % limit

    def one(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """The items in another order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)
