"""Room: scenarios. Whether a scenario, its scenes and its dialogues fit together."""

from collections.abc import Iterator, Mapping, Sequence

from scenarios.findings import Finding, did_you_mean
from scenarios.format import Judgement, Measurement, Scenario, Step
from scenarios.plays.check_dialogue import check_dialogue, check_words
from scenarios.plays.check_scene import check_scene, twice
from scenarios.plays.dialogue import Dialogue
from scenarios.plays.measures import DIALOGUE_MEASURES, SCENE_MEASURES
from scenarios.plays.reading import Play, play_file
from scenarios.plays.scene import Scene

FILE = "scenario.toml"


def check_plays(scenario: Scenario, plays: Mapping[str, Play]) -> Iterator[Finding]:
    """Yield the faults of scenes and dialogues, and of the criteria that are scored by them."""
    for file, play in plays.items():
        check = check_scene(play, file) if isinstance(play, Scene) else check_dialogue(play, file)
        yield from check
        if isinstance(play, Dialogue):
            yield from _level_faults(play, file, scenario)
    for step in scenario.steps:
        yield from _step_faults(step, scenario)
    yield from _shared_names(plays)
    steps = {step.id: plays.get(play_file(step) or "") for step in scenario.steps}
    for criterion in scenario.criteria:
        if isinstance(criterion, Measurement):
            yield from _criterion_faults(criterion, steps.get(criterion.step))


def check_play_words(
    plays: Mapping[str, Play], texts: Mapping[str, str], file: str
) -> Iterator[Finding]:
    """Yield texts of a language that ask for something nobody has."""
    for play in plays.values():
        if isinstance(play, Dialogue):
            yield from check_words(play, texts, file)


def _step_faults(step: Step, scenario: Scenario) -> Iterator[Finding]:
    key = f"steps[{step.id}]"
    if step.scene is not None and step.dialogue is not None:
        remedy = "Make two steps of it."
        yield Finding(FILE, f"{key}.dialogue", "a step plays a scene or a dialogue", remedy)
    plays = step.scene is not None or step.dialogue is not None
    if plays and (step.capture != "none" or step.retries):
        remedy = "Take `capture` and `retries` out; a step of its own can photograph."
        yield Finding(FILE, f"{key}.capture", "what is played is not photographed", remedy)
    if step.capture != "none" and step.sight is None and scenario.sight is None:
        remedy = 'Write sight = "…" at the top of the file, or in the step.'
        yield Finding(FILE, f"{key}.sight", "no eye looks at its pictures", remedy)


def _criterion_faults(criterion: Measurement, play: Play | None) -> Iterator[Finding]:
    """Yield a measure that its step does not play, or parameters that name nothing in it."""
    key = f"criteria[{criterion.id}]"
    kinds = (("scene", SCENE_MEASURES, Scene), ("dialogue", DIALOGUE_MEASURES, Dialogue))
    for word, measures, kind in kinds:
        if criterion.measure in measures and not isinstance(play, kind):
            problem = f'step "{criterion.step}" plays no {word}'
            remedy = f'Name a step with {word} = "…", or write it in this one.'
            yield Finding(FILE, f"{key}.step", problem, remedy)
            return
    known: dict[str, Sequence[str]] = {}
    if isinstance(play, Scene) and criterion.measure in SCENE_MEASURES:
        known = {
            "groups": [group.id for group in play.groups],
            "things": [thing.id for thing in play.things],
            "slide": [slide.id for slide in play.slides],
        }
    elif isinstance(play, Dialogue) and criterion.measure in DIALOGUE_MEASURES:
        known = {"flags": sorted(play.flags)}
    for parameter, names in known.items():
        given = criterion.parameters.get(parameter, [])
        for name in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
            if name not in names:
                problem = f'there is no "{name}" there'
                where = f"{key}.parameters.{parameter}"
                yield Finding(FILE, where, problem, did_you_mean(str(name), names))


def _level_faults(dialogue: Dialogue, file: str, scenario: Scenario) -> Iterator[Finding]:
    """Yield levels of a criterion that no judgement of this step has."""
    steps = {step.id for step in scenario.steps if play_file(step) == file}
    judged = [c.id for c in scenario.criteria if isinstance(c, Judgement) and c.step in steps]
    for node in dialogue.nodes:
        for reply in node.choices:
            for name in sorted(set(reply.levels) - set(judged)):
                key = f"nodes[{node.id}].choices[{reply.id}].levels.{name}"
                problem = "no judgement of that id is scored in this step"
                yield Finding(file, key, problem, did_you_mean(name, judged))


def _shared_names(plays: Mapping[str, Play]) -> Iterator[Finding]:
    """Yield ids that two files of one pack use: their texts would be the same."""
    for part in ("views", "things", "slides", "nodes"):
        named = [
            (item.id, file) for file, play in plays.items() for item in getattr(play, part, ())
        ]
        for name in twice(name for name, _ in named):
            file = [file for known, file in named if known == name][-1]
            if sum(1 for known, at in named if known == name and at == file) == 1:
                problem = "another file of the pack has this id too"
                yield Finding(file, f"{part}[{name}]", problem, "Give each its own id.")
