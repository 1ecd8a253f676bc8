"""Room: kiosk. `python -m kiosk.vr.trial`: one step of a pack in a headset, without a paired kiosk.

For whoever writes a scene and for tests. Prints one JSON object a line: where the page is, and at
the end what was proposed, twice: by the kiosk, and from the written acts as the server does it.
SIGUSR1 cuts the line without a word, to see what a page makes of it.
"""

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import structlog

from hardware.headset.track import MEDIA_TYPE, decode_track
from kiosk.attempt import State
from kiosk.errors import KioskError
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.journal import Journal
from kiosk.screens.voice import PROGRAM
from kiosk.session import Session
from kiosk.step_clock import StepClock
from kiosk.vr.errors import VrError
from kiosk.vr.host import Host
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.record import FOLDER
from protocol import SealKey
from scenarios import Pack, ScenarioError, load_pack, propose_scores
from scenarios.format import Step

TRIAL_KEY = SealKey.from_hex("77" * 32)
"""Seals nothing that anybody will believe: a trial is no test."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one step until it is over; returns the exit code."""
    options = _parser().parse_args(arguments)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        pack = load_pack(options.pack)
        with tempfile.TemporaryDirectory(prefix="acredita-trial-") as scratch:
            _run(pack, options, options.dir or Path(scratch))
    except (KioskError, ScenarioError) as error:
        sys.stderr.write(f"trial: {error}\n")
        return 1
    return 0


def session_at(
    pack: Pack, step: str, journal: Journal, language: str, clock: StepClock | None = None
) -> Session:
    """A session of nobody, just before a step; what comes before it is left undone."""
    shelf = EvidenceShelf(journal)
    session = Session(pack, journal, shelf, TRIAL_KEY, OwnEyes(), clock=clock)
    session.start(
        candidate="TRIAL", centre="trial", kiosk="trial", language=language, source="rendered",
        judged=False,
    )  # fmt: skip
    session.give_consent()
    session.acknowledge_ai()
    while coming(session).id != step:
        session.begin_step()
        session.finish_step(0.0)
    return session


def coming(session: Session) -> Step:
    """The step that is begun next."""
    following = session.walk.on().step if session.state is State.STEP_DONE else None
    return following or session.step


def end_of(session: Session) -> None:
    """Take a session from its played step to its seal."""
    while session.has_step_to_do:
        session.begin_step()
        session.finish_step(0.0)
    session.propose()
    session.finish()
    session.seal()


def _run(pack: Pack, options: argparse.Namespace, folder: Path) -> None:
    step = options.step or next(iter(pack.vr_by_step), None)
    if step is None or step not in pack.vr_by_step:
        raise VrError(f"{pack.id} has no step {step!r} for a headset: {list(pack.vr_by_step)}")
    journal = Journal(folder / "journal.db")
    with ThreadPoolExecutor(1, "session") as work:
        session = session_at(pack, step, journal, options.language)
        program = shutil.which(PROGRAM)
        host = Host(folder / FOLDER, work, port=options.port, host=options.host, program=program)
        play = HeadsetPlay(session, folder / FOLDER, seated=options.seated, seed=options.seed)
        host.play = play
        host.start()
        signal.signal(signal.SIGUSR1, lambda *_: host.cut())
        _say({"url": host.url(play), "certificate": str(host.certificate.certificate)})
        try:
            while play.over is None and play.trouble is None:
                time.sleep(0.05)
            time.sleep(options.linger)
        finally:
            host.stop()
        if play.over in ("done", "time"):
            end_of(session)
        _say(_told(pack, session, play, journal))
    journal.close()


def _told(pack: Pack, session: Session, play: HeadsetPlay, journal: Journal) -> dict[str, object]:
    kept = [
        one for one in EvidenceShelf(journal).of(session.attempt) if one.media_type == MEDIA_TYPE
    ]
    frames = [frame for one in kept for frame in decode_track(one.path.read_bytes())]
    latencies = sorted(play.latencies_ms)
    every = sorted([*play.latencies_ms, *play.waited_ms])
    passed = frames[-1].t_ms - frames[0].t_ms if len(frames) > 1 else 0.0
    return {
        "over": play.over,
        "trouble": str(play.trouble) if play.trouble else None,
        "seed": play.playing.seed,
        "acts": play.acts,
        "scores": {one.criterion: one.band for one in session.scores},
        "rescored_same": propose_scores(pack, session.seen()) == session.scores,
        "state": session.state.value,
        "noted": [e.body["what"] for e in session.events if e.kind == "headset.noted"],
        "poses": len(frames),
        "lost": play.poses - len(frames),
        "gapless": [frame.n for frame in frames] == list(range(1, len(frames) + 1)),
        "pose_hz": round((len(frames) - 1) / passed * 1000, 2) if passed else 0.0,
        "track_bytes": sum(one.size for one in kept),
        "with_both_hands": sum(None not in (f.left_hand, f.right_hand) for f in frames),
        "page_to_journal_p50_ms": round(statistics.median(latencies), 2) if latencies else None,
        "page_to_journal_p95_ms": _p95(latencies),
        "with_cuts_p95_ms": _p95(every),
        "waited": len(play.waited_ms),
    }


def _p95(ordered: Sequence[float]) -> float | None:
    return round(ordered[int(0.95 * (len(ordered) - 1))], 2) if ordered else None


def _say(told: dict[str, object]) -> None:
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.vr.trial", description="One step of a pack in any headset."
    )
    parser.add_argument("--pack", required=True, help="id or folder of the pack")
    parser.add_argument("--step", help="a step with `vr`; else the first")
    parser.add_argument("--language", default="es", help="es, en or fr")
    parser.add_argument("--seed", type=int, help="the scene's seed; else drawn")
    parser.add_argument("--port", type=int, default=8443, help="0 for any that is free")
    parser.add_argument("--host", default="", help="the name or address headsets reach this by")
    parser.add_argument("--seated", action="store_true", help="for somebody who sits")
    parser.add_argument("--dir", type=Path, help="where to keep it; else it is thrown away")
    parser.add_argument("--linger", type=float, default=0.5, help="s to stay once it is over")
    return parser


if __name__ == "__main__":
    sys.exit(main())
