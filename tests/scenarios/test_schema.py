"""The exported schema and the reference page say what the loader does."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from scenarios import MEASURES, PACKS_ROOT, Pack, find_packs
from scenarios.check_measures import PARAMETERS
from scenarios.plays.measures import UNITS
from scenarios.reference import BEGIN, format_reference, play_reference, vr_reference
from scenarios.schema import SCHEMAS, scenario_schema, schema_text

MEND = "Run: python -m scenarios.reference"
DOCS = PACKS_ROOT.parent / "docs"
VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


def _scenario(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schema_is_the_one_of_the_code(name: str) -> None:
    committed = (DOCS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(name), MEND


def test_committed_reference_is_the_one_of_the_code() -> None:
    page = (DOCS / "scenario-format.md").read_text(encoding="utf-8")
    assert BEGIN + page.split(BEGIN)[1] == format_reference(), MEND
    plays = (DOCS / "scenes-and-dialogues.md").read_text(encoding="utf-8")
    assert BEGIN + plays.split(BEGIN)[1] == play_reference(), MEND
    headset = (DOCS / "vr.md").read_text(encoding="utf-8")
    assert BEGIN + headset.split(BEGIN)[1] == vr_reference(), MEND


def test_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_shipped_pack_follows_the_schema(pack: Pack) -> None:
    VALIDATOR.validate(_scenario(pack.folder))
    for file in pack.plays:
        kind = "scene" if file.startswith("scenes/") else "dialogue"
        played = tomllib.loads((pack.folder / file).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(scenario_schema(kind)).validate(played)


@pytest.mark.parametrize(
    ("key", "value"), [("wieght", 1), ("version", "1"), ("steps", []), ("sight", "nose")]
)
def test_editor_refuses_what_the_loader_refuses(key: str, value: object) -> None:
    scenario = _scenario(PACKS_ROOT / "tourism/table_setting") | {key: value}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(scenario)


def test_every_measure_says_what_it_may_be_told() -> None:
    assert set(PARAMETERS) == {*MEASURES, *UNITS, "step_seconds"}
