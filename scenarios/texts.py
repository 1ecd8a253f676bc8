"""Room: scenarios. The words of a pack in every language: reading them, and which are needed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.findings import Finding, did_you_mean
from scenarios.format import LANGUAGES, Scenario
from scenarios.plays.reading import Play
from scenarios.toml_file import MAX_BYTES, parse_toml, read_bytes

MAX_TEXT = 1200


def text_file(language: str) -> str:
    """Return where a language's texts stand in a pack."""
    return f"texts/{language}.toml"


def text_keys(scenario: Scenario, plays: Mapping[str, Play]) -> set[str]:
    """Return every text key the scenario shows to somebody: no more, no less."""
    keys = {"title", "summary"}
    keys |= {f"units.{unit}" for unit in scenario.units}
    keys |= {f"materials.{material.id}" for material in scenario.materials}
    keys |= {f"safety.{note}" for note in scenario.safety}
    for step in scenario.steps:
        keys |= {step.title, step.instruction}
    for criterion in scenario.criteria:
        keys |= {criterion.title, criterion.hint}
        keys |= {choice.label for choice in criterion.choices}
    return keys.union(*(play.text_keys for play in plays.values()))


def read_texts(folder: Path, language: str) -> tuple[dict[str, str], list[Finding]]:
    """Read a language's texts as flat keys ("steps.lay.title"); faults come back as findings."""
    name = text_file(language)
    data = read_bytes(folder, name, MAX_BYTES)
    if isinstance(data, Finding):
        return {}, [data]
    table = parse_toml(data, name)
    if isinstance(table, Finding):
        return {}, [table]
    texts: dict[str, str] = {}
    findings = []
    for key, value in _flat(table, ""):
        if not isinstance(value, str):
            findings.append(Finding(name, key, "it is not a text", 'Write it between "quotes".'))
        elif not value.strip():
            findings.append(Finding(name, key, "the text is empty", "Write it."))
        elif len(value) > MAX_TEXT:
            remedy = f"Use at most {MAX_TEXT} characters."
            findings.append(Finding(name, key, f"the text has {len(value)} characters", remedy))
        else:
            texts[key] = value.strip()
    return texts, findings


def check_keys(
    scenario: Scenario, plays: Mapping[str, Play], texts: dict[str, str], language: str
) -> Iterator[Finding]:
    """Yield the texts that a language lacks, and those nobody would ever see."""
    needed = text_keys(scenario, plays)
    name = text_file(language)
    for key in sorted(needed - texts.keys()):
        yield Finding(name, key, "missing text", f"Write it in all of: {', '.join(LANGUAGES)}.")
    for key in sorted(texts.keys() - needed):
        yield Finding(name, key, "text that nothing uses", did_you_mean(key, needed - texts.keys()))


def _flat(table: dict[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    """Yield dotted keys and values of nested tables (TOML's own parser bounds their depth)."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
