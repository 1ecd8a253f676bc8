"""Room: scenarios. Faults of a scene that its types alone cannot show, each with its remedy."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from scenarios.findings import Finding, did_you_mean
from scenarios.plays.scene import Group, Scene, Slide, Thing

LEAST_PX = 134
"""Least side of a place in a picture 960 px wide: 15 mm on the smallest screen it is shown on."""


def check_scene(scene: Scene, file: str) -> Iterator[Finding]:
    """Yield the faults of a scene."""
    yield from _repeated(scene, file)
    views = [view.id for view in scene.views]
    seen_in = {f"things[{thing.id}]": thing.view for thing in scene.things}
    seen_in |= {f"slides[{slide.id}]": slide.view for slide in scene.slides}
    for key, view in seen_in.items():
        if view not in views:
            problem = f'there is no view "{view}"'
            yield Finding(file, f"{key}.view", problem, did_you_mean(view, views))
    for thing in scene.things:
        yield from _thing_faults(thing, scene, file)
        if not thing.options and any(other.options for other in scene.things):
            remedy = "Write options and the right one: without them it would give itself away."
            yield Finding(file, f"things[{thing.id}].options", "it has none, others do", remedy)
    for group in scene.groups:
        yield from _group_faults(group, scene, file)
    for slide in scene.slides:
        yield from _slide_faults(slide, file)
    yield from _crowded(scene, file)


def _repeated(scene: Scene, file: str) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {
        "views": [view.id for view in scene.views],
        "groups": [group.id for group in scene.groups],
        "things": [thing.id for thing in scene.things],
        "slides": [slide.id for slide in scene.slides],
    }
    for key, names in lists.items():
        for name in twice(names):
            yield Finding(file, f"{key}[{name}]", "the id stands twice", "Give each its own id.")


def _thing_faults(thing: Thing, scene: Scene, file: str) -> Iterator[Finding]:
    key = f"things[{thing.id}]"
    groups = [group.id for group in scene.groups]
    if thing.group is not None and thing.group not in groups:
        problem = f'there is no group "{thing.group}"'
        yield Finding(file, f"{key}.group", problem, did_you_mean(thing.group, groups))
    if thing.group is not None and thing.task:
        remedy = "Take out `group`, or `task`: a task is there for everybody."
        yield Finding(file, f"{key}.task", "it is in a group and a task", remedy)
    if (thing.group is None) != (thing.bad is None):
        remedy = "Write both, or neither: what may be wrong is drawn as `bad` when it is."
        yield Finding(file, f"{key}.bad", "group and bad belong together", remedy)
    yield from _answer_faults(thing, file, key)
    left, top, right, bottom = thing.place
    if right - left < LEAST_PX or bottom - top < LEAST_PX:
        remedy = f"Make it at least {LEAST_PX} × {LEAST_PX}: a finger needs 15 mm."
        size = f"it is {right - left:g} × {bottom - top:g} pixels"
        yield Finding(file, f"{key}.place", size, remedy)
    for x, y in thing.outline:
        if not (left <= x <= right and top <= y <= bottom):
            remedy = "Make the place larger, or move the point."
            yield Finding(file, f"{key}.outline", f"({x:g}, {y:g}) lies outside its place", remedy)
    if thing.outline and len(thing.outline) < 3:
        yield Finding(file, f"{key}.outline", "fewer than 3 points", "Leave it out, or add points.")


def _answer_faults(thing: Thing, file: str, key: str) -> Iterator[Finding]:
    """Yield what is wrong with options and right answers."""
    for option in thing.right:
        if option not in thing.options:
            problem = f'"{option}" is none of its options'
            yield Finding(file, f"{key}.right", problem, did_you_mean(option, thing.options))
    for name in twice(thing.options) + twice(thing.right):
        yield Finding(file, f"{key}.options", f'"{name}" stands twice', "Take one out.")
    if thing.task and not thing.right:
        yield Finding(file, f"{key}.right", "a task without a right answer", "Write `right`.")
    if thing.right and len(thing.options) < 2:
        remedy = "Add options that are not right, or not the whole of it."
        yield Finding(file, f"{key}.options", "nothing to choose from", remedy)
    if thing.options and not thing.right:
        yield Finding(file, f"{key}.right", "options but no right one", "Write `right`.")


def _group_faults(group: Group, scene: Scene, file: str) -> Iterator[Finding]:
    key = f"groups[{group.id}]"
    members = [thing for thing in scene.things if thing.group == group.id]
    if group.wrong > len(members):
        problem = f"{group.wrong} shall be wrong, but only {len(members)} things are in it"
        yield Finding(file, f"{key}.wrong", problem, "Add things to the group, or lower `wrong`.")
    if len({(len(t.options), len(t.right), t.difficulty) for t in members}) > 1:
        listed = "; ".join(
            f"{t.id}: difficulty {t.difficulty}, {len(t.right)} of {len(t.options)} options right"
            for t in members
        )
        remedy = "Give its things as many options, as many right ones and the same difficulty."
        yield Finding(file, key, f"its things are not equally hard ({listed})", remedy)


def _slide_faults(slide: Slide, file: str) -> Iterator[Finding]:
    key = f"slides[{slide.id}]"
    if slide.least_mm > slide.most_mm:
        remedy = "Make `most_mm` the larger one."
        yield Finding(file, f"{key}.least_mm", f"it is more than {slide.most_mm:g}", remedy)


def _crowded(scene: Scene, file: str) -> Iterator[Finding]:
    """Yield places that lie over each other: a finger could mean either."""
    for one, other in combinations(scene.things, 2):
        if one.view == other.view and _overlap(one.place, other.place):
            problem = f"it lies over {other.id}"
            remedy = "Move one of them, or make its place smaller."
            yield Finding(file, f"things[{one.id}].place", problem, remedy)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def twice(names: Iterable[str]) -> list[str]:
    """The names that stand in a list more than once."""
    listed = list(names)
    return sorted({name for name in listed if listed.count(name) > 1})
