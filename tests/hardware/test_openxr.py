"""A wired headset: pyopenxr, the real loader, a runtime made for tests and whatever is real."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware import Standing
from hardware.headset import HeadsetAbsentError, open_headset

SOURCE = Path(__file__).parent / "openxr" / "runtime.c"
TRIAL = """
import json, sys, time
from hardware.headset import HeadsetEndedError, Judge, open_headset
headset, frames, ended = open_headset("openxr?hz=100"), [], False
standing = headset.condition().standing.value
headset.connect()
end = time.monotonic() + float(sys.argv[1])
try:
    while time.monotonic() < end and len(frames) < 60:
        frames += headset.poll()
        time.sleep(0.002)
except HeadsetEndedError:
    ended = True
name = headset.name
headset.disconnect()
print(json.dumps({"standing": standing, "name": name, "ended": ended,
    "n": [f.n for f in frames], "t": [f.t_ms for f in frames],
    "head": [f.head for f in frames], "lost": [f.lost for f in frames],
    "left": frames[-1].left_hand, "right": frames[-1].right_hand,
    "odd": len(Judge().look(frames))}))
"""
Try = Callable[..., dict[str, object]]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runtime of the tests, built, with the file by which the loader finds it."""
    folder = tmp_path_factory.mktemp("openxr")
    library = folder / "libruntime.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", library, SOURCE, "-lm"],
        check=True,
    )
    path = folder / "runtime.json"
    path.write_text(
        json.dumps({"file_format_version": "1.0.0", "runtime": {"library_path": str(library)}})
    )
    return path


@pytest.fixture
def attempt(manifest: Path) -> Try:
    """Runs a program of its own: a loader keeps the runtime it has found."""

    def run(told: str = "", seconds: float = 20) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", TRIAL, str(seconds)],
            env={**os.environ, "XR_RUNTIME_JSON": str(manifest), "ACREDITA_OPENXR": told},
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            return {"problem": done.stderr.strip().splitlines()[-1]}
        seen: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return seen

    return run


def test_a_session_without_drawing_gives_head_and_hands(attempt: Try) -> None:
    seen = attempt()
    assert seen["standing"] == "ready"
    assert seen["name"] == "wired headset (a runtime of the tests)"
    assert seen["n"] == list(range(1, 61))
    assert seen["t"] == sorted(seen["t"])  # type: ignore[type-var, arg-type]
    assert [head[1] for head in seen["head"]] == [pytest.approx(1.6)] * 60  # type: ignore[attr-defined]
    assert seen["odd"] == 0


def test_a_hand_begins_with_the_wrist_as_in_a_browser(attempt: Try) -> None:
    seen = attempt()
    assert len(seen["left"]) == len(seen["right"]) == 75  # type: ignore[arg-type]
    assert seen["left"][:2] == pytest.approx([-0.3, 1.01])  # type: ignore[index]
    assert seen["right"][:2] == pytest.approx([0.3, 1.01])  # type: ignore[index]


def test_a_runtime_that_sees_no_hands_gives_the_head_alone(attempt: Try) -> None:
    seen = attempt("nohands")
    assert seen["left"] is None
    assert seen["head"][-1] is not None  # type: ignore[index]


def test_a_head_that_is_not_tracked_is_lost(attempt: Try) -> None:
    seen = attempt("lost")
    assert set(seen["lost"]) == {True}  # type: ignore[call-overload]


def test_a_session_that_the_runtime_ends_is_over(attempt: Try) -> None:
    seen = attempt("leaves")
    assert seen["ended"]
    assert len(seen["n"]) == 21  # one more after the runtime asked to stop


@pytest.mark.parametrize(
    ("told", "says"),
    [("noheadless", "lacks XR_MND_headless"), ("nosystem", "gives no headset")],
)
def test_a_runtime_that_cannot_serve_is_an_absent_headset(
    attempt: Try, told: str, says: str
) -> None:
    assert says in str(attempt(told)["problem"])


def test_the_real_runtime_of_this_machine_gives_poses() -> None:
    headset = open_headset("openxr")
    try:
        headset.connect()
    except HeadsetAbsentError as problem:
        assert headset.condition().standing is Standing.ABSENT
        pytest.skip(f"skipped: no OpenXR runtime ({problem})")
    try:
        while not (frames := headset.poll()):
            pass
        assert frames[0].n == 1
    finally:
        headset.disconnect()
