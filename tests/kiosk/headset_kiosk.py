"""A kiosk that waits for a headset: real journal, real host on loopback, a page made of code."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hardware.headset import PoseFrame, decode_track
from hardware.headset.simulated.wearer import Wearer
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.journal import Journal
from kiosk.session import Session
from kiosk.step_clock import StepClock
from kiosk.vr.host import Host
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.simulated import SimulatedPage
from protocol import SealKey
from scenarios import PACKS_ROOT, Pack, load_pack
from scenarios.plays import Acted

KEY = SealKey.from_hex("55" * 32)


class Time:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def template(kind: str) -> Pack:
    return load_pack(PACKS_ROOT / "templates" / "packs" / kind)


def begun(
    pack: Pack, journal: Journal, now: Callable[[], float], attempt: str | None = None
) -> Session:
    """A session at the step that plays something."""
    session = Session(
        pack, journal, EvidenceShelf(journal), KEY, OwnEyes(), clock=StepClock(now), attempt=attempt
    )
    if attempt is None:
        session.start(
            candidate="K7M-4XP",
            centre="c",
            kiosk="k",
            language="es",
            source="rendered",
            judged=False,
        )
        session.give_consent()
        session.acknowledge_ai()
        while not (session.step if session.state == "ready" else session.walk.on().step).plays:  # type: ignore[union-attr]
            session.begin_step()
            session.finish_step(1.0)
    return session


@dataclass
class Kiosk:
    """Everything of it that a test asks about."""

    folder: Path
    journal: Journal
    session: Session
    host: Host
    play: HeadsetPlay
    time: Time

    def page(self, **options: object) -> SimulatedPage:
        """A page that has read the code."""
        url = self.host.url(self.play).replace(self.host.hosts[0], "127.0.0.1", 1)
        return SimulatedPage(url, self.host.certificate.certificate, **options)  # type: ignore[arg-type]

    def worn(self) -> SimulatedPage:
        """A page that plays."""
        page = self.page()
        page.hello()
        page.ready()
        page.next(lambda said: said["m"] == "go")
        return page

    def notes(self) -> list[tuple[str, str]]:
        """What the log says of the headset, with its rule; without the track's beginning."""
        events = self.journal.events_of(self.session.attempt)
        return [
            (str(event.body["what"]), str(event.body["rule"]))
            for event in events
            if event.kind == "headset.noted" and event.body["what"] != "poses"
        ]

    def in_session(self, job: Callable[[], object]) -> object:
        """Do something in the session's thread, as the screens do."""
        return self.host.work.submit(job).result()


@contextmanager
def headset_kiosk(
    folder: Path, pack: Pack, *, seed: int | None = None, seated: bool = False
) -> Iterator[Kiosk]:
    """A kiosk at the first step of a pack that plays something; its clocks stand unless moved."""
    time = Time()
    journal = Journal(folder / "journal.db")
    with ThreadPoolExecutor(1, "session") as work:
        session = begun(pack, journal, time)
        host = Host(folder / "headset", work, port=0, host="127.0.0.1", program=None)
        play = HeadsetPlay(session, folder / "headset", seed=seed, seated=seated, now=time)
        host.play = play
        host.start()
        try:
            yield Kiosk(folder, journal, session, host, play, time)
        finally:
            host.stop()
    journal.close()


def moves(first: int, count: int, hz: float = 72.0, seed: int = 3) -> list[PoseFrame]:
    """What somebody who wears it does."""
    wearer = Wearer(seed)
    return [wearer.frame(n, 500.0 + n * 1000 / hz) for n in range(first, first + count)]


def did(act: str, on: str, **more: object) -> Acted:
    return Acted("look", 0.0, act, on, **more)  # type: ignore[arg-type]


def acts(kiosk: Kiosk) -> list[str]:
    return [one.on for one in kiosk.session.seen() if isinstance(one, Acted)]


def tracks(kiosk: Kiosk) -> list[list[PoseFrame]]:
    kept = EvidenceShelf(kiosk.journal).of(kiosk.session.attempt)
    return [decode_track(one.path.read_bytes()) for one in kept if "poses" in one.media_type]


def wait(ready: object, what: str) -> None:
    end = time.monotonic() + 20
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.01)


def refused(page: SimulatedPage) -> str:
    return str(page.next(lambda said: said["m"] == "refused")["code"])
