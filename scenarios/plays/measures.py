"""Room: scenarios. Measures of scenes and dialogues: pure functions of a run and of parameters.

What was touched is known exactly, so counts and shares have U = 0; times have the clock's U, and a
slide's place the U of the screen it was moved on.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import sqrt

import msgspec

from scenarios.measures.measure import MeasureResult, undetermined
from scenarios.plays.dialogue_run import DialogueRun
from scenarios.plays.scene import Thing
from scenarios.plays.scene_run import SceneRun

SceneMeasure = Callable[[SceneRun, "SceneParameters"], MeasureResult]
DialogueMeasure = Callable[[DialogueRun, "DialogueParameters"], MeasureResult]

SMALLEST_SHOWN = 0.7
"""The smallest a kiosk shows a view, as a share of its pixels: 673 of 960 on a 10-inch panel."""

TOUCH_U_S = 0.5
"""U of a time between two touches (the same reason as `scenarios.steps.CLOCK_U_S`)."""

NEVER_S = 3600.0
"""What never happened counts as an hour: worse than any limit."""


class SceneParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of the scene measures: which `groups` or `things` count; without them, all.

    `slide` names the slide that `slide_offset_mm` measures.
    """

    groups: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    slide: str = ""


class DialogueParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of the dialogue measures: the `flags` that count."""

    flags: tuple[str, ...] = ()


def found_share(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """The share of the wrong things that were reported."""
    wrong = [thing for thing in _chosen(run, given) if thing.id in run.setup.wrong]
    if not wrong:
        return undetermined("share", "nothing_to_find")
    found = [thing.id for thing in wrong if thing.id in run.reported]
    missed = [thing.id for thing in wrong if thing.id not in run.reported]
    return _exact(len(found) / len(wrong), "share", found=found, missed=missed)


def false_alarms(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """How many things were reported with which nothing is wrong."""
    counted = {thing.id for thing in _chosen(run, given)}
    alarms = sorted(counted & run.reported - run.setup.wrong)
    return _exact(float(len(alarms)), "pieces", reported=alarms)


def right_action_share(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """The share of what is wrong, or is a task, about which exactly the right was chosen."""
    to_do = [thing for thing in _to_do(run, given) if thing.right]
    if not to_do:
        return undetermined("share", "nothing_to_do")
    right = [t.id for t in to_do if _acted(run, t) and set(run.chosen[t.id]) == set(t.right)]
    return _exact(len(right) / len(to_do), "share", right=right, of=[t.id for t in to_do])


def right_order_share(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """The share of pairs of right actions that were chosen in their right order."""
    pairs = kept = 0
    detail: dict[str, object] = {}
    for thing in _to_do(run, given):
        chosen = run.chosen.get(thing.id, ()) if _acted(run, thing) else ()
        for before, later in combinations(thing.right, 2):
            pairs += 1
            if before in chosen and later in chosen:
                kept += chosen.index(before) < chosen.index(later)
        if len(thing.right) > 1:
            detail[thing.id] = list(chosen)
    if not pairs:
        return undetermined("share", "nothing_in_order")
    return _exact(kept / pairs, "share", **detail)


def looked_share(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """The share of all things that were looked at."""
    things = [thing.id for thing in _chosen(run, given)]
    missed = [name for name in things if name not in run.looked]
    if not things:
        return undetermined("share", "nothing_to_find")
    return _exact(1 - len(missed) / len(things), "share", not_looked_at=missed)


def slide_offset_mm(run: SceneRun, given: SceneParameters) -> MeasureResult:
    """How far a slide lies from its place, mm.

    Within one step of it, or one pixel of the smallest screen, nobody can put it or see it better:
    a rectangular distribution of that width.
    """
    slides = {slide.id: slide for slide in run.scene.slides}
    if given.slide not in slides:
        return undetermined("mm", "nothing_to_move")
    slide = slides[given.slide]
    width = max(slide.step_mm, slide.mm_per_px / SMALLEST_SHOWN)
    value, began = abs(run.offset_mm(slide.id)), run.setup.offsets_mm[slide.id]
    detail: dict[str, object] = {"side_mm": run.offset_mm(slide.id), "began_mm": began}
    return MeasureResult(round(value, 2), round(width / sqrt(3), 2), "mm", False, None, detail)


def flag_share(run: DialogueRun, given: DialogueParameters) -> MeasureResult:
    """The share of the named flags that were raised."""
    raised = [flag for flag in given.flags if flag in run.flags]
    if not run.over:
        return undetermined("share", "not_finished")
    return _exact(len(raised) / max(1, len(given.flags)), "share", raised=raised)


def seconds_to_flag(run: DialogueRun, given: DialogueParameters) -> MeasureResult:
    """The desk's time until the last of the named flags was raised, s; an hour for one never."""
    if not run.over and any(flag not in run.flags for flag in given.flags):
        return undetermined("s", "not_finished")
    times = {flag: run.flags.get(flag, NEVER_S) for flag in given.flags}
    never = [flag for flag in given.flags if flag not in run.flags]
    value = max(times.values(), default=0.0)
    return MeasureResult(value, TOUCH_U_S, "s", False, None, {"never": never})


def dialogue_seconds(run: DialogueRun, given: DialogueParameters) -> MeasureResult:
    """The desk's time until the end, s."""
    if not run.over:
        return undetermined("s", "not_finished")
    return MeasureResult(run.said[-1].desk_s, TOUCH_U_S, "s", False, None)


SCENE_MEASURES: Mapping[str, SceneMeasure] = {
    "found_share": found_share,
    "false_alarms": false_alarms,
    "right_action_share": right_action_share,
    "right_order_share": right_order_share,
    "looked_share": looked_share,
    "slide_offset_mm": slide_offset_mm,
}
DIALOGUE_MEASURES: Mapping[str, DialogueMeasure] = {
    "flag_share": flag_share,
    "seconds_to_flag": seconds_to_flag,
    "dialogue_seconds": dialogue_seconds,
}
UNITS: Mapping[str, str] = {
    "found_share": "share",
    "false_alarms": "pieces",
    "right_action_share": "share",
    "right_order_share": "share",
    "looked_share": "share",
    "slide_offset_mm": "mm",
    "flag_share": "share",
    "seconds_to_flag": "s",
    "dialogue_seconds": "s",
}
"""In which unit each measure answers."""


def _chosen(run: SceneRun, given: SceneParameters) -> Sequence[Thing]:
    """The things that the parameters name; all of them when they name none."""
    return [
        thing
        for thing in run.scene.things
        if (not given.groups or thing.group in given.groups)
        and (not given.things or thing.id in given.things)
    ]


def _to_do(run: SceneRun, given: SceneParameters) -> list[Thing]:
    named = {thing.id for thing in _chosen(run, given)}
    return [thing for thing in run.setup.to_do() if thing.id in named]


def _acted(run: SceneRun, thing: Thing) -> bool:
    """Whether something was chosen about it; about what is wrong, after it was reported."""
    return thing.id in run.chosen and (thing.task or thing.id in run.reported)


def _exact(value: float, unit: str, **detail: object) -> MeasureResult:
    return MeasureResult(round(value, 4), 0.0, unit, False, None, detail)
