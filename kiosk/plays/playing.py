"""Room: kiosk. One step's scene or dialogue: every act is in the journal before it counts."""

import secrets
from collections.abc import Sequence

from kiosk.attempt import SessionError
from kiosk.session import Session
from scenarios.plays import (
    SEEDS,
    Acted,
    Dialogue,
    DialogueRun,
    Play,
    PlayBegun,
    SceneRun,
    run_dialogue,
    run_scene,
)
from scenarios.plays.acts import Act, Hand
from scenarios.plays.reading import play_file


class Playing:
    """What is played in the session's step, and how it goes."""

    def __init__(self, session: Session, seed: int | None = None) -> None:
        """Draw a seed that nobody can foresee, unless one is given. Raises SessionError."""
        self.session = session
        self.step = session.step.id
        self.file = play_file(session.step) or ""
        play = session.pack.plays.get(self.file)
        if play is None:
            raise SessionError(f"Step {self.step} plays nothing; check the pack.")
        self.play: Play = play
        self.seed = secrets.randbelow(SEEDS) if seed is None else seed
        self._run = self._anew()

    @property
    def scene(self) -> SceneRun:
        """How the scene stands. Raises SessionError for a dialogue."""
        if isinstance(self._run, SceneRun):
            return self._run
        raise SessionError(f"{self.file} is no scene.")

    @property
    def dialogue(self) -> DialogueRun:
        """How the dialogue stands. Raises SessionError for a scene."""
        if isinstance(self._run, DialogueRun):
            return self._run
        raise SessionError(f"{self.file} is no dialogue.")

    def begin(self) -> None:
        """Write down the seed."""
        self.session.note([PlayBegun(self.step, self.file, self.seed)])

    def made(
        self,
        act: Act,
        on: str,
        choices: Sequence[str] = (),
        *,
        value: float | None = None,
        by: Hand = "touch",
    ) -> Acted:
        """One act, done now by the step's clock; to be written down before it counts."""
        at_s = round(self.session.clock.seconds, 2)
        return Acted(self.step, at_s, act, on, list(choices), value, by)

    def write(self, act: Acted) -> None:
        """Write an act down: durable when it returns. May run in the thread of the session."""
        self.session.note([act])

    def count(self, act: Acted) -> None:
        """Let an act that was written count; in the thread that shows the play."""
        self._run.after(act)

    def take(self, acts: Sequence[Acted]) -> None:
        """Write acts down whose time is known, and let them count."""
        self.session.note(acts)
        for act in acts:
            self._run.after(act)

    def _anew(self) -> SceneRun | DialogueRun:
        if isinstance(self.play, Dialogue):
            return run_dialogue(self.play, self.seed, ())
        return run_scene(self.play, self.seed, ())
