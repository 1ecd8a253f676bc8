"""`acredita journal`: its sentence, its exit code, its lines."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from acredita.cli import app
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from protocol import SealKey, decode_event, digest_bytes

KEY = SealKey.generate()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal.db")
    EvidenceShelf(made)
    return made


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["journal", *words, "--dir", str(folder)])


def test_status_says_what_waits_in_the_language_asked_for(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    for _ in range(3):
        attempt_maker.whole(journal, KEY)
    said = run(tmp_path, "status", "--language", "en").stdout
    assert said.startswith("3 tests waiting to be sent, no contact with the centre yet\n")
    assert "entries waiting: 15" in said


def test_check_of_a_sound_journal_ends_with_0(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, KEY)
    done = run(tmp_path, "check")
    assert (done.exit_code, "sound, 5 entries of 1 attempts" in done.stdout) == (0, True)


def test_check_of_a_damaged_journal_ends_with_1_and_repair_saves_it(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, KEY)
    with journal.transaction() as connection:
        connection.execute("DROP TABLE streams")
    journal.close()
    assert run(tmp_path, "check").exit_code == 1
    repaired = run(tmp_path, "check", "--repair")
    assert (repaired.exit_code, "Saved 5 entries" in repaired.stdout) == (0, True)
    assert list(tmp_path.glob("journal.damaged-*.db"))


def test_export_prints_every_entry_as_it_was_written(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, KEY)
    lines = [json.loads(line) for line in run(tmp_path, "export").stdout.splitlines()]
    assert [line["says"] for line in lines][0::4] == ["attempt.started", "seal"]
    for line, entry in zip(lines, journal.entries_after(0), strict=True):
        assert line["digest"] == digest_bytes(entry.body)
    assert lines[0]["entry"] == json.loads(journal.entries_after(0)[0].body)
    assert decode_event(journal.entries_after(0)[0].body).kind == lines[0]["says"]


def test_export_of_one_attempt_prints_that_one(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    attempt_maker.whole(journal, KEY)
    wanted = attempt_maker.whole(journal, KEY)
    lines = [json.loads(line) for line in run(tmp_path, "export", wanted).stdout.splitlines()]
    assert {line["attempt"] for line in lines} == {wanted}
    assert len(lines) == 5


def test_what_is_no_json_is_exported_as_hex(journal: Journal, tmp_path: Path) -> None:
    journal.append("event", b"\xffpoison", attempt="a", says="?")
    assert json.loads(run(tmp_path, "export").stdout)["hex"] == b"\xffpoison".hex()


@pytest.mark.parametrize("words", [("status",), ("export",), ("check",)])
def test_a_folder_without_a_journal_is_not_a_success(tmp_path: Path, words: tuple[str]) -> None:
    assert run(tmp_path, *words).exit_code != 0
    assert not (tmp_path / "journal.db").exists()


def test_idle_ends_with_1_while_a_test_is_under_way(
    journal: Journal, attempt_maker: Any, tmp_path: Path
) -> None:
    assert run(tmp_path, "idle").exit_code == 0
    attempt_maker.whole(journal, KEY)
    assert run(tmp_path, "idle").exit_code == 0
    attempt_maker.begin(journal, KEY)
    done = run(tmp_path, "idle")
    assert (done.exit_code, done.stdout) == (1, "tests under way: 1\n")
