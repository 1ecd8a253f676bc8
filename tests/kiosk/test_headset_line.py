"""A headset over the real line: pairing, acts, poses, cuts, speech."""

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from hardware.headset import decode_track
from kiosk.attempt import State
from kiosk.evidence import EvidenceShelf
from kiosk.journal import DiskFullError
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.record import keep_rescued
from kiosk.vr.simulated import LineClosedError, SimulatedPage
from scenarios.plays import Acted
from tests.kiosk.headset_kiosk import (
    Kiosk,
    acts,
    begun,
    did,
    headset_kiosk,
    moves,
    refused,
    template,
    tracks,
    wait,
)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Kiosk]:
    with headset_kiosk(tmp_path, template("scene"), seed=5) as kiosk:
        yield kiosk


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Kiosk]:
    with headset_kiosk(tmp_path, template("dialogue"), seed=5) as kiosk:
        yield kiosk


# --- pairing -----------------------------------------------------------------------------------


def test_the_step_begins_with_the_pairing_its_time_when_all_is_drawn(
    scene: Kiosk,
) -> None:
    page = scene.page()
    welcome = page.hello()
    assert (welcome["kind"], welcome["acts"], welcome["poses"]) == ("scene", 0, 0)
    assert scene.session.state is State.WORKING
    assert not scene.session.clock.running
    page.ready()
    page.next(lambda said: said["m"] == "go")
    assert scene.session.clock.running
    modes = [e.body for e in scene.session.events if e.kind == "mode.chosen"]
    assert modes == [{"step": welcome["step"], "mode": "headset", "seated": False}]


def test_the_token_is_in_the_fragment_that_no_request_carries(scene: Kiosk) -> None:
    address, _, token = scene.host.url(scene.play).partition("#")
    assert token == scene.play.pairing.token
    assert "?" not in address
    assert len(token) >= 22  # 128 bits


def test_a_wrong_token_is_refused_and_noted(scene: Kiosk) -> None:
    page = scene.page()
    page.token = "x" * 22
    assert page.hello()["code"] == "token"
    assert ("wrong_token", "refuse") in scene.notes()
    assert scene.session.state is not State.WORKING


def test_a_second_headset_with_the_same_token_is_refused_and_the_first_goes_on(
    scene: Kiosk,
) -> None:
    first = scene.worn()
    assert scene.page().hello()["code"] == "taken"
    assert ("second_headset", "refuse") in scene.notes()
    first.act(did("look", "cable", value=1.0))
    assert acts(scene) == ["cable"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_page_from_elsewhere_cannot_speak(scene: Kiosk, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        scene.page(origin=origin).connect()
    assert refusal.value.response.status_code == 403
    wait(lambda: ("origin", "refuse") in scene.notes(), "the note")
    assert scene.session.state is not State.WORKING


def test_the_world_is_given_to_the_paired_page_only_and_tells_no_answer(scene: Kiosk) -> None:
    page = scene.worn()
    base = f"https://127.0.0.1:{scene.host.port}/vr"
    trust = scene.host.certificate.certificate
    with httpx.Client(verify=ssl.create_default_context(cafile=str(trust))) as client:
        assert client.get(f"{base}/world").status_code == 401
        wrong = {"Authorization": "Bearer " + "x" * 22}
        assert client.get(f"{base}/world", headers=wrong).status_code == 401
        right = {"Authorization": f"Bearer {page.token}"}
        world = client.get(f"{base}/world", headers=right)
        elsewhere = client.get(f"{base}/world", headers={**right, "Host": "evil.example"})
    assert elsewhere.status_code == 421
    assert {thing["id"] for thing in world.json()["things"]} == {"cable", "box", "extinguisher"}
    assert b'"right"' not in world.content
    assert "frame-ancestors 'none'" in world.headers["content-security-policy"]


def test_a_browser_that_does_not_trust_the_certificate_stops(scene: Kiosk) -> None:
    with pytest.raises(httpx.ConnectError, match="certificate"):
        httpx.get(f"https://127.0.0.1:{scene.host.port}/vr")


# --- acts and poses ----------------------------------------------------------------------------


def test_an_act_is_in_the_journal_when_the_page_hears_that_it_is_stored(scene: Kiosk) -> None:
    page = scene.worn()
    scene.time.at = 12.5
    page.act(did("report", "cable"))
    last = scene.journal.events_of(scene.session.attempt)[-1]
    (acted,) = last.body["observations"]  # type: ignore[misc]
    assert (acted["on"], acted["by"], acted["at_s"]) == ("cable", "hand", 12.5)
    assert scene.play.playing.scene.reported == {"cable"}


def test_a_conversation_is_led_by_the_kiosk(talk: Kiosk) -> None:
    page = talk.worn()
    node = next(said for said in page.heard if said["m"] == "node")
    while node["choices"]:
        page.act(did("say", node["id"], choices=[node["choices"][0]["id"]]), wait=False)
        node = page.next(lambda said: said["m"] == "node")
    assert talk.play.playing.dialogue.over
    page.say({"m": "done"})
    assert page.next(lambda said: said["m"] == "end")["why"] == "done"
    assert talk.session.state is State.STEP_DONE


@pytest.mark.parametrize(
    "act",
    [
        did("report", "nothing"),
        did("go", "nowhere"),
        did("choose", "cable", choices=["fly_away"]),
        did("say", "cable", choices=["x"]),
        did("slide", "cable", value=3.0),
        did("look", "cable", value=-5.0),
    ],
)
def test_an_act_that_the_scene_does_not_have_is_refused(scene: Kiosk, act: Acted) -> None:
    page = scene.worn()
    page.act(act, wait=False)
    assert refused(page) == "act"
    assert acts(scene) == []
    assert ("bad_act", "refuse") in scene.notes()


def test_poses_become_a_small_track_without_a_gap(scene: Kiosk) -> None:
    page = scene.worn()
    page.move(moves(1, 720))
    page.until_stored(poses=720)
    page.say({"m": "done"})
    page.next(lambda said: said["m"] == "end")
    (track,) = tracks(scene)
    assert [frame.n for frame in track] == list(range(1, 721))
    roles = [e.body["role"] for e in scene.session.events if e.kind == "evidence.captured"]
    assert sorted(set(roles)) == ["photo", "track"]
    assert not list((scene.folder / "headset").glob("*.poses"))


# --- cuts --------------------------------------------------------------------------------------


def test_a_cut_loses_neither_time_nor_acts_nor_poses(scene: Kiosk) -> None:
    page = scene.worn()
    page.act(did("look", "cable", value=1.0))
    page.move(moves(1, 100))
    page.until_stored(poses=100)
    scene.time.at = 30.0
    page.cut()
    wait(lambda: not scene.session.clock.running, "the clock to stop")
    scene.time.at = 330.0  # five minutes away
    again = page.hello()
    assert (again["acts"], again["poses"], again["elapsed_s"]) == (1, 100, 30.0)
    page.move(moves(51, 150))  # what was not acknowledged is sent once more
    page.act(did("look", "box", value=1.0))
    page.until_stored(poses=200)
    assert acts(scene) == ["cable", "box"]
    assert scene.session.clock.seconds == 30.0
    assert [what for what, _ in scene.notes()] == ["paired", "away", "back"]
    scene.in_session(lambda: scene.play.finish("done"))
    (track,) = tracks(scene)
    assert [frame.n for frame in track] == list(range(1, 201))


def test_a_page_that_comes_back_before_its_cut_is_noticed_takes_the_line_over(scene: Kiosk) -> None:
    page, other = scene.worn(), scene.page()
    other.again = page.again
    assert other.hello()["m"] == "welcome"
    with pytest.raises(LineClosedError):
        page.next(lambda said: False)
    other.acts = page.acts
    other.act(did("look", "cable", value=1.0))
    assert acts(scene) == ["cable"]


def test_another_headset_goes_on_with_a_new_code_where_the_first_was_lost(scene: Kiosk) -> None:
    first = scene.worn()
    first.act(did("report", "cable"))
    first.move(moves(1, 50))
    first.until_stored(poses=50)
    scene.in_session(scene.play.renew)
    with pytest.raises(LineClosedError):
        first.act(did("look", "box"))
    assert first.token != scene.play.pairing.token
    second = scene.page()
    welcome = second.hello()
    assert (welcome["acts"], welcome["poses"]) == (1, 50)
    assert welcome["marks"]["reported"] == ["cable"]
    second.acts = 1
    second.ready()
    later = [type(f)(f.n, f.t_ms - 900.0, f.head) for f in moves(51, 50)]  # another clock
    second.move(later)
    second.act(did("look", "box"))
    second.until_stored(poses=100)
    assert acts(scene) == ["cable", "box"]
    assert ("odd_poses", "ignore") not in scene.notes()


def test_the_poses_of_a_try_that_a_crash_cut_off_are_kept(scene: Kiosk) -> None:
    page = scene.worn()
    page.move(moves(1, 60))
    page.until_stored(poses=60)
    scene.host.play = None
    session = begun(scene.session.pack, scene.journal, scene.time, scene.session.attempt)
    play = HeadsetPlay(session, scene.folder / "headset", now=scene.time)
    scene.host.play = play
    fresh = SimulatedPage(
        f"https://127.0.0.1:{scene.host.port}/vr#{play.pairing.token}",
        scene.host.certificate.certificate,
    )
    fresh.hello()
    (kept,) = EvidenceShelf(scene.journal).of(session.attempt)
    assert len(decode_track(kept.path.read_bytes())) == 60
    assert play.playing.seed != scene.play.playing.seed


def test_a_try_that_was_cut_off_is_kept_when_the_step_is_done_on_the_screen(scene: Kiosk) -> None:
    page = scene.worn()
    page.move(moves(1, 60))
    page.until_stored(poses=60)
    folder = scene.folder / "headset"
    (folder / "other-step.poses").write_bytes(b"of an attempt that is over")
    scene.host.play = None
    session = begun(scene.session.pack, scene.journal, scene.time, scene.session.attempt)
    keep_rescued(session, folder)
    assert [len(one) for one in tracks(scene)] == [60]
    assert not [path for path in folder.iterdir() if path.suffix != ".pem"]


def test_a_full_disk_is_said_plainly_and_the_page_is_let_go(scene: Kiosk) -> None:
    page = scene.page()
    page.hello()
    with Path("/dev/full").open("wb", buffering=0) as full:
        scene.play._record.keeper._spooled = full  # type: ignore[union-attr]
        page.ready()
        page.move(moves(1, 60))
        assert page.next(lambda said: said["m"] == "end")["why"] == "void"
    assert isinstance(scene.play.trouble, DiskFullError)


# --- speech -------------------------------------------------------------------------------------


def test_what_stands_in_the_pack_is_spoken_to_the_paired_page_only(tmp_path: Path) -> None:
    program = shutil.which("espeak-ng")
    with headset_kiosk(tmp_path, template("dialogue"), seed=5) as kiosk:
        page = kiosk.worn()
        kiosk.host.program = program
        first = kiosk.play.playing.dialogue.node.says
        base = f"https://127.0.0.1:{kiosk.host.port}/vr/speech"
        trust = ssl.create_default_context(cafile=str(kiosk.host.certificate.certificate))
        allowed = {"Authorization": f"Bearer {page.token}"}
        with httpx.Client(verify=trust) as client:
            assert client.get(f"{base}/{first}").status_code == 401
            assert client.get(f"{base}/no.such.text", headers=allowed).status_code == 404
            spoken = client.get(f"{base}/{first}", headers=allowed)
    assert spoken.status_code == (200 if program else 404)
    assert spoken.content.startswith(b"RIFF") or program is None
