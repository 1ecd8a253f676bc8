"""Room: scenarios. JSON Schemas of a pack's files, for editors that check while one types."""

from collections.abc import Mapping
from typing import Any

import msgspec

from scenarios.format import Scenario
from scenarios.plays.dialogue import Dialogue
from scenarios.plays.scene import Scene
from scenarios.plays.vr import Vr

SCHEMAS: Mapping[str, tuple[type[msgspec.Struct], str]] = {
    "scenario": (Scenario, "Acredita scenario"),
    "scene": (Scene, "Acredita scene"),
    "dialogue": (Dialogue, "Acredita dialogue"),
    "vr": (Vr, "Acredita place for a headset"),
}
"""What each schema describes, by the name of its file in docs/, and its title."""


def scenario_schema(name: str = "scenario") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario.toml, or of a file it plays."""
    struct, title = SCHEMAS[name]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://acredita.example/schema/{name}.schema.json",
        "title": title,
    }
    return head | msgspec.json.schema(struct)


def schema_text(name: str = "scenario") -> str:
    """Return the schema as the text of docs/NAME.schema.json."""
    return msgspec.json.format(msgspec.json.encode(scenario_schema(name)), indent=2).decode() + "\n"
