"""A step in a headset is played again in the console: the place, what was done, and when."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from assessor_server.replaying import NoReplayError, replay_of
from protocol import Event, append
from scenarios import PACKS_ROOT, Pack, load_pack
from scenarios.plays import Acted, PlayBegun
from scenarios.plays.vr_world import vr_world

BEGAN = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
TRACK = hashlib.sha256(b"track").hexdigest()


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS_ROOT / "templates" / "packs" / "scene")


def observed(step: str, *seen: object) -> dict[str, object]:
    return {"step": step, "observations": [msgspec.to_builtins(one) for one in seen]}


def captured(step: str, digest: str = TRACK) -> dict[str, object]:
    return {
        "digest": digest,
        "media_type": "application/vnd.acredita.poses",
        "size": 5,
        "role": "track",
        "step": step,
    }


def events(*written: tuple[float, str, dict[str, object]]) -> list[Event]:
    found: list[Event] = []
    for seconds, kind, body in written:
        previous = found[-1] if found else None
        event = append(previous, attempt="0" * 36, kind=kind, body=body)
        at = (BEGAN + timedelta(seconds=seconds)).isoformat()
        found.append(msgspec.structs.replace(event, at=at))
    return found


def played(
    step: str, seed: int, begin: float, on: str
) -> list[tuple[float, str, dict[str, object]]]:
    noted: dict[str, object] = {"step": step, "what": "poses", "rule": "go_on", "detail": ""}
    return [
        (begin, "step.started", {"step": step}),
        (begin, "observation.made", observed(step, PlayBegun(step, "p", seed))),
        (begin + 2.0, "headset.noted", noted),
        (begin + 9.5, "observation.made", observed(step, Acted(step, 7.5, "look", on))),
    ]


def test_the_place_is_the_seeds_and_an_act_stands_at_its_moment_of_the_track(pack: Pack) -> None:
    (step,) = pack.vr_by_step
    log = events(*played(step, 5, 0.0, "cable"), (20.0, "evidence.captured", captured(step)))
    found = replay_of(log, pack, TRACK, "fr")
    assert found.world == vr_world(pack, step, 5, "fr")
    assert [(one.s, one.act, one.on) for one in found.acts] == [(7.5, "look", "cable")]
    assert found.acts[0].name == pack.text("things.cable", "fr")


def test_what_was_said_is_told_in_words() -> None:
    talk = load_pack(PACKS_ROOT / "templates" / "packs" / "dialogue")
    (step,) = talk.vr_by_step
    first = talk.plays_by_step[step].first  # type: ignore[union-attr]
    reply = talk.plays_by_step[step].node(first).choices[0].id  # type: ignore[union-attr]
    log = events(
        (0.0, "step.started", {"step": step}),
        (0.0, "observation.made", observed(step, PlayBegun(step, "p", 5))),
        (1.0, "observation.made", observed(step, Acted(step, 1.0, "say", first, [reply]))),
        (2.0, "evidence.captured", captured(step)),
    )
    (act,) = replay_of(log, talk, TRACK, "en").acts
    assert act.words == [talk.text(f"nodes.{first}.choices.{reply}", "en")]


def test_a_track_belongs_to_its_own_try(pack: Pack) -> None:
    (step,) = pack.vr_by_step
    log = events(
        *played(step, 5, 0.0, "cable"),
        (20.0, "evidence.captured", captured(step)),
        *played(step, 6, 30.0, "box"),
        (50.0, "evidence.captured", captured(step, "f" * 64)),
    )
    assert [one.on for one in replay_of(log, pack, TRACK, "es").acts] == ["cable"]
    assert [one.on for one in replay_of(log, pack, "f" * 64, "es").acts] == ["box"]


def test_what_a_crash_cut_off_belongs_to_the_try_before(pack: Pack) -> None:
    (step,) = pack.vr_by_step
    first, second = played(step, 5, 0.0, "cable"), played(step, 6, 30.0, "box")
    log = events(*first, second[0], (31.0, "evidence.captured", captured(step)), *second[1:])
    assert [one.on for one in replay_of(log, pack, TRACK, "es").acts] == ["cable"]


def test_without_its_pack_or_its_track_there_is_no_replay(pack: Pack) -> None:
    (step,) = pack.vr_by_step
    log = events(*played(step, 5, 0.0, "cable"), (20.0, "evidence.captured", captured(step)))
    with pytest.raises(NoReplayError, match="Publish"):
        replay_of(log, None, TRACK, "es")
    with pytest.raises(NoReplayError):
        replay_of(log, pack, "0" * 64, "es")
