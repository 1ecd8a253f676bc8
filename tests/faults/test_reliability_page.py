"""The page about reliability shows the figures of its JSON, and nothing else."""

from pathlib import Path

import msgspec

from tests.faults.reliability_page import DOCS, Figures, Run, drawn, figures, write_page
from tests.faults.reports import Report

ROUND = Report(
    fault="kill -9", means="SIGKILL", faults={"killed kiosk": 2, "killed both": 1}, entries=30
)


def test_the_page_shows_what_its_json_says() -> None:
    page = (DOCS / "reliability.md").read_text()
    assert page == drawn(DOCS, page)


def test_the_committed_run_lost_nothing() -> None:
    found = msgspec.json.decode((DOCS / "reliability.json").read_bytes(), type=Figures)
    assert found.faults
    assert [report for report in found.faults if report.broken] == []
    assert found.failures == []


def test_rounds_of_a_fault_are_added_up() -> None:
    found = figures(Run(command="x", reports=[ROUND, ROUND]))
    assert found.kills == 6
    assert [(report.rounds, report.entries) for report in found.faults] == [(2, 60)]


def test_what_was_lost_is_shown(tmp_path: Path) -> None:
    (tmp_path / "reliability.md").write_text("<!-- figures: begin --><!-- figures: end -->")
    write_page(tmp_path, Run(command="x", reports=[msgspec.structs.replace(ROUND, lost=3)]))
    assert "| 30 | 0 (0.0 MB) | 3 | 0 | 0 |" in (tmp_path / "reliability.md").read_text()
