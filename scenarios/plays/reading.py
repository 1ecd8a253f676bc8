"""Room: scenarios. The scene and dialogue files of a pack, read and typed."""

from collections.abc import Mapping
from pathlib import Path

from scenarios.findings import Finding
from scenarios.format import Scenario, Step
from scenarios.plays.dialogue import Dialogue
from scenarios.plays.scene import Scene
from scenarios.plays.vr import Vr
from scenarios.toml_file import MAX_BYTES, T, parse_toml, read_bytes, typed

MAX_VR_BYTES = 2 * MAX_BYTES
"""A place in 3D is many short lines."""

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


def vr_file(step: Step) -> str | None:
    """Where a step's file for the headset stands in its pack; None for a step without one."""
    return None if step.vr is None else f"vr/{step.vr}.toml"


def read_plays(folder: Path, scenario: Scenario) -> tuple[Mapping[str, Play], list[Finding]]:
    """Read every scene and dialogue, by file; faults come back as findings."""
    plays: dict[str, Play] = {}
    findings: list[Finding] = []
    for file in sorted(play_files(scenario)):
        kind = Scene if file.startswith("scenes/") else Dialogue
        read: Play | list[Finding] = _read(folder, file, kind, MAX_BYTES)
        if isinstance(read, list):
            findings += read
        else:
            plays[file] = read
    return plays, findings


def read_vrs(folder: Path, scenario: Scenario) -> tuple[Mapping[str, Vr], list[Finding]]:
    """Read every file for the headset; faults come back as findings."""
    vrs: dict[str, Vr] = {}
    findings: list[Finding] = []
    for file in sorted({file for step in scenario.steps if (file := vr_file(step)) is not None}):
        read = _read(folder, file, Vr, MAX_VR_BYTES)
        if isinstance(read, list):
            findings += read
        else:
            vrs[file] = read
    return vrs, findings


def _read(folder: Path, file: str, kind: type[T], limit: int) -> T | list[Finding]:
    data = read_bytes(folder, file, limit)
    table = data if isinstance(data, Finding) else parse_toml(data, file)
    return [table] if isinstance(table, Finding) else typed(table, kind, file)
