"""`acredita attempt replay`: from a kiosk's folder or an export, with an exit code that tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from acredita.cli import app
from hardware import Frame
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.headless import Person, Take, run_headless
from kiosk.journal import Journal
from kiosk.session import Session
from protocol import SealKey
from scenarios import Step, load_pack

PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k")
ROOM = np.random.default_rng(3).normal(130, 9, (300, 400, 3)).clip(0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Kept:
    """A kiosk's folder with one attempt."""

    folder: Path
    attempt: str

    @property
    def photo(self) -> Path:
        return max((self.folder / "evidence").iterdir(), key=lambda path: path.stat().st_mtime)


def film(step: Step) -> Take:
    frames = [Frame(ROOM, "", "camera 0", 0)] if step.capture == "photo" else []
    return Take(frames=frames)


def quiet(what: str, details: Mapping[str, object]) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A helmet and vest check of an empty room, by the kiosk's own eyes."""
    folder = tmp_path / "kiosk"
    journal = Journal(folder / "journal.db")
    session = Session(
        load_pack("construction/ppe_check"),
        journal,
        EvidenceShelf(journal),
        SealKey.generate(),
        OwnEyes(),
    )
    run_headless(session, PERSON, film, quiet)
    journal.close()
    return Kept(folder, session.attempt)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["attempt", "replay", *map(str, words)])


def test_an_attempt_in_a_kiosks_folder_comes_out_the_same(kept: Kept, tmp_path: Path) -> None:
    done = run(kept.attempt, "--dir", kept.folder, "--json", tmp_path / "replay.json")
    assert done.exit_code == 0, done.output
    assert "1 photos" in done.output
    assert "the same, to the last bit" in done.output
    assert json.loads((tmp_path / "replay.json").read_text())["same"] is True


def test_an_exported_attempt_comes_out_the_same(kept: Kept) -> None:
    journal = ["journal", "export", kept.attempt, "--dir", str(kept.folder)]
    export = kept.folder / "export.jsonl"
    export.write_bytes(CliRunner().invoke(app, journal).stdout_bytes)
    assert run(kept.attempt, "--export", export).exit_code == 0
    moved = kept.folder / "elsewhere"
    (kept.folder / "evidence").rename(moved)
    assert run(kept.attempt, "--export", export, "--evidence", moved).exit_code == 0


def test_evidence_that_is_gone_is_named(kept: Kept) -> None:
    for piece in (kept.folder / "evidence").iterdir():
        piece.unlink()
    done = run(kept.attempt, "--dir", kept.folder)
    assert done.exit_code == 1
    assert "replay from the server's store" in str(done.exception)


@pytest.mark.parametrize("content", [b"", b"no lines of JSON"])
def test_a_file_that_is_no_export_is_refused(kept: Kept, content: bytes) -> None:
    file = kept.folder / "export.jsonl"
    file.write_bytes(content)
    done = run(kept.attempt, "--export", file)
    assert done.exit_code == 1
    assert str(file) in str(done.exception)


def test_an_unknown_attempt_is_named(kept: Kept) -> None:
    done = run("0c49d0c8-0000-4000-8000-000000000000", "--dir", kept.folder)
    assert "has no attempt 0c49d0c8" in str(done.exception)


def test_one_place_is_asked_for(kept: Kept) -> None:
    assert run(kept.attempt, "--dir", kept.folder, "--server", kept.folder).exit_code == 2
