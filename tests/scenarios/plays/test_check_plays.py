"""What can be wrong with a scene or a dialogue, and whether its author is told how to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import check_pack

Change = Callable[[str, str, str, str], Path]
SCENE, TALK, TOML = "scenes/workshop.toml", "dialogues/counter.toml", "scenario.toml"

FAULTS = [
    # kind, file, what is replaced, by what, key of the finding, words of problem and remedy
    ("scene", SCENE, 'view = "workshop"', 'view = "workshp"', "things[cable].view", 'mean "work'),
    ("scene", SCENE, "[90, 470, 330, 640]", "[90, 470, 130, 640]", "things[cable].place", "15 mm"),
    ("scene", SCENE, "[560, 470, 820, 650]", "[260, 470, 820, 650]", "things[cable].place", "over"),
    ("scene", SCENE, "[560, 470, 820, 650]", "[560, 570, 820, 750]", "things[box].place", "960"),
    ("scene", SCENE, 'bad = "cable_bad.png"\n', "", "things[cable].bad", "belong together"),
    ("scene", SCENE, 'good = "box_good.png"', 'good = "box_god.png"', "", "box_good.png"),
    ("scene", SCENE, 'right = ["walk_on"]', 'right = ["walk"]', "things[extinguisher].right", "op"),
    ("scene", SCENE, "wrong = 1 ", "wrong = 3 ", "groups[floor].wrong", "only 2 things"),
    ("scene", SCENE, 'right = ["switch_off", "tidy_up"]', 'right = ["tidy_up"]', "groups[floor]",
     "not equally hard"),
    ("scene", SCENE, 'options = ["tidy_up", "walk_on"]\nright = ["walk_on"]\n', "",
     "things[extinguisher].options", "give itself away"),
    ("scene", SCENE, "place = [670", "plase = [670", "things[extinguisher].plase", "mean"),
    ("scene", TOML, 'scene = "workshop"', 'scene = "workshop"\ncapture = "photo"',
     "steps[walk].capture", "not photographed"),
    ("scene", TOML, 'scene = "workshop"', 'scene = "workshap"', "", "workshop.toml"),
    ("scene", TOML, 'scene = "workshop"', 'dialogue = "workshop"', "", "dialogues/workshop.toml"),
    ("scene", TOML, 'measure = "found_share"', 'measure = "found_shar"', "criteria[found].measure",
     "found_share"),
    ("scene", TOML, 'measure = "found_share"',
     'measure = "found_share"\nparameters = { groups = ["flor"] }',
     "criteria[found].parameters.groups", 'mean "floor"'),
    ("scene", "texts/fr.toml", 'cable = "Le câble"\n', "", "things.cable", "missing text"),
    ("dialogue", TALK, 'first = "arrives"', 'first = "arives"', "first", 'mean "arrives"'),
    ("dialogue", TALK, 'to = "@wish"', 'to = "@wsh"', "nodes[arrives].choices[greet].to", "turn"),
    ("dialogue", TALK, 'to = "leaves"', 'to = "leav"', "nodes[broken].choices[argue].to", "leaves"),
    ("dialogue", TALK, 'to = "leaves"', 'to = "broken"', "", ""),
    ("dialogue", TALK, "levels = { listening = 3 }", "levels = { listening = 2 }", "turns[wish]",
     "equally hard"),
    ("dialogue", TALK, "listening = 3", "listenning = 3",
     "nodes[broken].choices[listen].levels.listenning", 'mean "listening"'),
    ("dialogue", TALK, "listening = 3", "listening = 4",
     "nodes[broken].choices[listen].levels", "<= 3"),
    ("dialogue", "texts/en.toml", "{guest} comes", "{gest} comes", "nodes.arrives.says", "guest"),
    ("dialogue", "texts/en.toml", "{guest} comes", "{guest comes", "nodes.arrives.says", "brace"),
    ("dialogue", TOML, 'flags = ["greeted"]', 'flags = ["greted"]',
     "criteria[greeted].parameters.flags", 'mean "greeted"'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "old", "new", "key", "words"), FAULTS)
def test_fault_is_found_where_it_is_with_its_remedy(
    changed: Change, kind: str, file: str, old: str, new: str, key: str, words: str
) -> None:
    findings = check_pack(changed(kind, file, old, new))
    if not words:
        assert findings == []
        return
    assert any(
        key in (f.key, "") and words in f"{f.file} {f.key} {f.problem} {f.remedy}" for f in findings
    ), findings


def test_a_node_nobody_reaches_and_one_without_an_end_are_found(changed: Change) -> None:
    lost = '\n[[nodes]]\nid = "lost"\n\n[[nodes.choices]]\nid = "a"\nto = "lost"\n'
    lost += '\n[[nodes.choices]]\nid = "b"\nto = "lost"\n'
    folder = changed("dialogue", TALK, 'mood = "upset"\n', 'mood = "upset"\n')
    (folder / TALK).write_text((folder / TALK).read_text() + lost)
    problems = {f.problem for f in check_pack(folder) if f.key == "nodes[lost]"}
    assert problems == {"nothing leads here", "from here it never ends"}


@pytest.mark.parametrize("kind", ["camera", "scene", "dialogue"])
def test_what_an_author_begins_with_has_nothing_to_mend(kind: str) -> None:
    from scenarios import PACKS_ROOT

    assert check_pack(PACKS_ROOT / "templates" / "packs" / kind) == []
