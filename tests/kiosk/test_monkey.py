"""A short run of the child that hammers the kiosk; the long one is a command."""

from pathlib import Path

import pytest

from tests.kiosk.monkey import play_monkey


@pytest.mark.parametrize("seed", [1, 2])
def test_a_child_hammering_breaks_nothing_and_writes_nothing_for_others(
    seed: int, tmp_path: Path
) -> None:
    monkey = play_monkey(tmp_path, 3_000, seed)
    assert monkey.events == 3_000
    assert len(monkey.seen) >= 8
