"""Each kind of bad link, in a short version."""

import time
from pathlib import Path

import pytest

from kiosk.uplink import Uplink
from tests.faults.impatience import impatient
from tests.faults.links import work_behind, write_attempts
from tests.faults.own_process import in_own_process
from tests.faults.proxy import CLEAR, FaultProxy, Weather
from tests.faults.reports import Report
from tests.faults.site import PATIENCE_S, site
from tests.faults.weathers import WEATHERS


@pytest.mark.journey
@pytest.mark.parametrize("name", WEATHERS)
def test_a_bad_link_loses_nothing_and_the_counts_stay_right(name: str, tmp_path: Path) -> None:
    report = in_own_process(_six_attempts, tmp_path, name)
    assert report.entries == 6 * 13
    assert sum(report.faults.values()) > 0
    assert report.broken == 0, report


@pytest.mark.journey
def test_a_connection_that_only_brought_changed_bytes_is_made_anew(tmp_path: Path) -> None:
    before, after = in_own_process(_clears_up, tmp_path, Weather(corrupt=1.0))
    assert (before, after) == (False, True)


def _six_attempts(folder: Path, name: str) -> Report:
    return work_behind(name, folder, attempts=6, seed=7)


def _clears_up(folder: Path, weather: Weather) -> tuple[bool, bool]:
    """Whether the kiosk is connected in this weather, and sends everything when it is over."""
    with (
        site(folder) as place,
        FaultProxy(place.ports()[0], weather) as events,
        FaultProxy(place.ports()[1], weather) as evidence,
    ):
        write_attempts(place, 1, 3)
        identity = place.through(events, evidence)
        with impatient(), Uplink(place.journal, identity, knock_again_s=0.2) as uplink:
            while not (events.faults["corrupt"] and evidence.faults["corrupt"]):
                time.sleep(0.05)
            connected = uplink.state().connected
            events.weather = evidence.weather = CLEAR
            return connected, uplink.wait_until_sent(PATIENCE_S)
