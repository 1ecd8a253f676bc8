"""Room: scenarios. A scene as one candidate gets it, and what became of it: pure folds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scenarios.errors import PlayError
from scenarios.plays.acts import Acted
from scenarios.plays.dice import Dice
from scenarios.plays.scene import Scene, Thing


@dataclass(frozen=True)
class SceneSetup:
    """What the seed makes of a scene: what is wrong, the order of options, where slides lie."""

    scene: Scene
    wrong: frozenset[str]
    options: Mapping[str, tuple[str, ...]]
    offsets_mm: Mapping[str, float]

    def to_do(self) -> list[Thing]:
        """The things about which something has to be done, in the file's order."""
        return [thing for thing in self.scene.things if thing.task or thing.id in self.wrong]

    def sprite(self, thing: Thing) -> str | None:
        """The picture drawn into a thing's place; None where the view's own shows it."""
        return thing.bad if thing.id in self.wrong else thing.good


def set_up_scene(scene: Scene, seed: int) -> SceneSetup:
    """Draw a scene. Every group has as many wrong things as it says, whatever the seed."""
    dice = Dice(seed)
    wrong: set[str] = set()
    for group in scene.groups:
        members = [thing.id for thing in scene.things if thing.group == group.id]
        wrong |= set(dice.shuffled(members)[: group.wrong])
    options = {thing.id: dice.shuffled(thing.options) for thing in scene.things}
    offsets = {}
    for slide in scene.slides:
        steps = round(slide.least_mm / slide.step_mm), round(slide.most_mm / slide.step_mm)
        far = steps[0] + dice.below(max(1, steps[1] - steps[0] + 1))
        offsets[slide.id] = far * slide.step_mm * dice.one((-1.0, 1.0))
    return SceneSetup(scene, frozenset(wrong), options, offsets)


@dataclass
class SceneRun:
    """What was done in a scene so far."""

    setup: SceneSetup
    views: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    offsets_mm: dict[str, float] = field(default_factory=dict)

    @property
    def scene(self) -> Scene:
        """The scene it is a run of."""
        return self.setup.scene

    def offset_mm(self, slide: str) -> float:
        """How far a slide lies from its place now."""
        return self.offsets_mm.get(slide, self.setup.offsets_mm[slide])

    @property
    def offsets_mm_now(self) -> dict[str, float]:
        """How far every slide lies from its place now."""
        return {slide.id: self.offset_mm(slide.id) for slide in self.scene.slides}

    def after(self, act: Acted) -> None:
        """Take in one act. Raises PlayError for one that this scene does not have."""
        try:
            self._take(act)
        except KeyError as missing:
            raise PlayError(
                f"the act {act.act!r} names {missing}, which the scene does not have: the pack is "
                "not the one of the attempt"
            ) from None

    def _take(self, act: Acted) -> None:
        if act.act == "go":
            self.views.add(self.scene.view(act.on).id)
            return
        if act.act == "slide":
            self.offsets_mm[self.scene.slide(act.on).id] = act.value or 0.0
            return
        thing = self.scene.thing(act.on)
        self.views.add(thing.view)
        self.looked.add(thing.id)
        if act.act == "report":
            self.reported.add(thing.id)
            self.cleared.discard(thing.id)
        elif act.act == "clear":
            self.cleared.add(thing.id)
            self.reported.discard(thing.id)
            self.chosen.pop(thing.id, None)
        elif act.act == "choose":
            for option in act.choices:
                if option not in thing.options:
                    raise KeyError(option)
            self.chosen[thing.id] = tuple(act.choices)
        elif act.act != "look":
            raise KeyError(act.act)


def run_scene(scene: Scene, seed: int, acts: Iterable[Acted]) -> SceneRun:
    """Set a scene up and take in what was done. Raises PlayError for acts of another scene."""
    run = SceneRun(set_up_scene(scene, seed))
    for act in acts:
        run.after(act)
    return run
