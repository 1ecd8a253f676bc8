"""What may happen to a headset in a test, and what it may be made to send: a rule for each."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.headset.batch import encode_batch
from kiosk.attempt import State
from kiosk.evidence import EvidenceShelf
from kiosk.vr.simulated import LineClosedError
from tests.kiosk.headset_kiosk import (
    Kiosk,
    acts,
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
