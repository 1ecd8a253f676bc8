"""`acredita headset`: one is tried, a step played in it, and it is compared with the screen."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
from typer.testing import CliRunner

from acredita.cli import app
from hardware.headset import decode_track
from kiosk.vr.simulated import SimulatedPage
from scenarios import PACKS_ROOT, load_pack
from scenarios.plays import Acted
from scenarios.plays.simulated import Simulated

runner = CliRunner()


def test_a_headset_is_watched_and_recorded_and_the_recording_played(tmp_path: Path) -> None:
    path = tmp_path / "poses.acpt"
    done = runner.invoke(
        app, ["headset", "watch", "simulated?hz=90", "--seconds", "0.5", "--record", str(path)]
    )
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["person"]
    frames = decode_track(path.read_bytes())
    assert len(frames) == told["frames"]
    again = runner.invoke(app, ["headset", "watch", f"replay:{path}?speed=0", "--seconds", "5"])
    assert json.loads(again.stdout)["frames"] == told["frames"]


def test_a_step_is_played_in_a_headset_without_a_paired_kiosk() -> None:
    pack = load_pack(PACKS_ROOT / "templates" / "packs" / "scene")
    (step,) = pack.vr_by_step
    command = [sys.executable, "-m", "acredita", "headset", "trial", str(pack.folder)]
    with subprocess.Popen(
        [*command, "--seed", "5", "--port", "0", "--host", "127.0.0.1"],
        stdout=subprocess.PIPE,
        text=True,
    ) as trial:
        assert trial.stdout is not None
        told = json.loads(trial.stdout.readline())
        page = SimulatedPage(told["url"], Path(told["certificate"]))
        page.hello()
        page.ready()
        for act in Simulated(step, 5).play(pack.plays_by_step[step], "play"):
            if isinstance(act, Acted):
                page.act(act)
        page.say({"m": "done"})
        page.next(lambda said: said["m"] == "end")
        page.close()
        end = json.loads(trial.stdout.readline())
    assert end["over"] == "done"
    assert end["rescored_same"]
    assert set(end["scores"].values()) == {c.choices[0].band for c in pack.criteria}


def test_screen_and_headset_are_compared() -> None:
    asked = ["headset", "fairness", "tourism/guest_check_in", "--candidates", "12", "--luck", "1"]
    done = runner.invoke(app, [*asked, "--json"])
    (found,) = msgspec.json.decode(done.stdout)
    assert done.exit_code == 0
    assert found["same_scores"] == 12
    assert "difference +0.00" in runner.invoke(app, asked).stdout
