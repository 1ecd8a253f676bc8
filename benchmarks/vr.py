"""How well a headset's line holds: the real page in Chromium, with a Quest 3 made of code (iwer).

The kiosk's real host, journal and disk are in a process of their own (`kiosk.vr.trial`); the page
is the committed bundle, its headset has two hands of 25 joints. In the middle the line is cut
without a word, and the page comes back by itself. `pose_hz`: frames a second, by the headset's
clock, cut included. `page_to_journal_p95_ms`: from the moment in the headset to the moment on the
disk, of every frame and act but the `waited` ones made before the line was there again (with them
`with_cuts_p95_ms`). `lost`: frames the page numbered and the kiosk has not. Beside them
`line_alone_p95_ms`, the same line with a page made of code that draws nothing, `fsync_p95_ms`, the
same disk alone in the same run, and `page_frame_p95_ms`, how evenly the page itself drew: a
software renderer is the slowest part here.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "vr_page"))

from headset import WEB, Headset, chromium, headset, trial
from playwright.sync_api import Browser

from hardware.headset.simulated.wearer import Wearer
from kiosk.vr.simulated import SimulatedPage
from scenarios import load_pack
from scenarios.plays import Scene

PACK, STEP, SEED = "construction/site_safety", "walk", 5
BACK_WITHIN_S = 30.0
POLITE = 8
KEYS = (
    "frames", "gapless", "with_both_hands", "acts", "track_bytes", "rescored_same",
    "page_to_journal_p50_ms", "with_cuts_p95_ms", "waited", "noted",
)  # fmt: skip
FRAMES = """
() => {
  window.drawn = [];
  let before = performance.now();
  const each = (now) => {
    window.drawn.push(now - before);
    before = now;
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
}
"""


def main(arguments: Sequence[str]) -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute's worth")
    parser.add_argument("--seconds", type=float, help="of moving, with the cut in the middle")
    given = parser.parse_args(arguments)
    if not (WEB / "node_modules" / ".package-lock.json").exists():
        say("== npm ci: the headset made of code")
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=WEB, check=True)
    seconds = given.seconds or (15.0 if given.quick else 60.0)
    say("== the line alone, with a page made of code")
    figures = line_alone(seconds / 2)
    figures = measure(seconds) | figures
    say(json.dumps(figures | {"fsync_p95_ms": fsync_p95_ms()}))


def measure(seconds: float) -> dict[str, Any]:
    """One step in the headset: move, cut, come back, move, finish."""
    scene = load_pack(PACK).plays_by_step[STEP]
    assert isinstance(scene, Scene)
    here = scene.views[0].id
    things = [f"thing {thing.id}" for thing in scene.things if thing.view == here]
    with (
        trial(PACK, STEP, SEED) as served,
        another_machine() as browser,
        headset(browser, served.url) as worn,
    ):
        say(f"== {seconds:.0f} s in {PACK}, the line cut in the middle")
        worn.enter()
        worn.page.evaluate(FRAMES)
        move(worn, things, seconds / 2)
        served.process.send_signal(signal.SIGUSR1)
        move(worn, things, seconds / 2)
        numbered = settle(worn)
        drawn = worn.page.evaluate("window.drawn")
        worn.finish()
        told = served.told()
        faults = [fault for fault in worn.faults if "WebSocket" not in fault]
    return {
        "pose_hz": told["pose_hz"],
        "page_to_journal_p95_ms": told["page_to_journal_p95_ms"],
        "lost": max(0, numbered - told["poses"]) + told["lost"],
        "frames": told["poses"],
        "page_frame_p95_ms": round(p95(drawn), 1),
        "page_faults": len(faults),
        **{key: told[key] for key in KEYS if key in told},
    }


@contextmanager
def another_machine() -> Iterator[Browser]:
    """A Chromium that takes what the kiosk leaves: a real headset does not share its processor."""
    os.nice(POLITE)
    with chromium() as browser:
        yield browser


def line_alone(seconds: float) -> dict[str, Any]:
    """The kiosk's own share: a page made of code sends 72 frames a second and draws nothing."""
    with trial(PACK, STEP, SEED) as served:
        begun = time.time()
        page = SimulatedPage(served.url, Path(served.certificate))
        page.hello(origin=begun * 1000)
        page.ready()
        wearer, count = Wearer(3), int(seconds * 72)
        for n in range(1, count + 1):
            time.sleep(max(0.0, begun + n / 72 - time.time()))
            page.move([wearer.frame(n, (time.time() - begun) * 1000)])
            if n % 100 == 0:
                page.state()
        page.until_stored(poses=count)
        page.say({"m": "done"})
        page.next(lambda said: bool(said["m"] == "end"))
        page.close()
        told = served.told()
    return {
        "line_alone_p50_ms": told["page_to_journal_p50_ms"],
        "line_alone_p95_ms": told["page_to_journal_p95_ms"],
    }


def move(worn: Headset, things: Sequence[str], seconds: float) -> None:
    """Look about among the things of the place, as long as it lasts."""
    end, at = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        worn.look(things[at % len(things)], 0.7)
        worn.ahead()
        at += 1


def settle(worn: Headset) -> int:
    """How many frames the page has numbered so far; returns when the kiosk says it has them."""
    numbered = int(worn.page.evaluate("window.acredita.counts.frames"))
    end = time.monotonic() + BACK_WITHIN_S
    while int(worn.page.evaluate("window.acredita.counts.acked")) < numbered:
        if time.monotonic() > end:
            break  # what is missing then is lost, and is reported so
        worn.page.wait_for_timeout(20)
    return numbered


def fsync_p95_ms() -> float:
    """The disk alone: what one flush of a batch's bytes costs."""
    costs = []
    with tempfile.TemporaryFile() as file:
        for _ in range(200):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            costs.append((time.perf_counter() - begun) * 1000)
    return round(p95(costs), 2)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def say(text: str) -> None:
    """One line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
