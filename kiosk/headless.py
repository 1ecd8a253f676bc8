"""Room: kiosk. Runs a session without a screen, through the same methods the screens call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware.cameras import CameraLostError, Frame
from kiosk.attempt import State
from kiosk.session import Input, Session
from scenarios import CameraMissed
from scenarios.format import Step

CAMERA_BACK_WITHIN_S = 120.0
"""How long a camera that died is waited for; after that a person has to look at the work."""


@dataclass(frozen=True)
class Person:
    """Who takes the test, as far as the kiosk knows, and how their work reaches it."""

    candidate: str
    centre: str
    kiosk: str
    language: str = "es"
    trainer: str | None = None
    source: Input = "camera"
    judged: bool = True


@dataclass(frozen=True)
class Take:
    """What the camera gives for one step: frames for a photo step, a clip, and the time it took.

    `seconds` is None when the kiosk's own clock is to count. `missed` are those of several cameras
    that gave no picture that counts.
    """

    frames: Sequence[Frame] = ()
    missed: Sequence[CameraMissed] = ()
    clip: Path | None = None
    clip_type: str = "video/webm"
    seconds: float | None = None


Film = Callable[[Step], Take]
"""Called while a step is being done; returns what the camera saw of it."""

Progress = Callable[[str, Mapping[str, object]], None]
"""Told what happens, as a short name and its details."""


Player = Callable[[Session], float]
"""Plays the scene or dialogue of the step being done; returns the seconds it took."""


def run_headless(
    session: Session,
    person: Person,
    film: Film,
    on_progress: Progress,
    player: Player | None = None,
) -> None:
    """Take a session from wherever it stands (new, or cut off by a crash) to its seal.

    Without a `player`, what has to be done on a screen is not done, and a person has to look.
    """
    while not session.over:
        state = session.state
        if state is State.NEW:
            _start(session, person)
        elif state is State.STARTED:
            session.give_consent()
        elif state is State.CONSENTED:
            session.acknowledge_ai()
        elif session.has_step_to_do:
            step = session.begin_step()
            if step.plays:
                _play_step(session, step, player, on_progress)
            else:
                _do_step(session, step, film, on_progress)
        elif state is State.STEP_DONE:
            session.propose()
        elif state is State.SCORED:
            session.finish()
        else:
            session.seal()
        on_progress(session.state.value, {"attempt": session.attempt})


def _start(session: Session, person: Person) -> None:
    session.start(
        candidate=person.candidate,
        centre=person.centre,
        kiosk=person.kiosk,
        language=person.language,
        trainer=person.trainer,
        source=person.source,
        judged=person.judged,
    )


def _do_step(session: Session, step: Step, film: Film, on_progress: Progress) -> None:
    on_progress("step", {"step": step.id, "at": session.walk.position + 1})
    take = _filmed(session, step, film, on_progress)
    session.clock.pause()
    if step.capture == "photo":
        on_progress("looking", {"step": step.id, "frames": len(take.frames)})
        for one in take.missed:
            on_progress("camera missed", {"camera": one.camera, "reason": one.reason})
        session.capture(take.frames, take.missed)
    if take.clip is not None:
        session.keep(take.clip, take.clip_type, "clip")
    session.finish_step(take.seconds)


def _play_step(session: Session, step: Step, player: Player | None, on_progress: Progress) -> None:
    on_progress("step", {"step": step.id, "at": session.walk.position + 1})
    seconds = None if player is None else player(session)
    session.finish_step(seconds)


def _filmed(session: Session, step: Step, film: Film, on_progress: Progress) -> Take:
    """What the camera gives. One that dies stops the clock and is waited for; then nothing."""
    end = time.monotonic() + CAMERA_BACK_WITHIN_S
    while True:
        try:
            take = film(step)
        except CameraLostError as problem:
            session.clock.pause()
            told = {"step": step.id, "problem": str(problem), "clock": "stopped"}
            on_progress("camera lost", told)
            if time.monotonic() > end:
                return Take()
        else:
            if not session.clock.running:
                session.clock.go_on()
                on_progress("camera back", {"step": step.id, "clock": "running"})
            return take
