"""Draws are the same everywhere, fair, and all of them possible."""

from collections import Counter

from scenarios.plays import Dice


def test_the_numbers_are_those_of_the_published_generator() -> None:
    # First outputs of SplitMix64 from 1234567, as in its authors' reference.
    dice = Dice(1234567)
    assert [dice.number() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_every_number_below_a_limit_is_as_likely() -> None:
    dice = Dice(1)
    counts = Counter(dice.below(5) for _ in range(5000))
    assert set(counts) == set(range(5))
    assert max(counts.values()) < 1.2 * min(counts.values())


def test_a_shuffle_keeps_everything_and_reaches_every_order() -> None:
    seen = {Dice(seed).shuffled("abc") for seed in range(100)}
    assert len(seen) == 6
    assert all(sorted(order) == ["a", "b", "c"] for order in seen)
