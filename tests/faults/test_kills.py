"""Kiosk and intake are killed at random moments: nothing lost, nothing doubled, order kept.

ACREDITA_FAULT_ROUNDS sets the number of kills (12 by default), ACREDITA_FAULT_SEED their moments.
`python -m tests.faults.long` goes through a thousand.
"""

import os
import random
from pathlib import Path

import pytest

from tests.faults.kills import kill_at_random
from tests.faults.weathers import WEATHERS

ROUNDS = int(os.environ.get("ACREDITA_FAULT_ROUNDS", "12"))
SEED = int(os.environ.get("ACREDITA_FAULT_SEED", "0")) or random.SystemRandom().randrange(2**32)


@pytest.mark.journey
def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    print(f"ACREDITA_FAULT_SEED={SEED} ACREDITA_FAULT_ROUNDS={ROUNDS}")
    report = kill_at_random(tmp_path, kills=ROUNDS, seed=SEED)
    assert report.entries > ROUNDS
    assert report.broken == 0, report


@pytest.mark.journey
def test_kills_on_a_bad_link_lose_and_double_nothing(tmp_path: Path) -> None:
    print(f"ACREDITA_FAULT_SEED={SEED}")
    report = kill_at_random(tmp_path, kills=6, seed=SEED, weather=WEATHERS["everything at once"])
    assert report.entries > 6
    assert report.broken == 0, report
