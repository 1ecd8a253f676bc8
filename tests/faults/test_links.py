"""Each kind of bad link, in a short version."""

import time
from pathlib import Path

import pytest

from tests.faults.impatient_uplink import sending
from tests.faults.links import UPLINK_DIED, work_behind, write_attempts
from tests.faults.proxy import CLEAR, FaultProxy, Weather
from tests.faults.site import PATIENCE_S, site
from tests.faults.weathers import WEATHERS


@pytest.mark.journey
@pytest.mark.parametrize("name", WEATHERS)
def test_a_bad_link_loses_nothing_and_the_counts_stay_right(name: str, tmp_path: Path) -> None:
    report = work_behind(name, tmp_path, attempts=6, seed=7)
    print(f"{name}: the uplink's process died {report.faults.get(UPLINK_DIED, 0)} times")
    assert report.entries == 6 * 13
    assert sum(report.faults.values()) > 0
    assert report.broken == 0, report


@pytest.mark.journey
def test_a_connection_that_only_brought_changed_bytes_is_made_anew(tmp_path: Path) -> None:
    changed = Weather(corrupt=1.0)
    with (
        site(tmp_path) as place,
        FaultProxy(place.ports()[0], changed) as events,
        FaultProxy(place.ports()[1], changed) as evidence,
    ):
        write_attempts(place, 1, 3)
        with sending(place.journal, (events.port, evidence.port)) as uplink:
            while not (events.faults["corrupt"] and evidence.faults["corrupt"]):
                time.sleep(0.05)
            assert not uplink.state().connected
            events.weather = evidence.weather = CLEAR
            assert uplink.wait_until_sent(PATIENCE_S), uplink.state()
