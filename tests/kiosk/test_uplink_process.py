"""The uplink as a process of its own: whatever ends it, the kiosk goes on and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assessor_server.store.tables import attempts, evidence
from kiosk.evidence import EvidenceShelf
from kiosk.identity import Identity
from kiosk.journal import Journal
from kiosk.lock import SENDING, FolderInUseError, FolderLock
from kiosk.uplink_state import UplinkState
from kiosk.uplink_watch import UplinkProcess

WAIT_S = 60.0  # generous: a loaded machine is slow, and a wait ends as soon as it may
KIOSK = """
import sys, time
from pathlib import Path
from kiosk.journal import Journal
from kiosk.uplink_watch import UplinkProcess

with UplinkProcess(Journal(Path(sys.argv[1]))) as uplink:
    while not uplink.state().code:
        time.sleep(0.05)
    print(uplink.pid, flush=True)
    time.sleep(600)
"""
ENDS_AT_ONCE = (sys.executable, "-c", "import sys; sys.exit(7)")
TALKS_NONSENSE = (sys.executable, "-c", "import os, sys; os.write(int(sys.argv[4]), b'{\\n')")
STANDS_STILL = (
    sys.executable,
    "-c",
    "import sys, kiosk.uplink_process as p; p.STUCK_S = -1.0; sys.exit(p.main())",
)


@pytest.fixture
def identity(intake: Any, tmp_path: Path) -> Identity:
    paired: Identity = intake.pair(tmp_path / "kiosk")
    return paired


@pytest.fixture
def journal(identity: Identity, tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "kiosk" / "journal.db")
    yield opened
    opened.close()


def until(uplink: UplinkProcess, reached: Callable[[UplinkState], object]) -> UplinkState:
    deadline = time.monotonic() + WAIT_S
    while not reached(state := uplink.state()):
        assert time.monotonic() < deadline, state
        time.sleep(0.02)
    return state


def gone(pid: int) -> bool:
    """Whether a process has ended; one that waits for its parent to ask has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill(uplink: UplinkProcess) -> None:
    """Kill the process, and wait until that is seen."""
    before = uplink.state().restarts
    assert uplink.pid is not None
    os.kill(uplink.pid, signal.SIGKILL)
    until(uplink, lambda state: state.restarts > before)


def bytes_at(intake: Any) -> int:
    folder = intake.directory / "server" / "evidence"
    return sum(file.stat().st_size for file in folder.rglob("*.sealed"))


def keep_clip(journal: Journal, attempt: str, size: int = 6_000_000) -> bytes:
    clip = os.urandom(size)
    EvidenceShelf(journal).keep(clip, media_type="video/mp4", attempt=attempt, candidate="K7F-4Q2")
    return clip


def test_what_the_kiosk_writes_is_sent_by_the_process(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    with UplinkProcess(journal) as uplink:
        until(uplink, lambda state: state.connected)
        attempt = attempt_maker.whole(journal, identity.seal_key)
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
        state = until(uplink, lambda state: state.last_contact)
    assert [(row.id, row.state) for row in intake.rows(attempts)] == [(attempt, "sealed")]
    assert (state.all_sent, state.waiting_attempts, state.restarts) == (True, 0, 0)


def test_an_abort_in_the_middle_of_a_drain_ends_neither_the_kiosk_nor_the_drain(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    before = [attempt_maker.whole(journal, identity.seal_key) for _ in range(40)]
    clip = keep_clip(journal, before[0])
    with UplinkProcess(journal, chunk_bytes=16_384) as uplink:
        wait_until(lambda: bytes_at(intake) > 500_000)
        assert uplink.pid is not None
        os.kill(uplink.pid, signal.SIGABRT)
        under_way = bytes_at(intake)
        meanwhile = attempt_maker.whole(journal, identity.seal_key)
        until(uplink, lambda state: state.restarts)
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
        state = uplink.state()
    assert under_way < len(clip)
    assert state.restarts == 1
    assert [row.stored_bytes for row in intake.rows(evidence) if row.completed_at] == [len(clip)]
    sent = sorted(intake.entries(), key=lambda row: (row.stream, row.seq))
    written = [(one, n) for one in (*before, meanwhile) for n in (0, 1, 2, 3, None)]
    assert [(row.attempt, row.n) for row in sent] == written


def test_killed_again_and_again_it_still_sends_everything_once(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    with UplinkProcess(journal, chunk_bytes=16_384) as uplink:
        for kills in range(1, 4):
            attempt = attempt_maker.whole(journal, identity.seal_key)
            keep_clip(journal, attempt, 500_000)
            until(uplink, lambda state: state.connected)
            kill(uplink)
            assert uplink.state().restarts == kills
        assert uplink.wait_until_sent(WAIT_S), uplink.state()
    assert [row.state for row in intake.rows(attempts)] == ["sealed"] * 3
    assert len(intake.entries()) == 15
    assert len([row for row in intake.rows(evidence) if row.completed_at]) == 3


def test_it_ends_when_the_kiosk_is_killed(intake: Any, identity: Identity, tmp_path: Path) -> None:
    intake.kill()
    path = tmp_path / "kiosk" / "journal.db"
    kiosk = subprocess.Popen(
        [sys.executable, "-c", KIOSK, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert kiosk.stdout is not None
    pid = int(kiosk.stdout.readline())
    assert not gone(pid)
    kiosk.kill()
    kiosk.wait()
    wait_until(lambda: gone(pid))
    FolderLock(path.parent, SENDING).hold()


def test_it_ends_when_the_kiosk_stops_and_lets_the_folder_go(journal: Journal) -> None:
    with UplinkProcess(journal) as uplink:
        wait_until(lambda: uplink.pid is not None)
        pid = uplink.pid
        assert pid is not None
    assert gone(pid)
    FolderLock(journal.path.parent).hold()
    FolderLock(journal.path.parent, SENDING).hold()


def test_a_second_kiosk_in_the_same_folder_is_told(journal: Journal) -> None:
    with (
        UplinkProcess(journal),
        pytest.raises(FolderInUseError, match="close it first"),
        UplinkProcess(journal),
    ):
        raise AssertionError("two kiosks send from one folder")


def test_a_kiosk_starts_while_the_uplink_of_the_last_one_is_still_ending(
    identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    attempt_maker.whole(journal, identity.seal_key)
    leftover = FolderLock(journal.path.parent, SENDING)
    leftover.hold()
    with UplinkProcess(journal) as uplink:
        assert not uplink.wait_until_sent(1.0)
        leftover.release()
        assert uplink.wait_until_sent(WAIT_S), uplink.state()


def test_what_is_wrong_is_told_across_the_processes(
    intake: Any, identity: Identity, journal: Journal, attempt_maker: Any
) -> None:
    intake.kill()
    attempt_maker.whole(journal, identity.seal_key)
    with UplinkProcess(journal) as uplink:
        state = until(uplink, lambda state: state.problem)
    assert (state.code, state.waiting_attempts, state.connected) == ("unreachable", 1, False)
    assert "nothing is lost" in str(state.remedy)


def test_a_kiosk_without_keys_says_so_and_goes_on_trying(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with UplinkProcess(journal) as uplink:
        state = until(uplink, lambda state: state.restarts)
    journal.close()
    assert "not paired" in str(state.problem)


def test_a_process_that_ends_at_once_is_started_ever_more_slowly(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.uplink_watch.RESTART_S", 0.25)
    begun = time.monotonic()
    with UplinkProcess(journal, command=ENDS_AT_ONCE) as uplink:
        state = until(uplink, lambda state: state.restarts >= 4)
    assert time.monotonic() - begun >= 0.25 + 0.5 + 1.0
    assert state.code == "restarting"
    assert "nothing is lost" in str(state.remedy)


def test_nonsense_on_the_status_pipe_is_passed_over(journal: Journal) -> None:
    with UplinkProcess(journal, command=TALKS_NONSENSE) as uplink:
        until(uplink, lambda state: state.restarts >= 2)


def test_an_uplink_that_stands_still_ends_itself(journal: Journal) -> None:
    with UplinkProcess(journal, command=STANDS_STILL) as uplink:
        state = until(uplink, lambda state: state.restarts)
    assert "stood still" in str(state.problem)


def test_its_log_stays_out_of_standard_output(
    identity: Identity, journal: Journal, capfd: pytest.CaptureFixture[str]
) -> None:
    with UplinkProcess(journal) as uplink:
        until(uplink, lambda state: state.connected)
    said = capfd.readouterr()
    assert "server.connected" in said.err
    assert "server.connected" not in said.out


def test_the_uplink_loads_neither_models_nor_cameras() -> None:
    look = "import sys, kiosk.uplink_process as _; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "cv2", "pygame", "onnxruntime", "models", "hardware"} & set(loaded)
