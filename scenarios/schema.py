"""Room: scenarios. JSON Schema of scenario.toml, for editors that check while one types."""

from typing import Any

import msgspec

from scenarios.format import Scenario

SCHEMA_ID = "https://acredita.example/schema/scenario.schema.json"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario.toml."""
    schema = msgspec.json.schema(Scenario)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Acredita scenario",
    }
    return head | schema


def schema_text() -> str:
    """Return the schema as the text of docs/scenario.schema.json."""
    return msgspec.json.format(msgspec.json.encode(scenario_schema()), indent=2).decode() + "\n"
