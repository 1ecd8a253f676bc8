"""Each kind of bad link, in a short version."""

from pathlib import Path

import pytest

from tests.faults.links import work_behind
from tests.faults.weathers import WEATHERS


@pytest.mark.journey
@pytest.mark.parametrize("name", WEATHERS)
def test_a_bad_link_loses_nothing_and_the_counts_stay_right(name: str, tmp_path: Path) -> None:
    report = work_behind(name, tmp_path, attempts=6, seed=7)
    assert report.entries == 6 * 13
    assert sum(report.faults.values()) > 0
    assert report.broken == 0, report
