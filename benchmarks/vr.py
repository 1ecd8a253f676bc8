"""How well a headset's line holds: the real page in Chromium, with a Quest 3 made of code (iwer).

The kiosk's real host, journal and disk are in this process; the page is the committed bundle, its
headset has two hands of 25 joints. In the middle the line is cut without a word, and the page comes
back by itself. `pose_hz`: frames a second, by the headset's clock, cut included.
`page_to_journal_p95_ms`: from the moment in the headset to the moment on the disk, of every frame
and act but those that waited out the cut (`p95_with_cut_ms` has them too). `lost`: frames the page
numbered and the kiosk has not. `fsync_p95_ms` is the same disk alone, in the same run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "vr_page"))

from headset import WEB, Headset, chromium, headset

from hardware.headset.track import decode_track
from kiosk.evidence import EvidenceShelf
from kiosk.journal import Journal
from kiosk.vr.host import Host
from kiosk.vr.play import FOLDER, HeadsetPlay
from kiosk.vr.trial import end_of, session_at
from scenarios import load_pack, propose_scores
from scenarios.plays import Scene

PACK, STEP, SEED = "construction/site_safety", "walk", 5
BACK_WITHIN_S = 30.0


def main(arguments: Sequence[str]) -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute's worth")
    parser.add_argument("--seconds", type=float, help="of moving, with the cut in the middle")
    given = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if not (WEB / "node_modules" / ".package-lock.json").exists():
        say("== npm ci: the headset made of code")
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=WEB, check=True)
    seconds = given.seconds or (15.0 if given.quick else 60.0)
    with tempfile.TemporaryDirectory(prefix="acredita-vr-") as folder:
        figures = measure(Path(folder), seconds)
        figures["fsync_p95_ms"] = fsync_p95_ms(Path(folder))
    say(json.dumps(figures))


def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """One step in the headset: move, cut, come back, move, finish."""
    pack = load_pack(PACK)
    scene = pack.plays_by_step[STEP]
    assert isinstance(scene, Scene)
    here = scene.views[0].id
    things = [f"thing {thing.id}" for thing in scene.things if thing.view == here]
    journal = Journal(folder / "journal.db")
    with ThreadPoolExecutor(1, "session") as work, chromium() as browser:
        session = session_at(pack, STEP, journal, "es")
        host = Host(folder / FOLDER, work, port=0, host="127.0.0.1", program=None)
        play = HeadsetPlay(session, folder / FOLDER, seed=SEED)
        host.play = play
        host.start()
        try:
            with headset(browser, host.url(play)) as worn:
                say(f"== {seconds:.0f} s in {PACK}, the line cut in the middle")
                worn.enter()
                play.latencies_ms.clear()
                move(worn, things, seconds / 2)
                before = list(play.latencies_ms)
                away = cut(worn, host, play)
                play_on = len(play.latencies_ms)
                move(worn, things, seconds / 2)
                after = list(play.latencies_ms)[play_on:]
                every = list(play.latencies_ms)
                sent = settle(worn)
                faults = list(worn.faults)
            work.submit(play.finish, "done").result()
        finally:
            host.stop()
        end_of(session)
    kept = [one for one in EvidenceShelf(journal).of(session.attempt) if "poses" in one.media_type]
    frames = [frame for one in kept for frame in decode_track(one.path.read_bytes())]
    passed = (frames[-1].t_ms - frames[0].t_ms) / 1000
    plain = before + after
    figures = {
        "pose_hz": round((len(frames) - 1) / passed, 1),
        "page_to_journal_p95_ms": round(p95(plain), 1),
        "lost": max(0, sent - len(frames)),
        "page_to_journal_p50_ms": round(statistics.median(plain), 1),
        "p95_with_cut_ms": round(p95(every), 1),
        "away_s": round(away, 2),
        "frames": len(frames),
        "gapless": [frame.n for frame in frames] == list(range(1, len(frames) + 1)),
        "with_both_hands": sum(None not in (f.left_hand, f.right_hand) for f in frames),
        "acts": play.acts,
        "track_bytes_a_minute": round(sum(one.size for one in kept) / passed * 60),
        "rescored_same": propose_scores(pack, session.seen()) == session.scores,
        "page_faults": len(faults),
    }
    journal.close()
    return figures


def move(worn: Headset, things: Sequence[str], seconds: float) -> None:
    """Look about, point at things and say what they are, as long as it lasts."""
    end, at = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        thing = things[at % len(things)]
        worn.look(thing, 0.7)
        worn.ahead()
        at += 1


def cut(worn: Headset, host: Host, play: HeadsetPlay) -> float:
    """Break the line; how long it took until the page was back, s."""
    begun = time.monotonic()
    host.cut()
    while play.glance.here and time.monotonic() - begun < BACK_WITHIN_S:
        worn.page.wait_for_timeout(20)
    while not play.glance.here:
        if time.monotonic() - begun > BACK_WITHIN_S:
            raise RuntimeError("the page did not come back; look at the log")
        worn.page.wait_for_timeout(20)
    away = time.monotonic() - begun
    worn.page.wait_for_timeout(1500)  # what waited is sent
    return away


def settle(worn: Headset) -> int:
    """How many frames the page has numbered so far; returns when the kiosk says it has them."""
    numbered = int(worn.page.evaluate("window.acredita.counts.frames"))
    end = time.monotonic() + BACK_WITHIN_S
    while int(worn.page.evaluate("window.acredita.counts.acked")) < numbered:
        if time.monotonic() > end:
            break  # what is missing then is lost, and is reported so
        worn.page.wait_for_timeout(20)
    return numbered


def fsync_p95_ms(folder: Path) -> float:
    """The disk alone: what one flush of a batch's bytes costs."""
    costs = []
    with (folder / "probe").open("wb") as file:
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
