"""Screen or headset: the same doing gives the same result, on every seed and for every skill."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from kiosk.attempt import State
from kiosk.journal import Journal
from kiosk.step_clock import StepClock
from kiosk.vr.fairness import DRESSED, Time, as_proposed, compare_modes, played
from kiosk.vr.host import Host
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.simulated import SimulatedPage
from kiosk.vr.trial import end_of, session_at
from scenarios import AnyObservation, Pack, load_pack, propose_scores
from scenarios.plays import Acted
from scenarios.plays.simulated import EXPERT, NOVICE, Simulated

PLAYED = ["construction/site_safety", "tourism/hotel_room", "tourism/guest_check_in"]
SEEDS = range(50)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In memory where a system has it: hundreds of journals of nobody."""
    return tmp_path_factory.mktemp("fair")


class Kiosk:
    """One host for many attempts, as in a centre."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = ThreadPoolExecutor(1, "session")
        self.host = Host(folder / "headset", self.work, port=0, host="127.0.0.1", program=None)
        self.host.start()

    def close(self) -> None:
        self.host.stop()
        self.work.shutdown()

    def play(self, pack: Pack, step: str, seed: int, skill: float) -> list[AnyObservation]:
        """One candidate made of code, over the real line, to the seal."""
        path = self.folder / "worn.db"
        journal, time = Journal(path), Time()
        session = session_at(pack, step, journal, "es", StepClock(time))
        play = HeadsetPlay(session, self.folder / "headset", seed=seed, now=lambda: 0.0)
        self.host.play = play
        page = SimulatedPage(self.host.url(play), self.host.certificate.certificate)
        page.hello()
        page.ready()
        page.next(lambda said: said["m"] == "go")
        candidate = Simulated(step, seed, skill)
        for act in candidate.play(pack.plays_by_step[step], "play"):
            if isinstance(act, Acted):
                time.at = act.at_s
                page.act(act)
        time.at = candidate.seconds
        page.say({"m": "done"})
        page.next(lambda said: said["m"] == "end")
        page.close()
        end_of(session)
        assert session.state is State.SEALED
        assert propose_scores(pack, session.seen()) == session.scores
        seen = [one for one in session.seen() if getattr(one, "step", "") == step]
        journal.close()
        for left in self.folder.glob("worn.db*"):
            left.unlink()
        return [DRESSED, *seen]


def without_by(seen: list[AnyObservation]) -> list[object]:
    return [
        msgspec.structs.replace(one, by="touch") if isinstance(one, Acted) else
        msgspec.structs.replace(one, play="") if hasattr(one, "play") else one
        for one in seen
    ]  # fmt: skip


@pytest.mark.parametrize("name", PLAYED)
def test_the_same_doing_gives_the_same_by_touch_and_over_the_headsets_line(
    folder: Path, name: str
) -> None:
    pack = load_pack(name)
    (step,) = pack.vr_by_step
    kiosk = Kiosk(folder)
    try:
        for seed in SEEDS:
            worn = kiosk.play(pack, step, seed, EXPERT)
            touched = played(pack, seed, EXPERT, "screen", folder)
            assert without_by(worn) == without_by(touched)
            assert propose_scores(pack, worn) == propose_scores(pack, touched)
            assert as_proposed(pack, worn).passed
        for seed in range(5):
            worn = kiosk.play(pack, step, seed, NOVICE)
            touched = played(pack, seed, NOVICE, "screen", folder)
            assert propose_scores(pack, worn) == propose_scores(pack, touched)
            assert not as_proposed(pack, worn).passed
    finally:
        kiosk.close()


@pytest.mark.parametrize("name", PLAYED)
def test_skill_shows_in_both_modes_and_neither_is_harder(name: str) -> None:
    found = compare_modes(load_pack(name), 90, luck=4)
    assert [one.mode for one in found.modes] == ["screen", "headset"]
    assert all(one.correlation >= 0.9 for one in found.modes)
    assert found.same_scores == 90
    assert not found.flagged


def test_a_headset_that_makes_people_much_slower_is_flagged() -> None:
    found = compare_modes(load_pack("tourism/guest_check_in"), 40, slower=4.0)
    assert found.modes[1].mean < found.modes[0].mean
    assert found.flagged
