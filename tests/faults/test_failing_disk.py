"""A disk that cannot make anything durable: nothing is called written, and a person is told."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.journal_check import check_journal
from protocol import SealKey, event_digest, verify_chain
from tests.faults.failing_sync import COMPILER, FailingSync

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        COMPILER is None,
        reason="failing fdatasync, kiosk: needs a C compiler (Debian: gcc)",
    ),
]
KEY = SealKey.from_hex("22" * 32)
KIOSK = """
import sys
from pathlib import Path
from kiosk.attempt_log import AttemptLog
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal, JournalError
from protocol import SealKey, event_digest

journal = Journal(Path(sys.argv[1]))
shelf = EvidenceShelf(journal)
log = AttemptLog(journal, sys.argv[2], SealKey.from_hex("22" * 32))
print("ready", flush=True)
for line in sys.stdin:
    try:
        if line == "picture\\n":
            about = {"media_type": "image/png", "attempt": log.attempt, "candidate": "K7F-4Q2"}
            kept = shelf.keep(b"p", **about)
            print("written", kept.digest, flush=True)
        elif line == "which stream\\n":
            print(journal.stream.id, flush=True)
        elif line == "new stream\\n":
            print("written", journal.new_stream(0, None).id, flush=True)
        else:
            event = log.write("step.finished", {"step": line.strip(), "seconds": 1.5})
            print("written", event_digest(event), flush=True)
    except JournalError as problem:
        print("refused", problem, flush=True)
"""
SCREEN = """
import sys
from pathlib import Path
import numpy as np
from kiosk.screens.rehearsal import rehearse
from kiosk.screens.voice import Voice
from kiosk.screens.widgets import Text
from scenarios import load_pack

class NoEyes:
    def model_digests(self, pack):
        return {}

grey = np.full((480, 640, 3), 90, np.uint8)
folder, sign = map(Path, sys.argv[1:])
packs = [load_pack(id) for id in ("tourism/table_setting", "construction/ppe_check")]
with rehearse(folder, packs, NoEyes(), grey, (1280, 800), voice=Voice(None)) as play:
    play.to_consent()
    sign.touch()
    play.visitor.touch("accept")
    play.visitor.until("trouble")
    sign.unlink()
    print(*(widget.text for widget in play.stage.widgets if isinstance(widget, Text)))
"""


@dataclass
class Kiosk:
    """A kiosk that writes what it is told to, one thing at a time, until it is killed."""

    path: Path
    disk: FailingSync
    attempt: str = field(default_factory=lambda: str(uuid.uuid4()))
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", KIOSK, str(self.path), self.attempt],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.disk.environment},
        )
        assert self._answer() == "ready"

    def write(self, what: str) -> str:
        """What it says; what it calls written is kept in `written`."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        answer = self._answer()
        if answer.startswith("written "):
            self.written.append(answer.removeprefix("written "))
        return answer

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    started = Kiosk(tmp_path / "kiosk" / "journal.db", FailingSync(tmp_path / "disk"))
    yield started
    started.kill()


def seen_by_another_process(kiosk: Kiosk) -> list[str]:
    with closing(Journal(kiosk.path)) as journal:
        return [event_digest(event) for event in journal.events_of(kiosk.attempt)]


def test_an_event_that_was_not_made_durable_is_not_called_written(kiosk: Kiosk) -> None:
    assert kiosk.write("a").startswith("written")
    with kiosk.disk.failing():
        assert kiosk.write("b").startswith("refused")
        assert kiosk.write("c").startswith("refused")
        assert seen_by_another_process(kiosk) == kiosk.written
    assert len(kiosk.written) == 1


def test_the_error_names_the_journal_and_says_what_to_do(kiosk: Kiosk) -> None:
    with kiosk.disk.failing():
        said = kiosk.write("a")
    assert str(kiosk.path) in said
    assert "disk I/O error; check the disk, and call support before deleting anything" in said


def test_when_the_disk_works_again_the_attempt_goes_on_without_a_gap(kiosk: Kiosk) -> None:
    kiosk.write("a")
    with kiosk.disk.failing():
        kiosk.write("b")
    kiosk.write("c")
    with closing(Journal(kiosk.path)) as journal:
        events = journal.events_of(kiosk.attempt)
    assert [event.body["step"] for event in events] == ["a", "c"]
    assert verify_chain(events) == kiosk.written[-1]


def test_after_a_power_cut_on_a_failing_disk_the_journal_is_sound(kiosk: Kiosk) -> None:
    for step in "abc":
        kiosk.write(step)
    with kiosk.disk.failing():
        assert kiosk.write("d").startswith("refused")
        kiosk.kill()
    with closing(Journal(kiosk.path)) as journal:
        EvidenceShelf(journal)
        events = journal.events_of(kiosk.attempt)
        log = AttemptLog.resume(journal, kiosk.attempt, KEY)
        log.write("step.finished", {"step": "e", "seconds": 1.5})
        seal = log.seal()
        verify_chain(log.events)
    assert [event_digest(event) for event in events[:3]] == kiosk.written
    assert len(events) <= 4  # of the refused one, a power cut may keep all or nothing
    assert seal.count == len(events) + 1
    assert check_journal(kiosk.path).findings == ()


def test_a_stream_that_was_not_made_durable_is_not_the_one_in_use(kiosk: Kiosk) -> None:
    kiosk.write("a")
    before = kiosk.write("which stream")
    with kiosk.disk.failing():
        assert kiosk.write("new stream").startswith("refused")
        assert kiosk.write("which stream") == before
    with closing(Journal(kiosk.path)) as journal:
        assert journal.stream.id == before


def test_a_picture_that_was_not_made_durable_is_not_kept(kiosk: Kiosk) -> None:
    with kiosk.disk.failing():
        said = kiosk.write("picture")
    assert "cannot keep evidence" in said
    with closing(Journal(kiosk.path)) as journal:
        assert EvidenceShelf(journal).of(kiosk.attempt) == []
    assert list((kiosk.path.parent / "evidence").iterdir()) == []


def test_the_touch_screen_says_that_the_test_cannot_go_on_and_what_is_wrong(tmp_path: Path) -> None:
    disk = FailingSync(tmp_path / "disk")
    said = subprocess.run(
        [sys.executable, "-c", SCREEN, str(tmp_path / "kiosk"), str(disk.sign)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **disk.environment, "SDL_VIDEODRIVER": "dummy"},
    ).stdout
    assert "La prueba no pudo seguir" in said
    assert "disk I/O error" in said
