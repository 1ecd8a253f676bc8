"""Headsets: what crosses the wire, what is kept of it, what cannot be, and the drivers' faces."""

import math
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware import Standing
from hardware.headset import (
    MOST,
    HeadsetAbsentError,
    HeadsetEndedError,
    Judge,
    PoseBatchError,
    PoseFrame,
    PoseTrackError,
    decode_batch,
    decode_track,
    encode_batch,
    encode_track,
    open_headset,
)
from hardware.headset.pose import PARTS
from hardware.headset.simulated.wearer import Wearer
from hardware.headset.webxr.headset_webxr import WebXRHeadset
from hardware.source import SourceError

MINUTE = 60
HZ = 72

numbers = st.floats(-3.0, 3.0, width=32)


def worn(count: int, hz: float = HZ, **parts: bool) -> list[PoseFrame]:
    wearer = Wearer(3, **parts)
    return [wearer.frame(n, 500.0 + n * 1000 / hz) for n in range(1, count + 1)]


@st.composite
def frames(draw: st.DrawFn) -> list[PoseFrame]:
    first, count = draw(st.integers(1, 10_000)), draw(st.integers(1, 12))
    found, t = [], draw(st.floats(0, 1e7))
    for n in range(first, first + count):
        t += draw(st.floats(0.1, 100_000.0))
        held = {
            name: tuple(draw(st.lists(numbers, min_size=size, max_size=size)))
            for name, _, size in PARTS
            if draw(st.booleans()) and draw(st.booleans())
        }
        found.append(PoseFrame(n, t, lost=draw(st.booleans()), **held))
    return found


# --- the wire ----------------------------------------------------------------------------------


@given(frames())
def test_a_batch_comes_back_exactly(sent: list[PoseFrame]) -> None:
    assert decode_batch(encode_batch(sent)) == sent


@given(st.binary(max_size=400))
def test_any_bytes_are_a_batch_or_are_refused(data: bytes) -> None:
    try:
        found = decode_batch(data)
    except PoseBatchError:
        return
    assert 1 <= len(found) <= MOST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        struct.pack("<BBHI", 2, 0, 1, 1) + struct.pack("<dB", 1, 0),
        struct.pack("<BBHI", 1, 0, 0, 1),
        struct.pack("<BBHI", 1, 0, 1, 0) + struct.pack("<dB", 1, 0),
        struct.pack("<BBHI", 1, 0, 1, 1) + struct.pack("<dB", 1, 128),
        struct.pack("<BBHI", 1, 0, 2, 1) + struct.pack("<dB", 1, 0),
        struct.pack("<BBHI", 1, 0, 1, 1) + struct.pack("<dB", 1, 0) + b"x",
    ],
)
def test_a_wrong_batch_is_refused(data: bytes) -> None:
    with pytest.raises(PoseBatchError):
        decode_batch(data)


def test_what_a_page_sends_again_after_a_cut_counts_once() -> None:
    headset, sent = WebXRHeadset(), worn(30)
    headset.feed(encode_batch(sent[:20]))
    new, odd = headset.feed(encode_batch(sent[10:]))
    assert [frame.n for frame in new] == list(range(21, 31))
    assert odd == []
    assert [frame.n for frame in headset.poll()] == list(range(1, 31))


def test_a_gap_is_an_error_that_says_what_is_missing() -> None:
    headset, sent = WebXRHeadset(), worn(30)
    headset.feed(encode_batch(sent[:5]))
    with pytest.raises(PoseBatchError, match="6 to 10 are missing"):
        headset.feed(encode_batch(sent[10:]))
    assert headset.last_n == 5


# --- the evidence ------------------------------------------------------------------------------


def test_a_minute_with_two_hands_of_25_joints_fits_a_megabyte() -> None:
    track = encode_track(worn(MINUTE * HZ, controllers=True))
    assert len(track) <= 1_000_000


@given(frames())
def test_a_track_is_right_to_half_a_millimetre(kept: list[PoseFrame]) -> None:
    again = decode_track(encode_track(kept))
    assert [(f.n, f.what) for f in again] == [(f.n, f.what) for f in kept]
    for was, now in zip(kept, again, strict=True):
        assert now.t_ms == pytest.approx(was.t_ms, abs=0.051)
        for name, _, size in PARTS:
            before, after = was.part(name), now.part(name)
            if before is not None and after is not None:
                turn = [1 / 4096] * (size - 3) if size < 75 else [0.00051] * (size - 3)
                for a, b, bound in zip(before, after, [0.00051] * 3 + turn, strict=True):
                    assert abs(a - b) <= bound


def test_blocks_follow_each_other() -> None:
    kept = worn(5000)
    again = decode_track(encode_track(kept))
    assert [frame.n for frame in again] == list(range(1, 5001))
    assert again[4999].head == pytest.approx(kept[4999].head, abs=0.001)


@pytest.mark.parametrize("cut", [3, 20, -1, -200])
def test_a_damaged_track_is_refused(cut: int) -> None:
    with pytest.raises(PoseTrackError):
        decode_track(encode_track(worn(200))[:cut])


def test_a_track_that_says_it_is_longer_is_refused() -> None:
    import zlib

    block = struct.pack("<IId", 4_000_000_000, 1, 0.0)
    packed = zlib.compress(block)
    with pytest.raises(PoseTrackError):
        decode_track(b"ACPT1\n" + struct.pack("<I", len(packed)) + packed)


# --- what cannot be ----------------------------------------------------------------------------


def moved(frame: PoseFrame, **changes: object) -> PoseFrame:
    return PoseFrame(**{**{f: getattr(frame, f) for f in frame.__struct_fields__}, **changes})  # type: ignore[arg-type]


def test_a_person_is_not_odd() -> None:
    judge = Judge()
    assert judge.look(worn(10 * HZ, controllers=True)) == []
    assert not judge.forged


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("not_a_number", {"head": (math.nan, 1.6, 0, 0, 0, 0, 1.0)}),
        ("not_a_number", {"t_ms": math.inf}),
        ("time_back", {"t_ms": 500.0}),
        ("too_fast", {"head": (0.9, 1.6, 0, 0, 0, 0, 1.0)}),
        ("out_of_room", {"left_hand": (31.0,) * 75}),
        ("bad_turn", {"head": (0.0, 1.6, 0.0, 0, 0, 0, 0.2)}),
    ],
)
def test_what_no_headset_reports_is_odd(fault: str, change: dict[str, object]) -> None:
    sent = worn(40)
    sent[20] = moved(sent[20], **change)
    judge = Judge()
    assert next((odd.n, odd.fault) for odd in judge.look(sent)) == (21, fault)
    assert not judge.forged


def test_one_jump_is_a_recentring_and_many_are_forged() -> None:
    once = Judge()
    sent = worn(200)
    shifted = [
        moved(f, head=(f.head[0] + 1.0, *f.head[1:]), left_hand=None, right_hand=None)
        for f in sent[100:]
        if f.head
    ]
    assert len(once.look([*sent[:100], *shifted])) == 1
    assert not once.forged
    mixed = [shifted[i] if i % 2 else sent[100 + i] for i in range(60)]
    often = Judge()
    assert {odd.fault for odd in often.look(mixed)} == {"too_fast"}
    assert often.forged


def test_after_it_was_lost_a_headset_may_be_anywhere() -> None:
    sent = worn(60)
    sent[30] = moved(sent[30], head=(2.0, 1.6, 0.0, 0.0, 0.0, 0.0, 1.0), lost=True)
    assert Judge().look(sent) == []


def test_a_step_through_the_scene_is_no_movement() -> None:
    sent = worn(60)
    sent[30] = moved(sent[30], stand=(40.0, 0.0, -12.0, 1.5))
    assert Judge().look(sent) == []


def test_more_frames_than_any_headset_shows_are_a_flood() -> None:
    judge = Judge()
    assert {odd.fault for odd in judge.look(worn(400, hz=400.0))} == {"too_many"}
    assert judge.forged


# --- the drivers -------------------------------------------------------------------------------


def test_a_recording_plays_at_its_own_pace(tmp_path: Path) -> None:
    path, at = tmp_path / "walk.acpt", [0.0]
    path.write_bytes(encode_track(worn(HZ)))
    from hardware.headset.replay.configuration_replay import ReplayConfiguration
    from hardware.headset.replay.headset_replay import ReplayHeadset

    headset = ReplayHeadset(ReplayConfiguration(path), lambda: at[0])
    assert headset.condition().standing is Standing.READY
    headset.connect()
    assert len(headset.poll()) == 1
    at[0] = 0.5
    assert len(headset.poll()) == HZ // 2
    at[0] = 2.0
    assert headset.poll()[-1].n == HZ
    with pytest.raises(HeadsetEndedError):
        headset.poll()


def test_a_simulated_headset_gives_its_rate() -> None:
    from hardware.headset.simulated.configuration_simulated import SimulatedHeadsetConfiguration
    from hardware.headset.simulated.headset_simulated import SimulatedHeadset

    at = [10.0]
    headset = SimulatedHeadset(SimulatedHeadsetConfiguration(hz=90), lambda: at[0])
    headset.connect()
    at[0] = 12.0
    assert [frame.n for frame in headset.poll()] == list(range(1, 181))


@pytest.mark.parametrize(
    ("line", "standing", "code"),
    [
        ("simulated", "ready", "ready"),
        ("simulated:?condition=asleep", "broken", "asleep"),
        ("simulated?condition=absent", "absent", "absent"),
        ("replay:/nowhere/poses.acpt", "absent", "absent"),
        ("webxr:0", "ready", "waiting"),
    ],
)
def test_a_headset_says_how_it_stands(line: str, standing: str, code: str) -> None:
    from hardware.words import words_for

    condition = open_headset(line).condition()
    assert (condition.standing, condition.code) == (standing, code)
    for language in ("es", "en", "fr"):
        assert words_for("headset", condition, language).says


@pytest.mark.parametrize(
    "line", ["vive", "webxr:99999", "webxr:x", "openxr?hz=500", "replay", "simulated?hz=0"]
)
def test_a_line_that_names_no_headset_says_how_to_write_it(line: str) -> None:
    with pytest.raises(SourceError):
        open_headset(line)


def test_a_port_that_another_program_has_is_told() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        condition = open_headset(f"webxr:{taken.getsockname()[1]}").condition()
    assert (condition.standing, condition.code) == (Standing.BROKEN, "port_taken")


def test_an_absent_headset_cannot_be_connected() -> None:
    with pytest.raises(HeadsetAbsentError):
        open_headset("replay:/nowhere/poses.acpt").connect()
