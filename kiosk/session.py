"""Room: kiosk. The one path of a test, for the touch screen and the headless demo alike.

Every method writes what happened to the journal before it returns; evidence is kept before the
event that names it. Slow work (`look`) writes nothing and may run in another thread.
"""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from hardware import Frame
from kiosk.attempt import SessionError, State
from kiosk.attempt_in_hand import AttemptInHand
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes
from kiosk.journal import Journal
from kiosk.looks import named, refused_frames, small, taken
from kiosk.pictures import as_kept, jpeg, photo_jpeg
from kiosk.proving.proof import Proof
from kiosk.reserve import ATTEMPT_BYTES, NoRoomError
from kiosk.sight import Sight
from kiosk.sight.wording import remedy
from kiosk.step_clock import StepClock
from protocol import Seal, SealKey
from protocol.bodies import (
    AiAcknowledged,
    AiRefused,
    AttemptFinished,
    AttemptStarted,
    AttemptVoided,
    ConsentGiven,
    ConsentRefused,
    EvidenceCaptured,
    HeadsetNoted,
    HelpCalled,
    ModeChosen,
    ScoreProposed,
    SicknessAnswered,
    StepFinished,
    StepStarted,
    TimeExtended,
)
from scenarios import (
    NOT_PROVEN,
    AIScore,
    AnyObservation,
    CameraMissed,
    CameraStanding,
    FrameRefused,
    Pack,
    StepTimed,
    propose_scores,
)
from scenarios.format import Step

log = structlog.get_logger()

Input = Literal["camera", "photo", "video", "rendered"]
Role = Literal["photo", "annotated", "clip", "truth", "track"]

EXTENSIONS = 2
"""How many times a step's limit may be put off, each time by half of it: double time at most."""

AI_REFUSED = "ai_refused"
"""Why no program looked at a picture: the candidate did not want it."""


class Session(AttemptInHand):
    """One candidate's run of one scenario. A call that is not allowed now raises SessionError.

    Any method may raise JournalError or DiskFullError; then nothing of it happened.
    """

    def __init__(
        self,
        pack: Pack,
        journal: Journal,
        shelf: EvidenceShelf,
        seal_key: SealKey,
        eyes: Eyes,
        *,
        attempt: str | None = None,
        clock: StepClock | None = None,
        proof: Proof | None = None,
    ) -> None:
        """A new session, or with `attempt` the one a crash interrupted.

        `proof` says whether the cameras may decide; without it nothing is said of them.
        """
        super().__init__(pack, journal, attempt or str(uuid.uuid4()), seal_key)
        self.clock = clock or StepClock()
        self._eyes = eyes
        self._proof = proof
        self._shelf = shelf

    # --- the time ------------------------------------------------------------------------------

    @property
    def seconds_left(self) -> float | None:
        """Seconds left in the step; None without a limit."""
        return self.walk.seconds_left(self.clock.seconds - sum(self._standing.extensions))

    @property
    def extensions_left(self) -> int:
        """How many times the step's limit may still be put off."""
        limited = self.state is State.WORKING and self.step.time_limit_s is not None
        return EXTENSIONS - len(self._standing.extensions) if limited else 0

    # --- before the work -----------------------------------------------------------------------

    def start(
        self,
        *,
        candidate: str,
        centre: str,
        kiosk: str,
        language: str,
        trainer: str | None = None,
        source: Input = "camera",
        judged: bool = True,
    ) -> None:
        """Open the attempt of a candidate (a code, never a name).

        `judged` is False when nobody will really judge what a demonstration shows.
        Raises NoRoomError when there is no room for a whole attempt.
        """
        self._hold_room()
        self._write(
            AttemptStarted(
                scenario=self.pack.id,
                version=self.pack.version,
                pack_digest=self.pack.digest,
                candidate=candidate,
                centre=centre,
                kiosk=kiosk,
                language=language,
                trainer=trainer,
                model_digests=dict(self._eyes.model_digests(self.pack)),
                input=source,
                judged=judged,
            )
        )

    def give_consent(self) -> None:
        """The candidate agreed to the consent text in their language."""
        self._write(ConsentGiven(text_digest=self._text("consent"), language=self._language))

    def refuse_consent(self) -> None:
        """The candidate did not agree: the attempt ends, nothing was recorded."""
        self._write(ConsentRefused(text_digest=self._text("consent"), language=self._language))

    def acknowledge_ai(self) -> None:
        """The candidate knows that a program proposes and that people decide."""
        self._write(AiAcknowledged(text_digest=self._text("ai"), language=self._language))

    def refuse_ai(self) -> None:
        """The candidate wants people only: pictures are taken, no program looks at them."""
        self._write(AiRefused(text_digest=self._text("ai"), language=self._language))

    # --- the work ------------------------------------------------------------------------------

    def begin_step(self) -> Step:
        """Begin the next step, or begin a step again that a crash cut off; the clock starts."""
        following = self.step
        if self.state is State.STEP_DONE:
            following = self.walk.on().step or following
        self._write(StepStarted(step=following.id))
        self.clock.restart()
        return self.step

    def repeat_step(self) -> Step:
        """Do the step once more. Raises StepError when no retry is left."""
        self.walk.again()
        if self.state is State.WORKING:
            self.finish_step()
        self._write(StepStarted(step=self.step.id))
        self.clock.restart()
        return self.step

    def extend_step(self) -> None:
        """Put the step's limit off by half of it. Raises SessionError when that is used up."""
        limit = self.step.time_limit_s
        if limit is None or self.extensions_left <= 0:
            raise SessionError("The time of this step cannot be put off any further.")
        self._write(TimeExtended(step=self.step.id, seconds=limit / 2))

    def log(self, body: ModeChosen | SicknessAnswered | HeadsetNoted) -> None:
        """Write down how a step is done, how somebody feels, or what a headset did."""
        self._write(body)

    def call_person(self) -> None:
        """Write down that the candidate called a person."""
        working = self.state is State.WORKING
        self._write(HelpCalled(step=self.step.id if working else None))

    def finish_step(self, seconds: float | None = None) -> None:
        """The candidate is done with the step; `seconds` when a recording knows better.

        A photo knows nothing of time: then no time is observed, and a person has to say.
        """
        self.clock.pause()
        used = self.clock.seconds if seconds is None else seconds
        timed = StepTimed(self.step.id, round(used, 2), self.walk.try_number)
        self._standing.require("step.finished")
        if self.started.input != "photo":
            self._observe([timed])
        self._write(StepFinished(step=self.step.id, seconds=timed.seconds))

    def look(self, frames: Sequence[Frame]) -> Sight:
        """What the frames show, as evidence will keep them; without frames, that there was no
        camera. Slow; writes nothing."""
        if not frames or not self.with_ai:
            reason = "no_camera" if not frames else AI_REFUSED
            return Sight((FrameRefused("none", reason, remedy(reason, self._language)),), ())
        step, sight = self.step.id, self.pack.sight_of(self.step)
        if sight is None:
            raise SessionError(f"{self.pack.id} names no sight for step {step}; mend the pack.")
        may, may_not = self._parted(frames)
        kept = [as_kept(named(frame, step)) for frame in may]
        others = [named(frame, step) for frame in may_not]
        seen = self._eyes.look(self.pack, kept, self._language, sight)
        unproven = refused_frames(others, len(kept), NOT_PROVEN, self._language)
        told = (*seen.observations, *unproven)
        live = self.started.input == "camera"
        facts = taken([*kept, *others], told, sight, step, live)
        return Sight((*told, *facts), seen.pictures)

    def record(
        self, frames: Sequence[Frame], sight: Sight, missed: Sequence[CameraMissed] = ()
    ) -> None:
        """Keep the frames, what was seen in them, and the pictures drawn of it; and which of
        several cameras gave none."""
        for frame in (one for part in self._parted(frames) for one in part):
            self.keep(photo_jpeg(frame.image), "image/jpeg", "photo")
        self._observe(sight.observations)
        self._observe([*self._standings(frames), *missed])
        for picture in sight.pictures:
            self.keep(jpeg(picture.image), "image/jpeg", "annotated")

    def note(self, observations: Sequence[AnyObservation]) -> None:
        """Write down what was done on the screen in this step, at once."""
        self._standing.require("observation.made")
        self._observe(observations)

    def capture(self, frames: Sequence[Frame], missed: Sequence[CameraMissed] = ()) -> Sight:
        """Look at the frames and record them, one after the other."""
        self._standing.require("observation.made")
        sight = self.look(frames)
        self.record(frames, sight, missed)
        return sight

    def watch(self, frame: Frame) -> None:
        """Look at the work while it is done, and keep the picture, small; nothing once it is."""
        if self.state is State.WORKING:
            little = small(frame)
            seen = self.look([little])
            self.keep(photo_jpeg(little.image), "image/jpeg", "photo")
            self._observe(seen.observations)

    def keep(
        self, content: bytes | Path, media_type: str, role: Role, criterion: str | None = None
    ) -> str:
        """Keep a piece of evidence of this step and return its digest."""
        self._standing.require("evidence.captured")
        kept = self._shelf.keep(
            content,
            media_type=media_type,
            attempt=self.attempt,
            candidate=self.started.candidate,
        )
        self._write(
            EvidenceCaptured(
                digest=kept.digest,
                media_type=media_type,
                size=kept.size,
                role=role,
                step=self.step.id,
                criterion=criterion,
            )
        )
        return kept.digest

    # --- after the work ------------------------------------------------------------------------

    def propose(self) -> list[AIScore]:
        """Propose a score for every criterion from what was seen."""
        self._require_last_step()
        scores = propose_scores(self.pack, self.seen())
        self._write(
            ScoreProposed(
                scores=[msgspec.to_builtins(score) for score in scores],
                pack_digest=self.pack.digest,
            )
        )
        return scores

    def finish(self) -> None:
        """The candidate is done."""
        self._write(AttemptFinished())

    def seal(self) -> Seal:
        """Close the attempt with the kiosk's signature; it now belongs to the assessors."""
        after = self._standing.after("seal", {})
        seal = self._log.seal()
        self._standing = after
        self._reserve.release()
        log.info("attempt.sealed", attempt=self.attempt, events=seal.count)
        return seal

    def void(self, reason: str) -> None:
        """End the attempt without a result, and say why."""
        self._write(AttemptVoided(reason=reason))

    # --- inside --------------------------------------------------------------------------------

    def _require_last_step(self) -> None:
        self._standing.require("score.proposed")
        if not self.last_step:
            raise SessionError(f"Step {self.step.id} is not the last; begin the next one first.")

    def _standings(self, frames: Sequence[Frame]) -> list[CameraStanding]:
        """How the cameras of these frames stand; nothing where nobody keeps reports."""
        if self._proof is None or not frames:
            return []
        return self._proof.standings(self.pack, self.started.model_digests, frames)

    def _parted(self, frames: Sequence[Frame]) -> tuple[list[Frame], list[Frame]]:
        """The frames of cameras that may decide, and of those that may not; without one that may,
        all are looked at, and the scores withheld."""
        standings = self._standings(frames)
        unproven = {one.called for one in standings if one.standing == "not_proven"}
        if len(unproven) == len(standings):
            return list(frames), []
        may = [frame for frame in frames if frame.taken_by not in unproven]
        return may, [frame for frame in frames if frame.taken_by in unproven]

    def _hold_room(self) -> None:
        """Hold space for the whole attempt, at the cost of evidence the server has."""
        try:
            self._reserve.hold(ATTEMPT_BYTES)
        except NoRoomError:
            if not self._shelf.make_room(ATTEMPT_BYTES):
                raise
            self._reserve.hold(ATTEMPT_BYTES)
