"""Room: scenarios. Whether the measures a pack asks for exist, and take what it tells them."""

from collections.abc import Iterator, Mapping

import msgspec

from scenarios.findings import Finding, did_you_mean
from scenarios.format import Measurement
from scenarios.measures import BRICK_WALL, BY_HAND, MEASURES, PPE, TABLE_SETTING, TILE_FLOOR
from scenarios.measures.parameters import (
    BrickParameters,
    NoParameters,
    PersonParameters,
    TableParameters,
    TileParameters,
    TypedParameters,
)
from scenarios.plays.measures import (
    DIALOGUE_MEASURES,
    SCENE_MEASURES,
    UNITS,
    DialogueParameters,
    SceneParameters,
)
from scenarios.steps import STEP_SECONDS
from scenarios.toml_file import faults_of

PARAMETERS: Mapping[str, type[msgspec.Struct]] = {
    **dict.fromkeys(TABLE_SETTING, TableParameters),
    **dict.fromkeys(BRICK_WALL, BrickParameters),
    **dict.fromkeys(TILE_FLOOR, TileParameters),
    **dict.fromkeys(BY_HAND, TypedParameters),
    **dict.fromkeys(PPE, PersonParameters),
    STEP_SECONDS: NoParameters,
    **dict.fromkeys(SCENE_MEASURES, SceneParameters),
    **dict.fromkeys(DIALOGUE_MEASURES, DialogueParameters),
}
"""What each measure may be told."""


def unit_of(measure: str) -> str:
    """Return the unit in which a measure answers."""
    if measure in UNITS:
        return UNITS[measure]
    # A measure names its unit even when there was nothing to see.
    return "s" if measure == STEP_SECONDS else MEASURES[measure]([], {}).unit


def check_measure(criterion: Measurement, file: str, key: str) -> Iterator[Finding]:
    """Yield the faults of a criterion's measure, its parameters and its unit."""
    name = criterion.measure
    if name not in PARAMETERS:
        remedy = did_you_mean(name, PARAMETERS)
        yield Finding(file, f"{key}.measure", f'there is no measure "{name}"', remedy)
        return
    given = dict(criterion.parameters)
    yield from faults_of(given, PARAMETERS[name], file, f"{key}.parameters")
    unit = unit_of(name)
    if unit != criterion.unit:
        problem = f'{name} is measured in "{unit}", not "{criterion.unit}"'
        yield Finding(file, f"{key}.unit", problem, f'Write unit = "{unit}" and check the bands.')
