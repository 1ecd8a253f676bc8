"""Room: scenarios. The scene and dialogue files of a pack, read and typed."""

from collections.abc import Mapping
from pathlib import Path

from scenarios.findings import Finding
from scenarios.format import Scenario, Step
from scenarios.plays.dialogue import Dialogue
from scenarios.plays.scene import Scene
from scenarios.toml_file import MAX_BYTES, parse_toml, read_bytes, typed

Play = Scene | Dialogue
"""What a step plays on the screen."""


def play_file(step: Step) -> str | None:
    """Where the scene or dialogue of a step stands in its pack; None for a step without one."""
    if step.scene is not None:
        return f"scenes/{step.scene}.toml"
    return None if step.dialogue is None else f"dialogues/{step.dialogue}.toml"


def play_files(scenario: Scenario) -> set[str]:
    """Every scene and dialogue file of a scenario."""
    return {file for step in scenario.steps if (file := play_file(step)) is not None}


def read_plays(folder: Path, scenario: Scenario) -> tuple[Mapping[str, Play], list[Finding]]:
    """Read every scene and dialogue, by file; faults come back as findings."""
    plays: dict[str, Play] = {}
    findings: list[Finding] = []
    for file in sorted(play_files(scenario)):
        read = _read(folder, file)
        if isinstance(read, list):
            findings += read
        else:
            plays[file] = read
    return plays, findings


def _read(folder: Path, file: str) -> Play | list[Finding]:
    data = read_bytes(folder, file, MAX_BYTES)
    table = data if isinstance(data, Finding) else parse_toml(data, file)
    if isinstance(table, Finding):
        return [table]
    if file.startswith("scenes/"):
        return typed(table, Scene, file)
    return typed(table, Dialogue, file)
