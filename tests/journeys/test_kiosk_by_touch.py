"""Every scenario by touch on a real window, from the first screen to the printed slip."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.texts import LANGUAGES
from scenarios import find_packs

PATIENCE_S = 900.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display without a screen."""
    program = shutil.which("Xvfb")
    assert program, "Xvfb is missing: run setup/system.sh test"
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writer), "-noreset", "-screen", "0", "1280x800x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait(30)


@pytest.mark.journey
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", [pack.id for pack in find_packs()])
def test_a_person_takes_the_test_by_touch_and_goes_home_with_a_slip(
    pack: str, language: str, display: str, tmp_path: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.touch_journey", pack, language, str(tmp_path)],
        env={**environment, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert list((tmp_path / "printed").rglob("*.png")), "no slip was printed"
