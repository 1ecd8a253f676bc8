"""Room: scenarios. Faults of a file for the headset that its types alone cannot show."""

from collections.abc import Iterable, Iterator, Mapping

from scenarios.findings import Finding, did_you_mean
from scenarios.format import Scenario
from scenarios.plays.check_scene import twice
from scenarios.plays.dialogue import Dialogue
from scenarios.plays.reading import Play, play_file, vr_file
from scenarios.plays.scene import Named, Scene
from scenarios.plays.vr import Place, Vr, VrSlide, VrThing
from scenarios.plays.vr_cost import MAX_TRIANGLES, triangles
from scenarios.plays.vr_parts import Figure, Part, Use

REACH_M = 4.0
"""How far from where one may stand a thing may be: nobody can judge what is farther."""

LEAST_M = 0.1
"""The least side of what is pointed at, by a hand that is not quite steady."""

FIGURE_PAINTS = (
    "skin", "hair", "top", "legs", "shoes", "collar", "tie", "vest", "helmet", "shield", "ears",
    "gloves", "glasses", "beard",
)  # fmt: skip


def check_vr(
    scenario: Scenario, plays: Mapping[str, Play], vrs: Mapping[str, Vr]
) -> Iterator[Finding]:
    """Yield the faults of every file for the headset, beside the play it belongs to."""
    for step in scenario.steps:
        file, play = vr_file(step), plays.get(play_file(step) or "")
        if file is None:
            continue
        if not step.plays:
            remedy = "Write `scene` or `dialogue` too: the same test is played on the screen."
            yield Finding("scenario.toml", f"steps[{step.id}].vr", "it plays nothing", remedy)
        vr = vrs.get(file)
        if vr is not None and play is not None:
            yield from _file_faults(vr, file)
            yield from _fit(vr, play, file)


def _file_faults(vr: Vr, file: str) -> Iterator[Finding]:
    for key in ("paints", "props", "places", "things", "slides", "guests"):
        for name in twice(item.id for item in getattr(vr, key)):
            yield Finding(file, f"{key}[{name}]", "the id stands twice", "Give each its own id.")
    lost = list(_lost(vr, file))
    circles = list(_circles(vr))
    yield from lost
    for name in circles:
        yield Finding(file, f"props[{name}]", "it uses itself", "Take that part out.")
    if not (lost or circles) and (most := triangles(vr)) > MAX_TRIANGLES:
        remedy = f"Use fewer sides and copies: a headset draws {MAX_TRIANGLES} at most."
        yield Finding(file, "", f"it has about {most} triangles", remedy)


def _lost(vr: Vr, file: str) -> Iterator[Finding]:
    """Yield parts that name a prop or a paint which is not there."""
    props, paints = [prop.id for prop in vr.props], [paint.id for paint in vr.paints]
    for key, part in _all_parts(vr):
        if isinstance(part, Use) and part.prop not in props:
            problem = f'there is no prop "{part.prop}"'
            yield Finding(file, key, problem, did_you_mean(part.prop, props))
        for paint in _paints_of(part):
            if paint not in paints:
                problem = f'there is no paint "{paint}"'
                yield Finding(file, key, problem, did_you_mean(paint, paints))


def _all_parts(vr: Vr) -> Iterator[tuple[str, Part]]:
    for index, part in enumerate(vr.scenery):
        yield f"scenery[{index}]", part
    for prop in vr.props:
        yield from ((f"props[{prop.id}].parts[{i}]", part) for i, part in enumerate(prop.parts))
    for thing in vr.things:
        for state in ("parts", "good", "bad"):
            parts = enumerate(getattr(thing, state))
            yield from ((f"things[{thing.id}].{state}[{i}]", part) for i, part in parts)
    for slide in vr.slides:
        yield from ((f"slides[{slide.id}].parts[{i}]", part) for i, part in enumerate(slide.parts))
    yield from ((f"guests[{guest.id}].figure", guest.figure) for guest in vr.guests)


def _paints_of(part: Part) -> list[str]:
    if isinstance(part, Figure):
        named = [getattr(part, name) for name in FIGURE_PAINTS]
        return [paint for paint in named if paint is not None]
    return [part.paint] if not isinstance(part, Use) else []


def _circles(vr: Vr) -> Iterator[str]:
    """Yield props that consist of themselves."""
    uses = {prop.id: {p.prop for p in prop.parts if isinstance(p, Use)} for prop in vr.props}
    for name in uses:
        seen, todo = set[str](), set(uses[name])
        while todo:
            seen |= todo
            todo = {inner for one in todo for inner in uses.get(one, ())} - seen
        if name in seen:
            yield name


def _fit(vr: Vr, play: Play, file: str) -> Iterator[Finding]:
    """Yield what the play has and this file lacks, and the other way round."""
    if isinstance(play, Dialogue):
        yield from _same(vr.guests, play.guests, file, "guests")
        yield from _same(vr.things, (), file, "things")
        yield from _same(vr.slides, (), file, "slides")
        if len(vr.places) != 1:
            remedy = "Keep one: the candidate stays where the guest comes to."
            yield Finding(file, "places", f"there are {len(vr.places)}", remedy)
        return
    yield from _same(vr.places, play.views, file, "places")
    yield from _same(vr.things, play.things, file, "things")
    yield from _same(vr.slides, play.slides, file, "slides")
    yield from _same(vr.guests, (), file, "guests")
    yield from _things(vr, play, file)


def _same(ours: Iterable[Named], theirs: Iterable[Named], file: str, key: str) -> Iterator[Finding]:
    here, there = [item.id for item in ours], [item.id for item in theirs]
    for name in there:
        if name not in here:
            remedy = f"Write [[{key}]] with this id: both ways of playing show the same."
            yield Finding(file, f"{key}[{name}]", "it is missing here", remedy)
    for name in here:
        if name not in there:
            problem = "the scene or dialogue has none of that id"
            yield Finding(file, f"{key}[{name}]", problem, did_you_mean(name, there))


def _things(vr: Vr, scene: Scene, file: str) -> Iterator[Finding]:
    places = {place.id: place for place in vr.places}
    of_scene = {thing.id: thing for thing in scene.things}
    for shape in vr.things:
        thing = of_scene.get(shape.id)
        if thing is None:
            continue
        if (thing.bad is not None) != bool(shape.good and shape.bad):
            problem = "good and bad do not fit the scene's thing"
            remedy = "Write both where it has a group, and neither where it has none."
            yield Finding(file, f"things[{shape.id}]", problem, remedy)
        if not (shape.parts or shape.good):
            remedy = "Write `parts`, or `good` and `bad`."
            yield Finding(file, f"things[{shape.id}]", "nothing is to be seen of it", remedy)
        if shape.bad and shape.good == shape.bad:
            remedy = "Make what is wrong look different."
            yield Finding(file, f"things[{shape.id}].bad", "it is the same as good", remedy)
        yield from _reach(shape, places.get(thing.view), file, f"things[{shape.id}]")
    views = {slide.id: slide.view for slide in scene.slides}
    for slide in vr.slides:
        yield from _reach(slide, places.get(views.get(slide.id, "")), file, f"slides[{slide.id}]")


def _reach(shape: VrThing | VrSlide, place: Place | None, file: str, key: str) -> Iterator[Finding]:
    if min(shape.touch) < LEAST_M:
        remedy = f"Make every side at least {LEAST_M:g} m: it has to be pointed at."
        yield Finding(file, f"{key}.touch", "it is too small to be pointed at", remedy)
    if place is None:
        return
    far = min(
        max(x0 - shape.at[0], 0, shape.at[0] - x1) + max(z0 - shape.at[2], 0, shape.at[2] - z1)
        for x0, z0, x1, z1 in place.areas
    )
    if far > REACH_M:
        problem = f"it is {far:.1f} m from where one may stand in {place.id}"
        yield Finding(file, f"{key}.at", problem, "Move it, or widen the place's areas.")
