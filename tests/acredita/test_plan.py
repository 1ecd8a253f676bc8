"""A demonstration goes on where it was cut off, and touches nothing it did not write."""

from pathlib import Path

import pytest

from acredita.demo.plan import DemoPlan, open_progress, save_progress
from acredita.errors import DemoError


def test_an_unfinished_run_goes_on_with_the_same_seed_and_passwords(tmp_path: Path) -> None:
    plan = DemoPlan(directory=tmp_path / "demo")
    first = open_progress(plan)
    again = open_progress(plan)
    assert (again.seed, again.logins) == (first.seed, first.logins)


def test_a_finished_run_is_begun_afresh(tmp_path: Path) -> None:
    plan = DemoPlan(directory=tmp_path / "demo")
    first = open_progress(plan)
    (plan.directory / "summary.json").write_text("{}")
    first.finished = True
    save_progress(plan.directory, first)
    again = open_progress(plan)
    assert again.logins != first.logins
    assert not (plan.directory / "summary.json").exists()


def test_another_scenario_does_not_go_on_with_the_old_attempt(tmp_path: Path) -> None:
    first = open_progress(DemoPlan(directory=tmp_path / "demo"))
    other = open_progress(DemoPlan(directory=tmp_path / "demo", scenario="construction/ppe_check"))
    assert other.logins != first.logins


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DemoError, match="--dir"):
        open_progress(DemoPlan(directory=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_passwords_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    open_progress(DemoPlan(directory=tmp_path / "demo"))
    assert (tmp_path / "demo" / "demo.json").stat().st_mode & 0o077 == 0


def test_a_damaged_record_names_the_remedy(tmp_path: Path) -> None:
    directory = tmp_path / "demo"
    open_progress(DemoPlan(directory=directory))
    (directory / "demo.json").write_text("{")
    with pytest.raises(DemoError, match="delete the folder"):
        open_progress(DemoPlan(directory=directory))
