"""Full, failing and slow disks, clocks that jump, and a long outage, in a short version."""

from pathlib import Path

import pytest

from tests.faults.campaigns import CAMPAIGNS, DISKS, SHORT, SYNCS
from tests.faults.disks import not_installed


def skipped_visibly(name: str) -> pytest.MarkDecorator:
    needed = not_installed().get(name)
    return pytest.mark.skipif(needed is not None, reason=f"{name}: needs {needed}")


@pytest.mark.journey
@pytest.mark.parametrize(
    "name",
    [*DISKS, *(pytest.param(name, marks=skipped_visibly(name)) for name in SYNCS), "jumping clock"],
)
def test_a_bad_disk_or_clock_loses_nothing(name: str, tmp_path: Path) -> None:
    report = CAMPAIGNS[name](tmp_path / "site", 5, SHORT)
    print(f"{name}: {report.means}")
    assert report.entries > 13
    assert report.broken == 0, report


@pytest.mark.journey
def test_a_backlog_drains_over_a_link_that_is_cut_and_goes_on_where_it_was(tmp_path: Path) -> None:
    report = CAMPAIGNS["offline, then a link that is cut"](tmp_path / "site", 5, SHORT)
    assert report.faults["cut"] == SHORT.backlog.cuts
    assert report.counts_checked > SHORT.backlog.cuts
    assert report.broken == 0, report
