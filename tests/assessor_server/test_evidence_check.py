"""`acredita evidence check` reads every piece back and names what is missing, damaged, orphaned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from evidence_support import CANDIDATE, CONTENT, NOW, Keeper, faults
from typer.testing import CliRunner

from acredita.cli import app
from assessor_server.evidence_check import Fault
from assessor_server.store import writing


@pytest.fixture
def run() -> Iterator[CliRunner]:
    """Runs the command line, which says to log to a stream that ends with the run."""
    yield CliRunner()
    structlog.reset_defaults()


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path)


def test_whole_evidence_is_sound(keeper: Keeper) -> None:
    keeper.keep()
    report = keeper.check()
    assert (report.sound, report.sound_pieces, report.sound_bytes) == (True, 1, len(CONTENT))


def test_a_lost_file_is_missing(keeper: Keeper) -> None:
    keeper.keep().unlink()
    assert faults(keeper.check()) == [Fault.MISSING]


@pytest.mark.parametrize("place", [2, 30, -1], ids=["a length", "a sealed byte", "the last byte"])
def test_a_changed_byte_is_damage(keeper: Keeper, place: int) -> None:
    path = keeper.keep()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert faults(keeper.check()) == [Fault.DAMAGED]


def test_a_piece_cut_at_a_chunk_is_damaged(keeper: Keeper) -> None:
    path = keeper.keep()
    content = path.read_bytes()
    record = 4 + int.from_bytes(content[:4], "big")
    path.write_bytes(content[:record])
    assert faults(keeper.check()) == [Fault.DAMAGED]


def test_a_file_nobody_knows_is_an_orphan(keeper: Keeper) -> None:
    stray = keeper.folder.evidence / "ab" / "stray.sealed"
    stray.parent.mkdir()
    stray.write_bytes(b"?")
    (found,) = keeper.check().faults
    assert (found.fault, found.name) == (Fault.ORPHAN, "ab/stray.sealed")


def test_a_piece_on_its_way_is_no_fault(keeper: Keeper) -> None:
    keeper.keep(whole=False)
    report = keeper.check()
    assert (report.sound, report.waiting) == (True, 1)


def test_evidence_of_an_erased_candidate_is_no_fault(keeper: Keeper) -> None:
    keeper.keep()
    with writing(keeper.engine) as connection:
        keeper.vault.erase(connection, CANDIDATE, now=NOW)
    report = keeper.check()
    assert (report.sound, report.erased) == (True, 1)


def test_the_command_ends_with_0_only_when_all_is_sound(keeper: Keeper, run: CliRunner) -> None:
    path = keeper.keep()
    command = ["evidence", "check", "--dir", str(keeper.root)]
    assert run.invoke(app, command).exit_code == 0
    path.unlink()
    ended = run.invoke(app, command)
    assert ended.exit_code == 1
    assert f"missing: {path.relative_to(keeper.folder.evidence)}" in ended.stdout
