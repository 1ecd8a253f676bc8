"""Room: kiosk. Screen or headset: the same simulated candidates in both, and what becomes of it.

Everybody made of code plays each step twice, by the screen's way into the journal and by the
headset's, with the same seed and luck. Nobody learns from it how people do in a headset: it shows
that the machine treats the two alike, and what being slower in one of them would cost.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import correlation, mean, pstdev
from typing import Literal

import msgspec

from kiosk.journal import Journal
from kiosk.plays import Playing
from kiosk.session import Session
from kiosk.step_clock import StepClock
from kiosk.vr.messages import VERSION, Did, Hello, Ready, State
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.trial import session_at
from scenarios import AnyObservation, Outcome, Pack, PersonSeen, Rating, combine, propose_scores
from scenarios.plays import Acted
from scenarios.plays.dice import Dice
from scenarios.plays.simulated import Simulated

Mode = Literal["screen", "headset"]
MODES: tuple[Mode, ...] = ("screen", "headset")

FLAG = 0.15
"""From this standardised mean difference on a report is flagged, as assessment programmes do."""

MEMORY = Path("/dev/shm")  # noqa: S108 - nothing of it is kept, and a disk would be slow
"""Where the journals of candidates made of code lie, where a system has it."""

DRESSED = PersonSeen("photo", [0, 0, 9, 9], 0.9, 0.0, 0.9, 0.0)
"""What the camera says of somebody in helmet and vest: no mode changes it."""


@dataclass
class Time:
    """A clock that is set."""

    at: float = 0.0

    def __call__(self) -> float:
        """The time it was set to."""
        return self.at


class ModeFigures(msgspec.Struct, frozen=True):
    """How candidates did in one mode: shares of the marks, 0 to 1."""

    mode: Mode
    mean: float
    sd: float
    passed: float
    correlation: float


class Comparison(msgspec.Struct, frozen=True):
    """Both modes of one scenario. `difference` is headset less screen, in standard deviations."""

    scenario: str
    candidates: int
    slower: float
    modes: tuple[ModeFigures, ...]
    same_scores: int
    difference: float
    flagged: bool


def compare_modes(pack: Pack, candidates: int, *, slower: float = 1.0, luck: int = 1) -> Comparison:
    """Have candidates of every skill do a pack in both modes.

    `slower` is how many times longer everything takes in the headset; with `luck` above 1 each
    candidate does it so many times, and the mean counts.
    """
    dice = Dice(4)
    skills = [dice.share() for _ in range(candidates)]
    outcomes: dict[Mode, list[list[Outcome]]] = {mode: [] for mode in MODES}
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="acredita-fair-", dir=where) as folder:
        for seed, skill in enumerate(skills):
            for mode in MODES:
                pace = slower if mode == "headset" else 1.0
                outcomes[mode].append(
                    [
                        as_proposed(pack, played(pack, seed, skill, mode, Path(folder), pace, one))
                        for one in range(luck)
                    ]
                )
    figures = tuple(_figures(mode, skills, outcomes[mode]) for mode in MODES)
    same = sum(a == b for a, b in zip(outcomes["screen"], outcomes["headset"], strict=True))
    spread = (figures[0].sd ** 2 / 2 + figures[1].sd ** 2 / 2) ** 0.5
    difference = (figures[1].mean - figures[0].mean) / spread if spread else 0.0
    return Comparison(
        pack.id, candidates, slower, figures, same, round(difference, 4), abs(difference) > FLAG
    )


def played(
    pack: Pack, seed: int, skill: float, mode: Mode, folder: Path, pace: float = 1.0, luck: int = 0
) -> list[AnyObservation]:
    """What is written of one candidate who does every played step of a pack in a mode."""
    seen: list[AnyObservation] = [DRESSED]
    for step, play in pack.plays_by_step.items():
        path = folder / f"{mode}.db"
        journal, time = Journal(path), Time()
        session = session_at(pack, step, journal, "es", StepClock(time))
        candidate = Simulated(step, seed, skill, luck)
        acts = [act for act in candidate.play(play, "play") if isinstance(act, Acted)]
        by = _on_screen if mode == "screen" else _in_headset
        by(session, seed, acts, time, pace, folder)
        time.at = candidate.seconds * pace
        session.finish_step()
        seen += [one for one in session.seen() if getattr(one, "step", step) == step]
        journal.close()
        for left in folder.glob(f"{mode}.db*"):
            left.unlink()
    return seen


def as_proposed(pack: Pack, seen: Sequence[AnyObservation]) -> Outcome:
    """What comes of it when people rate as proposed; what is proposed to nobody counts least."""
    ratings = {}
    for criterion, score in zip(pack.criteria, propose_scores(pack, seen), strict=True):
        level = str(int(score.value)) if score.measure == "dialogue_level" and score.value else "0"
        worst = criterion.choices[-1].band if criterion.kind == "measurement" else level
        ratings[criterion.id] = Rating(criterion.id, score.band or worst)
    return combine(pack, ratings)


def _on_screen(
    session: Session, seed: int, acts: Sequence[Acted], time: Time, pace: float, _: Path
) -> None:
    session.begin_step()
    playing = Playing(session, seed)
    playing.begin()
    for act in acts:
        time.at = act.at_s * pace
        playing.take([playing.made(act.act, act.on, act.choices, value=act.value)])


def _in_headset(
    session: Session, seed: int, acts: Sequence[Acted], time: Time, pace: float, folder: Path
) -> None:
    play = HeadsetPlay(session, folder / "headset", seed=seed, now=lambda: 0.0)
    play.hello(Hello(VERSION, play.pairing.token))
    play.take([Ready(), State(visible=True, tracking=True)])
    for n, act in enumerate(acts, 1):
        time.at = act.at_s * pace
        play.take([Did(n, float(n), act.act, act.on, act.choices, act.value)])
    play.leave()


def _figures(
    mode: Mode, skills: Sequence[float], outcomes: Sequence[Sequence[Outcome]]
) -> ModeFigures:
    shares = [mean(one.share for one in tries) for tries in outcomes]
    return ModeFigures(
        mode,
        round(mean(shares), 4),
        round(pstdev(shares), 4),
        round(mean(one.passed for tries in outcomes for one in tries), 4),
        round(correlation(skills, shares), 4) if len(set(shares)) > 1 else 0.0,
    )
