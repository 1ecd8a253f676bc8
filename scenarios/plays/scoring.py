"""Room: scenarios. From what was done in a step to the values of its measures: pure."""

from collections.abc import Mapping, Sequence

from scenarios.errors import PlayError
from scenarios.format import Judgement, Measurement
from scenarios.measures.measure import MeasureResult, undetermined
from scenarios.measures.parameters import read_parameters
from scenarios.plays.acts import Acted, PlayBegun
from scenarios.plays.dialogue_run import DialogueRun, run_dialogue
from scenarios.plays.measures import (
    DIALOGUE_MEASURES,
    SCENE_MEASURES,
    DialogueParameters,
    SceneParameters,
)
from scenarios.plays.reading import Play
from scenarios.plays.scene import Scene
from scenarios.plays.scene_run import SceneRun, run_scene

PLAY_MEASURES = frozenset({*SCENE_MEASURES, *DIALOGUE_MEASURES})
Run = SceneRun | DialogueRun
Runs = Mapping[str, Run | str]
"""By step: what was done in it, or the reason code why that is not known."""

WHOLE = 0.25
"""How near a mean of levels must lie to a level to be proposed as it."""


def runs_of(plays: Mapping[str, Play], observations: Sequence[object]) -> Runs:
    """What was done in every step that plays something; `plays` by step.

    What was done before the step was begun for the last time does not count.
    """
    return {step: _run(play, step, observations) for step, play in plays.items()}


def measure_play(criterion: Measurement, runs: Runs) -> MeasureResult:
    """Measure one criterion of a scene or dialogue."""
    run = runs.get(criterion.step, "not_played")
    if isinstance(run, SceneRun) and criterion.measure in SCENE_MEASURES:
        given = read_parameters(criterion.parameters, SceneParameters)
        return SCENE_MEASURES[criterion.measure](run, given)
    if isinstance(run, DialogueRun) and criterion.measure in DIALOGUE_MEASURES:
        said = read_parameters(criterion.parameters, DialogueParameters)
        return DIALOGUE_MEASURES[criterion.measure](run, said)
    return undetermined(criterion.unit, run if isinstance(run, str) else "not_played")


def proposed_level(criterion: Judgement, runs: Runs) -> tuple[float, str | None] | None:
    """The mean level of what was chosen in a dialogue, and the level it is near to, if any.

    None where nothing was chosen that has a level for this criterion.
    """
    run = runs.get(criterion.step)
    levels = run.levels(criterion.id) if isinstance(run, DialogueRun) else []
    if not levels:
        return None
    mean = sum(levels) / len(levels)
    near = round(mean)
    return mean, str(near) if abs(mean - near) <= WHOLE else None


def _run(play: Play, step: str, observations: Sequence[object]) -> Run | str:
    begun, acts = None, list[Acted]()
    for seen in observations:
        if isinstance(seen, PlayBegun) and seen.step == step:
            begun, acts = seen, []
        elif isinstance(seen, Acted) and seen.step == step:
            acts.append(seen)
    if begun is None:
        return "not_played"
    try:
        if isinstance(play, Scene):
            return run_scene(play, begun.seed, acts)
        return run_dialogue(play, begun.seed, acts)
    except PlayError:
        return "contradicting_acts"
