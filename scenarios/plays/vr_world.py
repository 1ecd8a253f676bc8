"""Room: scenarios. A place for the headset as one candidate gets it: pure, and it tells no answer.

Of a thing that may be wrong only the state that the seed drew is in it, under no name; nothing in
it says which state that is, what would be right, or which things may be wrong at all.
"""

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from scenarios.errors import PackError
from scenarios.plays.dialogue import Dialogue, Guest
from scenarios.plays.dialogue_run import set_up_dialogue
from scenarios.plays.scene import Thing
from scenarios.plays.scene_run import SceneSetup, set_up_scene
from scenarios.plays.vr import Area, Place, Vr, VrThing
from scenarios.plays.vr_parts import Extent, Paint, Part, Point, Together, Use

if TYPE_CHECKING:
    from scenarios.pack import Pack

VERSION = 1


class WorldView(msgspec.Struct, frozen=True):
    """A place to go to."""

    id: str
    name: str
    stand: Point
    face: float
    areas: tuple[Area, ...]


class WorldOption(msgspec.Struct, frozen=True):
    """Something that can be done, in the words of the candidate's language."""

    id: str
    text: str


class WorldThing(msgspec.Struct, frozen=True):
    """Something to be pointed at. `task`: there is an order to be chosen, nothing to be found."""

    id: str
    view: str
    name: str
    at: Point
    turn: float
    touch: Extent
    middle: Point
    task: bool
    options: list[WorldOption]
    parts: list[Any]


class WorldSlide(msgspec.Struct, frozen=True):
    """Something to be moved along its own x; it lies `offset_mm` from its place."""

    id: str
    view: str
    name: str
    at: Point
    turn: float
    touch: Extent
    middle: Point
    step_mm: float
    limit_mm: float
    offset_mm: float
    parts: list[Any]


class WorldGuest(msgspec.Struct, frozen=True):
    """Who comes."""

    name: str
    figure: Any


class VrWorld(msgspec.Struct, frozen=True):
    """Everything the headset shows. What is spoken has the pack's text keys as its ids."""

    version: int
    kind: Literal["scene", "dialogue"]
    pack: str
    step: str
    language: str
    title: str
    instruction: str
    light: str
    sky: str
    sun: tuple[float, float, float]
    paints: tuple[Paint, ...]
    scenery: list[Any]
    views: list[WorldView]
    things: list[WorldThing] = []
    slides: list[WorldSlide] = []
    guest: WorldGuest | None = None


def vr_world(pack: "Pack", step: str, seed: int, language: str) -> VrWorld:
    """What a seed makes of a step for the headset. Raises PackError for a step without one."""
    play = pack.plays_by_step.get(step)
    if isinstance(play, Dialogue):
        return desk_world(pack, step, set_up_dialogue(play, seed).guest, language)
    if play is None:
        raise PackError(f'Step "{step}" of {pack.id} plays nothing.')
    return scene_world(pack, step, set_up_scene(play, seed), language)


def desk_world(pack: "Pack", step: str, guest: Guest, language: str) -> VrWorld:
    """A dialogue's place with one of its guests. Raises PackError for a step without one."""
    world, vr = _empty(pack, step, "dialogue", language)
    views = [_view(place, world.title) for place in vr.places]
    who = WorldGuest(guest.name, vr.guest(guest.id).figure)
    return msgspec.structs.replace(world, views=views, guest=who)


def scene_world(pack: "Pack", step: str, setup: SceneSetup, language: str) -> VrWorld:
    """A scene's places in one state. Raises PackError for a step without them."""
    world, vr = _empty(pack, step, "scene", language)

    def say(key: str) -> str:
        return pack.text(key, language)

    views = [_view(vr.place(view.id), say(f"views.{view.id}")) for view in setup.scene.views]
    things = []
    for thing in setup.scene.things:
        named = setup.options.get(thing.id, thing.options)
        options = [WorldOption(option, say(f"options.{option}")) for option in named]
        things.append(_thing(vr, setup, thing, say(f"things.{thing.id}"), options))
    slides = []
    for slide in setup.scene.slides:
        shape, name = vr.slide(slide.id), say(f"slides.{slide.id}")
        slides.append(
            WorldSlide(
                slide.id, slide.view, name, shape.at, shape.turn, shape.touch, shape.middle,
                slide.step_mm, 2 * slide.most_mm, setup.offsets_mm.get(slide.id, 0.0),
                _shown(vr, shape.parts),
            )
        )  # fmt: skip
    return msgspec.structs.replace(world, views=views, things=things, slides=slides)


def _empty(
    pack: "Pack", step: str, kind: Literal["scene", "dialogue"], language: str
) -> tuple[VrWorld, Vr]:
    """A step's world without what the seed draws."""
    vr = pack.vr_by_step.get(step)
    if vr is None:
        raise PackError(f'Step "{step}" of {pack.id} has no `vr`; play it on the screen.')
    found = next(one for one in pack.steps if one.id == step)
    world = VrWorld(
        VERSION, kind, pack.id, step, language, pack.text(found.title, language),
        pack.text(found.instruction, language), vr.light, vr.sky, vr.sun, vr.paints,
        _shown(vr, vr.scenery), [],
    )  # fmt: skip
    return world, vr


def _thing(
    vr: Vr, setup: SceneSetup, thing: Thing, name: str, options: list[WorldOption]
) -> WorldThing:
    shape = vr.thing(thing.id)
    return WorldThing(
        thing.id, thing.view, name, shape.at, shape.turn, shape.touch, shape.middle, thing.task,
        options, _shown(vr, _state(shape, thing.id in setup.wrong)),
    )  # fmt: skip


def _state(shape: VrThing, wrong: bool) -> tuple[Part, ...]:
    """What a thing consists of in one state."""
    return shape.parts + (shape.bad if wrong else shape.good)


def _view(place: Place, name: str) -> WorldView:
    return WorldView(place.id, name, place.stand, place.face, place.areas)


def _shown(vr: Vr, parts: tuple[Part, ...]) -> list[Any]:
    """The parts with every prop put in its place, without its name."""
    return [_together(vr, part) if isinstance(part, Use) else part for part in parts]


def _together(vr: Vr, use: Use) -> Together:
    inner = tuple(_shown(vr, vr.prop(use.prop).parts))
    return Together(
        at=use.at, turn=use.turn, nod=use.nod, lean=use.lean, copies=use.copies, apart=use.apart,
        parts=inner,
    )  # fmt: skip
