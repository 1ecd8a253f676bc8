"""What the console needs to play a step in a headset again: the place as it was, and what was done.

Pure: from an attempt's events and its pack. Where head and hands were is in the track itself.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from assessor_server.errors import ServerError
from protocol import Event, read_body
from protocol.bodies import EvidenceCaptured, HeadsetNoted, ObservationMade, StepStarted
from scenarios import Pack, PackError
from scenarios.plays import Acted, Dialogue, PlayBegun, set_up_dialogue
from scenarios.plays.vr_world import VrWorld, vr_world

TRACK = "track"


class NoReplayError(ServerError):
    """A track that cannot be played: its pack is not here, or the log says nothing of it."""


class DoneThen(msgspec.Struct, frozen=True):
    """An act, `s` seconds after the track's first frame; `name` and `words` are for people."""

    s: float
    act: str
    on: str
    choices: list[str]
    value: float | None
    name: str
    words: list[str]


class Replayed(msgspec.Struct, frozen=True):
    """The place and what was done in it, oldest first."""

    step: str
    world: VrWorld
    acts: list[DoneThen]


class _Try:
    """One try of a step, as its events say it."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.seed: int | None = None
        self.begun: datetime | None = None
        self.acts: list[tuple[datetime, Acted]] = []


def replay_of(events: Sequence[Event], pack: Pack | None, digest: str, language: str) -> Replayed:
    """What belongs to the track of that digest. Raises NoReplayError."""
    found = _try_of(events, digest)
    if pack is None or found is None or found.seed is None:
        raise NoReplayError(
            "This track cannot be played here: the server has not the pack it was made with. "
            "Publish that version of the pack again, then open this page anew."
        )
    try:
        world = vr_world(pack, found.step, found.seed, language)
    except PackError as problem:
        raise NoReplayError(f"{problem} Look at the pictures instead.") from problem
    say = _words(pack, found, language)
    begun = found.begun or (found.acts[0][0] if found.acts else None)
    acts = [
        DoneThen(
            round(max(0.0, (at - begun).total_seconds()) if begun else 0.0, 2),
            act.act, act.on, act.choices, act.value, *say(act),
        )
        for at, act in found.acts
    ]  # fmt: skip
    return Replayed(found.step, world, acts)


def _words(pack: Pack, one: _Try, language: str) -> Callable[[Acted], tuple[str, list[str]]]:
    """What an act deals with and what was chosen, as the candidate read it."""
    play = pack.plays_by_step[one.step]
    fill = set_up_dialogue(play, one.seed or 0).fill if isinstance(play, Dialogue) else str

    def say(act: Acted) -> tuple[str, list[str]]:
        if act.act == "say":
            keys = [f"nodes.{act.on}.choices.{choice}" for choice in act.choices]
            return fill(pack.text(f"nodes.{act.on}.says", language)), [
                fill(pack.text(key, language)) for key in keys
            ]
        kind = {"go": "views", "slide": "slides"}.get(act.act, "things")
        name = pack.text(f"{kind}.{act.on}", language)
        return name, [pack.text(f"options.{choice}", language) for choice in act.choices]

    return say


def _try_of(events: Sequence[Event], digest: str) -> _Try | None:
    """The try the track was kept in; that of a try which a crash cut off is kept in the next."""
    tries: list[_Try] = []
    for event in events:
        body = read_body(event.kind, event.body)
        if isinstance(body, StepStarted):
            tries.append(_Try(body.step))
        elif isinstance(body, EvidenceCaptured) and body.digest == digest:
            same = [one for one in tries if one.step == body.step and one.seed is not None]
            return same[-1] if same else None
        elif tries and isinstance(body, HeadsetNoted) and body.what == "poses":
            tries[-1].begun = tries[-1].begun or datetime.fromisoformat(event.at)
        elif tries and isinstance(body, ObservationMade):
            _observed(tries[-1], body, datetime.fromisoformat(event.at))
    return None


def _observed(one: _Try, body: ObservationMade, at: datetime) -> None:
    for seen in body.observations:
        if seen.get("kind") == "play.begun":
            one.seed = msgspec.convert(seen, PlayBegun).seed
        elif seen.get("kind") == "acted":
            one.acts.append((at, msgspec.convert(seen, Acted)))
