"""Room: kiosk. Whether each scenario has what it needs, from what the doctor saw."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from kiosk.doctor.findings import Line, Need
from kiosk.doctor.itself import WORDS
from scenarios import Pack

Fallback = Literal["person", "stop"]

BY_A_PERSON = frozenset({"hand_tool"})
"""Sensors that an assessor brings: nothing of the kiosk's."""


def needs_of(packs: Sequence[Pack], lines: Sequence[Line], language: str) -> Iterator[Need]:
    """A line a scenario."""
    seen = {line.device: line for line in lines}
    for pack in packs:
        yield _need(pack, seen, language)


def _need(pack: Pack, seen: Mapping[str, Line], language: str) -> Need:
    title = pack.text("title", language)
    missing: dict[str, Fallback] = {
        sensor.kind: sensor.fallback
        for sensor in pack.sensors
        if sensor.kind not in BY_A_PERSON and not _ready(seen, sensor.kind)
    }
    if not _ready(seen, "disk"):
        missing["disk"] = "stop"
    if not missing:
        says = WORDS.words("scenario", "ready", language, title=title).says
        return Need(scenario=pack.id, ready=True, says=says)
    without: Fallback = "stop" if "stop" in missing.values() else "person"
    names = ", ".join(WORDS.words(device, "name", language).says for device in missing)
    says = WORDS.words("scenario", without, language, title=title, missing=names).says
    return Need(scenario=pack.id, ready=False, missing=tuple(missing), without=without, says=says)


def _ready(seen: Mapping[str, Line], device: str) -> bool:
    """Whether a device is ready; of several cameras ("camera:left"), whether one of them is."""
    return any(
        line.state == "ready"
        for name, line in seen.items()
        if name == device or name.startswith(f"{device}:")
    )
