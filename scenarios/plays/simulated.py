"""Room: scenarios. A candidate made of code, of any skill: for demonstrations, tests and fairness.

Nobody learns from it how people do: it shows that a scene is as hard with one seed as with
another, that the expert passes, and that who guesses does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.plays.acts import Act, Acted, PlayBegun
from scenarios.plays.dialogue import Dialogue, Reply
from scenarios.plays.dialogue_run import DialogueRun, set_up_dialogue
from scenarios.plays.dice import SEEDS, Dice
from scenarios.plays.reading import Play
from scenarios.plays.scene import Scene, Thing
from scenarios.plays.scene_run import SceneSetup, set_up_scene

EXPERT, NOVICE = 1.0, 0.15
"""Skills, 0 to 1: who knows all, and who knows little and guesses the rest."""

GUESS = 0.3
"""How often who does not know says that something is wrong."""

LOOK_S, DECIDE_S, CHOOSE_S = 6.0, 3.0, 4.0
SLOWER = 1.5
"""Who knows nothing takes so many times longer on top."""

PRACTICE = 7
"""The seed of the candidate's own dice is another than the scene's: seed × PRACTICE + 1."""


@dataclass
class Simulated:
    """A candidate of a skill in one play: `seed` is the scene's, `step` the step's id.

    `luck` tells candidates of the same skill apart who get the same scene.
    """

    step: str
    seed: int
    skill: float = EXPERT
    luck: int = 0

    def __post_init__(self) -> None:
        """Dice of its own, so that a scene's draws stay the scene's."""
        self._dice = Dice(self.seed * PRACTICE + 1 + self.luck * SEEDS)
        self._at_s = 0.0

    def play(self, play: Play, name: str) -> list[PlayBegun | Acted]:
        """What this candidate does, as the kiosk would write it down."""
        acts = self._scene(play) if isinstance(play, Scene) else self._dialogue(play)
        return [PlayBegun(self.step, name, self.seed), *acts]

    @property
    def seconds(self) -> float:
        """How long it took, s."""
        return self._at_s

    def _scene(self, scene: Scene) -> Iterator[Acted]:
        setup = set_up_scene(scene, self.seed)
        for view in scene.views:
            yield self._act("go", view.id, DECIDE_S)
            for thing in scene.things:
                if thing.view == view.id:
                    yield from self._thing(setup, thing)
        for slide in scene.slides:
            yield self._act("go", slide.view, DECIDE_S)
            offset = setup.offsets_mm[slide.id]
            rest = 0.0 if self._knows(1) else offset * (0.4 + 0.4 * self._dice.share())
            steps = round((offset - rest) / slide.step_mm)
            value = offset - steps * slide.step_mm
            yield self._act("slide", slide.id, CHOOSE_S + abs(steps) * 0.5, value=value)

    def _thing(self, setup: SceneSetup, thing: Thing) -> Iterator[Acted]:
        yield self._act("look", thing.id, LOOK_S, value=LOOK_S)
        if not thing.task:
            wrong = thing.id in setup.wrong
            said_wrong = wrong if self._knows(thing.difficulty) else self._dice.share() < GUESS
            yield self._act("report" if said_wrong else "clear", thing.id, DECIDE_S)
            if not said_wrong:
                return
        if thing.options:
            chosen = self._choose(setup, thing)
            yield self._act("choose", thing.id, CHOOSE_S * len(chosen), choices=chosen)

    def _choose(self, setup: SceneSetup, thing: Thing) -> list[str]:
        if self._knows(thing.difficulty):
            return list(thing.right)
        drawn = self._dice.shuffled(setup.options[thing.id])
        return list(drawn[: 1 + self._dice.below(len(drawn))])

    def _dialogue(self, dialogue: Dialogue) -> Iterator[Acted]:
        setup = set_up_dialogue(dialogue, self.seed)
        run = DialogueRun(setup, dialogue.node(dialogue.first))
        while not run.over and len(run.said) < 2 * len(dialogue.nodes):
            choices = setup.choices(run.node)
            knows = self._knows(2)
            # Who does not know takes what comes to mind: the worse of two.
            guesses = (self._dice.one(choices), self._dice.one(choices))
            reply = max(choices, key=worth) if knows else min(guesses, key=worth)
            act = self._act("say", run.node.id, DECIDE_S + CHOOSE_S, choices=[reply.id])
            run.after(act)
            yield act

    def _knows(self, difficulty: int) -> bool:
        """Whether it knows something of a difficulty 1 to 3; an expert knows all."""
        return self._dice.share() < float(self.skill ** (0.5 + 0.25 * difficulty))

    def _act(
        self,
        act: Act,
        on: str,
        seconds: float,
        *,
        choices: list[str] | None = None,
        value: float | None = None,
    ) -> Acted:
        self._at_s = round(self._at_s + seconds * (1 + SLOWER * (1 - self.skill)), 2)
        return Acted(self.step, self._at_s, act, on, choices or [], value, "simulated")


def worth(reply: Reply) -> tuple[float, int, float, str]:
    """How good a choice is to somebody who knows: its levels, then its flags, then its time."""
    levels = list(reply.levels.values())
    return (
        sum(levels) / len(levels) if levels else 1.5,
        len(reply.flags),
        -reply.takes_s,
        reply.id,
    )
