"""A headset over the real line: pairing, acts, poses, cuts, and a rule for everything bad."""

import shutil
import ssl
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from hardware.headset import PoseFrame, decode_track
from hardware.headset.batch import encode_batch
from kiosk.attempt import State
from kiosk.evidence import EvidenceShelf
from kiosk.journal import DiskFullError
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.record import keep_rescued
from kiosk.vr.simulated import LineClosedError, SimulatedPage
from scenarios.plays import Acted
from tests.kiosk.headset_kiosk import Kiosk, begun, headset_kiosk, moves, template


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Kiosk]:
    with headset_kiosk(tmp_path, template("scene"), seed=5) as kiosk:
        yield kiosk


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Kiosk]:
    with headset_kiosk(tmp_path, template("dialogue"), seed=5) as kiosk:
        yield kiosk


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


# --- what happens with a headset ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "why"), [({"visible": False}, "asleep"), ({"tracking": False}, "lost")]
)
def test_a_headset_that_sleeps_or_is_lost_stops_the_clock_until_it_is_back(
    scene: Kiosk, state: dict[str, bool], why: str
) -> None:
    page = scene.worn()
    page.state(**state)
    assert page.next(lambda said: said["m"] == "pause")["why"] == why
    assert not scene.session.clock.running
    page.state()
    page.next(lambda said: said["m"] == "go")
    assert scene.notes()[-2:] == [(why, "pause"), ("back", "go_on")]


def test_frames_without_a_place_for_a_second_are_a_lost_headset(scene: Kiosk) -> None:
    page = scene.worn()
    sent = [type(f)(f.n, f.t_ms, lost=True) for f in moves(1, 90)]
    page.move(sent)
    assert page.next(lambda said: said["m"] == "pause")["why"] == "lost"


def test_an_empty_battery_is_told_apart_from_a_cut(scene: Kiosk) -> None:
    page = scene.worn()
    page.state(battery=0.04)
    page.act(did("look", "cable", value=1.0))
    page.cut()
    wait(lambda: ("battery_empty", "pause") in scene.notes(), "the note")
    assert ("battery_low", "ignore") in scene.notes()


def test_silence_is_a_cut(scene: Kiosk) -> None:
    scene.worn()

    def later() -> bool:
        scene.time.at += 0.1
        return ("away", "pause") in scene.notes()

    wait(later, "the pause")


def test_who_does_not_come_back_ends_the_attempt(scene: Kiosk) -> None:
    scene.worn().cut()
    wait(lambda: ("away", "pause") in scene.notes(), "the pause")
    scene.time.at = 2000.0
    scene.in_session(scene.play.tick)
    assert scene.session.state is State.VOIDED
    assert scene.notes()[-1] == ("gone_for_good", "void")


def test_after_a_quarter_of_an_hour_there_is_a_rest(scene: Kiosk) -> None:
    page = scene.worn()
    for at in range(0, 910, 5):
        scene.time.at = float(at)
        page.state()
        if at % 100 == 0:
            page.act(did("look", "cable", value=1.0))
        if scene.session.seconds_left and scene.session.seconds_left < 100:
            scene.session.clock.restart()
    assert page.next(lambda said: said["m"] == "pause")["why"] == "rest"
    page.ready()
    page.next(lambda said: said["m"] == "go")


def test_reading_aloud_stops_the_clock_but_not_for_ever(scene: Kiosk) -> None:
    page = scene.worn()
    page.say({"m": "speaking", "on": True, "id": "things.cable"})
    assert page.next(lambda said: said["m"] == "pause")["why"] == "speaking"
    for at in range(0, 40, 5):
        scene.time.at = float(at)
        page.state()
        page.act(did("look", "cable", value=1.0))
    page.next(lambda said: said["m"] == "go")


def test_time_ends_the_step_by_itself(scene: Kiosk) -> None:
    page = scene.worn()
    limit = scene.session.step.time_limit_s
    assert limit is not None
    while scene.time.at < limit:
        page.act(did("look", "cable", value=1.0))  # heard at each time, or it would be away
        scene.time.at += 4.0
    assert page.next(lambda said: said["m"] == "end")["why"] == "time"
    assert scene.session.state is State.STEP_DONE


def test_the_candidates_stop_stops_the_clock_and_the_kiosk_asks_how_to_go_on(scene: Kiosk) -> None:
    page = scene.worn()
    page.act(did("report", "cable"))
    page.say({"m": "stop"})
    assert page.next(lambda said: said["m"] == "end")["why"] == "stopped"
    assert not scene.session.clock.running
    assert scene.session.state is State.WORKING
    scene.in_session(scene.play.renew)
    again = scene.page()
    assert again.hello()["acts"] == 1


def test_how_somebody_feels_is_in_the_log_before_and_after(scene: Kiosk) -> None:
    page = scene.worn()
    well = {"nausea": 0, "eyes": 1, "dizzy": 0}
    page.say({"m": "sickness", "when": "before", "answers": well})
    page.act(did("look", "cable", value=1.0))
    page.say({"m": "done"})
    page.next(lambda said: said["m"] == "end")
    page.say({"m": "sickness", "when": "after", "answers": {**well, "dizzy": 2}})
    wait(lambda: scene.play.answered_after, "the answers")
    said = [e.body for e in scene.session.events if e.kind == "sickness.answered"]
    assert [(one["when"], one["dizzy"]) for one in said] == [("before", 0), ("after", 2)]


# --- bad input ---------------------------------------------------------------------------------


def test_a_forged_stream_of_poses_voids_the_attempt(scene: Kiosk) -> None:
    page = scene.worn()
    page.act(did("look", "cable", value=1.0))
    fake = [
        type(f)(f.n, f.t_ms, (5.0 * (f.n % 2), 1.6, 0.0, 0.0, 0.0, 0.0, 1.0)) for f in moves(1, 90)
    ]
    page.move(fake)
    assert page.next(lambda said: said["m"] == "end")["why"] == "void"
    assert scene.session.state is State.VOIDED
    assert scene.notes()[-2:] == [("odd_poses", "ignore"), ("forged_poses", "void")]
    assert [o.media_type for o in EvidenceShelf(scene.journal).of(scene.session.attempt)]


def test_poses_whose_time_goes_back_are_odd_and_many_are_forged(scene: Kiosk) -> None:
    page = scene.worn()
    page.move([type(f)(f.n, 1000.0 - f.n, f.head) for f in moves(1, 90)])
    assert page.next(lambda said: said["m"] == "end")["why"] == "void"


def test_one_odd_frame_is_kept_without_its_place(scene: Kiosk) -> None:
    page = scene.worn()
    sent = moves(1, 60)
    sent[30] = type(sent[30])(31, sent[30].t_ms, (float("nan"),) * 7)
    page.move(sent)
    page.until_stored(poses=60)
    assert scene.notes()[-1] == ("odd_poses", "ignore")
    assert scene.session.state is State.WORKING
    scene.in_session(lambda: scene.play.finish("done"))
    (track,) = tracks(scene)
    assert track[30].lost


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "message"),
        (b"\x01\x00\x01\x00", "message"),
        (struct.pack("<BBHI", 9, 0, 1, 1), "message"),
        (encode_batch(moves(5, 3)), "gap"),
    ],
)
def test_bytes_that_are_no_poses_are_refused(scene: Kiosk, sent: bytes, code: str) -> None:
    page = scene.worn()
    page.send_bytes(sent)
    assert refused(page) == code
    assert scene.session.state is State.WORKING
    wait(lambda: scene.notes()[-1][0] == "away", "the pause")


@pytest.mark.parametrize(
    "message",
    [
        {"m": "win"},
        {"m": "act", "n": "one"},
        {"m": "state", "visible": "yes", "tracking": True},
        {"m": "sickness", "when": "before", "answers": {"nausea": 9, "eyes": 0, "dizzy": 0}},
        ["not", "an", "object"],
        {"m": "hello", "v": 1, "token": ""},
        {"m": "act", "n": 1, "t": 1.0, "act": "look", "on": "x" * 20_000},
    ],
)
def test_a_message_that_is_none_is_refused(scene: Kiosk, message: object) -> None:
    page = scene.worn()
    page.say(message)
    assert refused(page) == "message"


def test_an_act_out_of_order_is_refused(scene: Kiosk) -> None:
    page = scene.worn()
    page.acts = 4
    page.act(did("look", "cable"), wait=False)
    assert refused(page) == "gap"


def test_an_act_in_the_past_is_refused(scene: Kiosk) -> None:
    page = scene.worn()
    page.act(did("look", "cable", value=1.0))
    page.say({"m": "act", "n": 2, "t": 3.0, "act": "look", "on": "box", "by": "gaze"})
    assert refused(page) == "order"


def test_what_is_done_while_staff_stopped_the_clock_does_not_count(scene: Kiosk) -> None:
    page = scene.worn()
    scene.in_session(lambda: scene.play.pause(True))
    assert page.next(lambda said: said["m"] == "pause")["why"] == "staff"
    scene.time.at = 5.0
    page.act(did("report", "cable"))
    assert acts(scene) == []
    assert ("act_while_paused", "ignore") in scene.notes()
    scene.in_session(lambda: scene.play.pause(False))
    page.next(lambda said: said["m"] == "go")
    page.act(did("report", "cable"))
    assert acts(scene) == ["cable"]


def test_a_flood_is_refused_and_the_third_voids_the_attempt(scene: Kiosk) -> None:
    page = scene.worn()
    for _ in range(3):
        try:
            for _ in range(3000):
                page.state()
        except Exception:  # noqa: BLE001 - the kiosk closes the line somewhere in between
            assert True
        with pytest.raises(LineClosedError):
            page.next(lambda said: False)
        page.close()
        if scene.session.state is not State.VOIDED:
            page.hello()
            page.ready()
    wait(lambda: scene.session.state is State.VOIDED, "the end")
    assert scene.notes().count(("flood", "refuse")) == 3
    assert scene.notes()[-1] == ("too_many_floods", "void")


def test_who_knocks_all_day_does_not_fill_the_log(scene: Kiosk) -> None:
    scene.worn()
    for _ in range(60):
        page = scene.page()
        page.token = "x" * 22
        page.hello()
        page.close()
    assert scene.notes().count(("wrong_token", "refuse")) == 25


def test_the_first_word_must_be_hello(scene: Kiosk) -> None:
    page = scene.page()
    page.connect()
    page.say({"m": "ready"})
    assert refused(page) == "message"


def test_the_certificate_is_kept_and_made_anew_for_another_address(tmp_path: Path) -> None:
    from kiosk.vr.certificate import lan_certificate

    first = lan_certificate(tmp_path, ["192.0.2.5", "localhost"])
    assert lan_certificate(tmp_path, ["192.0.2.5", "localhost"]) == first
    assert first.key.stat().st_mode & 0o077 == 0
    assert lan_certificate(tmp_path, ["192.0.2.6"]).fingerprint != first.fingerprint
    assert len(first.short.split()) == 8
