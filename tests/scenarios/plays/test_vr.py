"""What the headset is told of a scene or a dialogue: all that is to be seen, and no answer."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import PACKS_ROOT, Pack, PackError, check_pack, find_packs, load_pack
from scenarios.plays import SEEDS, Scene, set_up_scene
from scenarios.plays.dialogue_run import set_up_dialogue
from scenarios.plays.vr_cost import MAX_TRIANGLES, triangles
from scenarios.plays.vr_world import vr_world
from scenarios.schema import scenario_schema

Change = Callable[[str, str, str, str], Path]
PACKS = [load_pack(PACKS_ROOT / "templates/packs" / kind) for kind in ("scene", "dialogue")]
PACKS += [pack for pack in find_packs() if pack.vrs]
STEPS = [(pack, step) for pack in PACKS for step in pack.vr_by_step]
IDS = [f"{pack.id} {step}" for pack, step in STEPS]
SCENES = [(pack, step) for pack, step in STEPS if isinstance(pack.plays_by_step[step], Scene)]
WORKSHOP, COUNTER = "vr/workshop.toml", "vr/counter.toml"


def told(pack: Pack, step: str, seed: int) -> dict[str, object]:
    world = json.loads(msgspec.json.encode(vr_world(pack, step, seed, "en")))
    assert isinstance(world, dict)
    return world


@pytest.mark.parametrize(("pack", "step"), STEPS, ids=IDS)
def test_the_same_seed_shows_the_same_and_in_every_language(pack: Pack, step: str) -> None:
    assert vr_world(pack, step, 7, "es") == vr_world(pack, step, 7, "es")
    titles = {vr_world(pack, step, 7, language).title for language in ("es", "en", "fr")}
    assert titles == {pack.text(f"steps.{step}.title", one) for one in ("es", "en", "fr")}


@pytest.mark.parametrize(("pack", "step"), STEPS, ids=IDS)
def test_nothing_in_it_tells_right_from_wrong(pack: Pack, step: str) -> None:
    keys: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            keys.update(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(told(pack, step, 3))
    assert not keys & {"good", "bad", "right", "wrong", "group", "difficulty", "prop", "levels"}


@pytest.mark.parametrize(("pack", "step"), SCENES, ids=[f"{p.id} {s}" for p, s in SCENES])
@given(seed=st.integers(0, SEEDS - 1))
def test_each_thing_looks_as_the_seed_says_and_has_the_seeds_options(
    pack: Pack, step: str, seed: int
) -> None:
    scene, vr = pack.plays_by_step[step], pack.vr_by_step[step]
    assert isinstance(scene, Scene)
    setup, world = set_up_scene(scene, seed), vr_world(pack, step, seed, "en")
    every = {(wrong, thing.id): _parts(pack, step, thing.id, wrong) for wrong in (False, True)
             for thing in scene.things}  # fmt: skip
    for thing, shown in zip(scene.things, world.things, strict=True):
        assert shown.id == thing.id
        assert tuple(option.id for option in shown.options) == setup.options[thing.id]
        assert len(shown.parts) == every[(thing.id in setup.wrong, thing.id)]
        assert vr.thing(thing.id).at == shown.at
    assert {slide.id: slide.offset_mm for slide in world.slides} == setup.offsets_mm


def _parts(pack: Pack, step: str, thing: str, wrong: bool) -> int:
    shape = pack.vr_by_step[step].thing(thing)
    return len(shape.parts) + len(shape.bad if wrong else shape.good)


@pytest.mark.parametrize(("pack", "step"), STEPS, ids=IDS)
def test_the_guest_is_the_one_of_the_seed(pack: Pack, step: str) -> None:
    play = pack.plays_by_step[step]
    for seed in range(8):
        guest = vr_world(pack, step, seed, "en").guest
        if isinstance(play, Scene):
            assert guest is None
        else:
            assert guest is not None
            assert guest.name == set_up_dialogue(play, seed).guest.name


@pytest.mark.parametrize(("pack", "step"), STEPS, ids=IDS)
def test_it_is_light_enough_for_a_headset(pack: Pack, step: str) -> None:
    assert triangles(pack.vr_by_step[step]) <= MAX_TRIANGLES


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: str(pack.id))
def test_the_file_follows_the_schema(pack: Pack) -> None:
    for file in pack.vrs:
        assert file in pack.files
        table = tomllib.loads((pack.folder / file).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(scenario_schema("vr")).validate(table)


def test_a_step_without_a_file_for_the_headset_says_so(scene_pack: Pack) -> None:
    with pytest.raises(PackError, match="plays nothing"):
        vr_world(scene_pack, "nowhere", 1, "en")


def test_a_scene_without_a_file_for_the_headset_says_so(changed: Change) -> None:
    pack = load_pack(changed("scene", "scenario.toml", 'vr = "workshop"', ""))
    with pytest.raises(PackError, match="play it on the screen"):
        vr_world(pack, "walk", 1, "en")


FAULTS = [
    ("scene", WORKSHOP, 'id = "extinguisher"', 'id = "extinguished"', "things[extinguisher]",
     "missing here"),
    ("scene", WORKSHOP, 'id = "extinguisher"', 'id = "extinguished"', "things[extinguished]",
     'mean "extinguisher"'),
    ("scene", WORKSHOP, 'prop = "nail"', 'prop = "nial"', "things[box].bad[1]", 'mean "nail"'),
    ("scene", WORKSHOP, 'paint = "red"', 'paint = "rad"', "things[extinguisher].parts[0]", "red"),
    ("scene", WORKSHOP, "at = [0.9, 0, -1.3]", "at = [9.9, 0, -1.3]", "things[box].at", "from whe"),
    ("scene", WORKSHOP, "touch = [0.4, 0.9, 0.4]", "touch = [0.04, 0.9, 0.4]",
     "things[extinguisher].touch", "too small"),
    ("scene", WORKSHOP, 'shape = "drum"', 'shape = "drun"', "props[nail].parts[0].shape", "drum"),
    ("scene", WORKSHOP, "sides = 6", "sides = 600", "props[nail].parts[0].sides", "<= 48"),
    ("scene", WORKSHOP, 'colour = "#d9cfbb"', 'colour = "beige"', "paints[floor].colour", "#c2703"),
    ("scene", WORKSHOP, '  { shape = "drum", radius = 0.004, height = 0.07, paint = "steel", '
     "sides = 6 },", '  { shape = "prop", prop = "nail" },', "props[nail]", "uses itself"),
    ("scene", WORKSHOP, "copies = 5", "copies = 5, nodd = 3", "things[box].bad[1].nodd", "nod"),
    ("scene", "scenario.toml", 'vr = "workshop"', 'vr = "workshp"', "", "workshop.toml"),
    ("dialogue", COUNTER, 'id = "gomez"', 'id = "gomes"', "guests[gomez]", "missing here"),
    ("dialogue", "scenario.toml", 'dialogue = "counter"', "", "steps[talk].vr", "plays nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "old", "new", "key", "words"), FAULTS)
def test_fault_is_found_where_it_is_with_its_remedy(
    changed: Change, kind: str, file: str, old: str, new: str, key: str, words: str
) -> None:
    findings = check_pack(changed(kind, file, old, new))
    assert any(
        key in (f.key, "") and words in f"{f.file} {f.key} {f.problem} {f.remedy}" for f in findings
    ), findings


def test_too_many_triangles_are_counted(changed: Change) -> None:
    folder = changed("scene", WORKSHOP, "copies = 2", "copies = 60")
    many = '{ shape = "ball", size = [1, 1, 1], copies = 60, paint = "red" }'
    more = f'\n[[props]]\nid = "many"\nparts = [{many}]\n'
    more += '\n[[scenery]]\nshape = "prop"\nprop = "many"\ncopies = 60\n'
    file = folder / WORKSHOP
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert any("triangles" in finding.problem for finding in check_pack(folder))
