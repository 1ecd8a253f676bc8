"""Room: kiosk. What is written down of a step in a headset: its begin, what happened, its track."""

from collections import Counter
from pathlib import Path

from hardware.headset.track import MEDIA_TYPE
from kiosk.attempt import State
from kiosk.plays import Playing
from kiosk.session import Session
from kiosk.vr.messages import Sickness
from kiosk.vr.poses import PoseKeeper, rescue, tidy
from kiosk.vr.rules import MOST_NOTES, RULES
from protocol.bodies import HeadsetNoted, ModeChosen, SicknessAnswered

FOLDER = "headset"
"""In the kiosk's folder: spools of poses, and the certificate."""


class Record:
    """Over one session; everything is durable when it returns."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.poses = 0
        """How many frames are on the disk."""
        self.answered: set[str] = set()
        """Which of the two sickness checks was answered."""
        self.keeper: PoseKeeper | None = None
        """Takes poses, from the step's begin until its track is kept."""
        self._folder = folder
        self._step: str | None = None
        self._noted: Counter[str] = Counter()

    def begin(self, seed: int | None, *, seated: bool) -> Playing:
        """Begin the step; its clock stands still until the place is drawn."""
        session = self.session
        session.begin_step()
        session.clock.pause()
        self._step = session.step.id
        session.log(ModeChosen(step=self._step, mode="headset", seated=seated))
        playing = Playing(session, seed)
        keep_rescued(session, self._folder)
        self.keeper = PoseKeeper(self._folder, f"{session.attempt}-{self._step}")
        playing.begin()
        return playing

    def note(self, what: str, detail: str = "") -> None:
        """Write down what happened, with its rule; not for ever the same."""
        self._noted[what] += 1
        if self.session.over or self._noted[what] > MOST_NOTES:
            return
        step = self._step or self.session.step.id
        body = HeadsetNoted(step=step, what=what, rule=RULES[what], detail=detail[:300])
        self.session.log(body)

    def answer(self, said: Sickness) -> None:
        """Keep how somebody feels; once before and once after."""
        if said.when in self.answered or self.session.over:
            return
        self.session.log(
            SicknessAnswered(
                step=self._step or self.session.step.id, when=said.when,
                nausea=said.answers.nausea, eyes=said.answers.eyes, dizzy=said.answers.dizzy,
            )
        )  # fmt: skip
        self.answered.add(said.when)

    def keep_track(self) -> None:
        """Keep where head and hands were; once, and only while the step is being done."""
        keeper, self.keeper = self.keeper, None
        if keeper is None:
            return
        path = keeper.finish()
        if path is not None and self.session.state is State.WORKING:
            self.session.keep(path, MEDIA_TYPE, "track")
        keeper.close()

    def void(self, what: str, detail: str = "") -> None:
        """End the attempt by a rule."""
        self.note(what, detail)
        self.session.clock.pause()
        self.keep_track()
        self.session.void(f"headset: {what}")


def keep_rescued(session: Session, folder: Path) -> None:
    """Keep the poses of a try of this step that a crash cut off; nothing else stays behind.

    A kiosk does one attempt at a time: what lies there of another is of no use to anybody.
    """
    if session.state is State.WORKING:
        left = rescue(folder, f"{session.attempt}-{session.step.id}")
        if left is not None:
            session.keep(left, MEDIA_TYPE, "track")
    tidy(folder)
