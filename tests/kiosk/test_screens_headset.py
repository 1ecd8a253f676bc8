"""The kiosk's screens around a headset: a free choice, how one feels, the square, staff."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hardware.headset import open_headset
from kiosk.attempt import State
from kiosk.devices import Devices
from kiosk.eyes import OwnEyes
from kiosk.screens.gallery import SIZES
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.stage import faults
from kiosk.screens.voice import Voice
from kiosk.screens.widgets import Text
from kiosk.vr.simulated import SimulatedPage
from scenarios import Pack
from scenarios.plays import Acted
from scenarios.plays.simulated import Simulated
from tests.kiosk.headset_kiosk import moves, template

QUESTIONS = ("nausea", "eyes", "dizzy")


@contextmanager
def at_the_choice(
    folder: Path, pack: Pack, *, headset: str = "webxr:0?host=127.0.0.1"
) -> Iterator[Rehearsal]:
    """A kiosk with a headset, at the step that can be done in it."""
    grey = np.full((600, 800, 3), 90, np.uint8)
    with rehearse(folder, [pack], OwnEyes(), grey, SIZES["small"], voice=Voice(None)) as play:
        play.services.devices = Devices(headset=open_headset(headset) if headset else None)
        play.visitor.until("start")
        session = play.desk.open(pack, "K7M-4XP", "es")
        session.give_consent()
        session.acknowledge_ai()
        play.services.visit.session, play.services.visit.pack = session, pack
        play.stage.go(Go("step"))
        try:
            yield play
        finally:
            if play.services.headset_host is not None:
                play.services.headset_host.stop()


@pytest.fixture(params=["scene", "dialogue"])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rehearsal]:
    with at_the_choice(tmp_path, template(request.param)) as play:
        yield play


def fits(play: Rehearsal) -> None:
    """Nothing on the screen is larger than its place, in any language or size."""
    for size in SIZES.values():
        for language in ("es", "en", "fr"):
            play.services.visit.language = language
            play.stage.resize(size)
            play.stage.tick()
            assert faults(play.stage) == []
    play.services.visit.language = "es"
    play.stage.resize(SIZES["small"])
    play.stage.tick()


def feel(play: Rehearsal, degree: int) -> None:
    play.visitor.until("feeling")
    for question in QUESTIONS:
        play.visitor.touch(f"{question} {degree if question == 'dizzy' else 0}")
    fits(play)
    play.visitor.touch("next")


def paired(play: Rehearsal) -> SimulatedPage:
    """A page that reads the square on the screen."""
    play.visitor.until("headset")
    host, worn = play.services.headset_host, play.services.visit.worn
    assert host is not None
    assert worn is not None
    page = SimulatedPage(host.url(worn), host.certificate.certificate)
    page.hello()
    page.ready()
    play.visitor.until("worn")
    return page


def to_headset(play: Rehearsal) -> SimulatedPage:
    play.visitor.until("mode")
    play.visitor.touch("headset")
    play.visitor.until("wearing")
    play.visitor.touch("standing")
    feel(play, 0)
    return paired(play)


def expert(play: Rehearsal) -> list[Acted]:
    session, worn = play.services.session, play.services.visit.worn
    assert worn is not None
    candidate = Simulated(session.step.id, worn.playing.seed)
    acts = candidate.play(session.pack.plays_by_step[session.step.id], "play")
    return [act for act in acts if isinstance(act, Acted)]


def said(play: Rehearsal, key: str) -> bool:
    wanted = play.services.visit.texts.say(key)
    return any(isinstance(w, Text) and w.text == wanted for w in play.stage.widgets)


def test_a_whole_step_in_the_headset_from_the_choice_to_the_result(play: Rehearsal) -> None:
    play.visitor.until("mode")
    fits(play)
    play.visitor.touch("headset")
    play.visitor.until("wearing")
    fits(play)
    play.visitor.touch("seated")
    feel(play, 1)
    play.visitor.until("headset")
    fits(play)
    page = paired(play)
    for act in expert(play):
        page.act(act)
    page.move(moves(1, 80))
    page.until_stored(poses=80)
    fits(play)
    page.say({"m": "done"})
    feel(play, 0)
    session = play.services.session
    play.visitor.wait(lambda: play.stage.screen.name != "feeling", "the way on")
    kinds = [event.kind for event in session.events]
    assert kinds.count("sickness.answered") == 2
    (mode,) = [event.body for event in session.events if event.kind == "mode.chosen"]
    assert (mode["mode"], mode["seated"]) == ("headset", True)
    best = {c.id: c.choices[0].band for c in session.pack.criteria}
    proposed = session.scores or session.propose()
    assert {score.criterion: score.band for score in proposed} == best


def test_the_screen_is_a_full_right_and_the_choice_is_in_the_log(play: Rehearsal) -> None:
    play.visitor.until("mode")
    play.visitor.touch("screen")
    play.visitor.wait(lambda: play.stage.screen.name in ("scene", "dialogue"), "the screen's play")
    modes = [e.body["mode"] for e in play.services.session.events if e.kind == "mode.chosen"]
    assert modes == ["screen"]


def test_without_a_headset_nothing_is_asked(tmp_path: Path) -> None:
    with at_the_choice(tmp_path, template("scene"), headset="") as play:
        play.visitor.until("scene")


def test_who_is_unwell_is_sent_to_the_screen(play: Rehearsal) -> None:
    play.visitor.until("mode")
    play.visitor.touch("headset")
    play.visitor.touch("standing")
    feel(play, 2)
    play.visitor.wait(lambda: said(play, "headset.unwell_before"), "the advice")
    fits(play)
    assert {"screen", "leave"} <= {button.name for button in play.stage.buttons}
    assert "headset" not in {button.name for button in play.stage.buttons}
    play.visitor.touch("screen")
    play.visitor.wait(lambda: play.stage.screen.name in ("scene", "dialogue"), "the screen's play")


def test_staff_stop_the_clock_and_let_it_go_on(play: Rehearsal) -> None:
    page = to_headset(play)
    play.visitor.touch("pause")
    assert page.next(lambda one: one["m"] == "pause" and one["why"] == "staff")
    play.visitor.wait(lambda: said(play, "headset.why_staff"), "the words")
    assert not play.services.session.clock.running
    play.visitor.touch("pause")
    page.next(lambda one: one["m"] == "go")
    play.visitor.wait(lambda: play.services.session.clock.running, "the clock")


def test_a_stopped_step_begins_anew_on_the_screen_and_what_was_recorded_stays(
    play: Rehearsal,
) -> None:
    page = to_headset(play)
    seed = play.services.visit.worn.playing.seed  # type: ignore[union-attr]
    page.move(moves(1, 40))
    page.until_stored(poses=40)
    play.visitor.touch("stop")
    assert page.next(lambda one: one["m"] == "end")["why"] == "stopped"
    play.visitor.wait(lambda: said(play, "headset.stopped_title"), "the question")
    fits(play)
    play.visitor.touch("screen")
    play.visitor.wait(lambda: play.stage.screen.name in ("scene", "dialogue"), "the screen's play")
    roles = [e.body["role"] for e in play.services.session.events if e.kind == "evidence.captured"]
    assert roles == ["track"]
    play.visitor.touch("begin")
    play.visitor.wait(lambda: play.stage.screen.begun and not play.stage.screen.busy, "the play")  # type: ignore[attr-defined]
    assert play.stage.screen.playing.seed != seed  # type: ignore[attr-defined]


def test_after_a_stop_the_headset_goes_on_with_a_new_square(play: Rehearsal) -> None:
    page = to_headset(play)
    acts = expert(play)
    page.act(acts[0])
    page.say({"m": "stop"})
    play.visitor.wait(lambda: said(play, "headset.stopped_title"), "the question")
    play.visitor.touch("again")
    again = paired(play)
    assert again.stored_acts == 1
    again.acts = 1
    again.act(acts[1])


def test_a_cut_is_told_and_the_way_back_is_offered(play: Rehearsal) -> None:
    page = to_headset(play)
    page.cut()
    play.visitor.wait(lambda: said(play, "headset.why_away"), "the words")
    fits(play)
    page.hello()
    play.visitor.wait(lambda: said(play, "headset.why_none"), "the words")


def test_leaving_the_test_closes_the_headset_too(play: Rehearsal) -> None:
    page = to_headset(play)
    play.visitor.touch("back")
    play.visitor.touch("leave")
    play.visitor.until("stopped")
    assert play.services.session.state is State.VOIDED
    host = play.services.headset_host
    assert host is not None
    assert host.play is None
    end = time.monotonic() + 20
    while not any(one["m"] in ("end", "refused") for one in page.heard):
        assert time.monotonic() < end
        page.next(lambda one: True)


def test_a_port_that_is_taken_is_told_kindly(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        with at_the_choice(tmp_path, template("scene"), headset=f"webxr:{port}") as play:
            play.visitor.until("mode")
            play.visitor.touch("headset")
            play.visitor.touch("standing")
            feel(play, 0)
            play.visitor.until("trouble")


def test_a_kiosk_that_starts_loads_nothing_of_the_headsets_server() -> None:
    asked = (
        "import sys, kiosk.__main__\n"
        "print([n for n in ('uvicorn', 'starlette', 'websockets', 'xr', 'kiosk.vr.host',"
        " 'kiosk.vr.play') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
