"""Room: kiosk. What the doctor found, as it is printed, shown and exported."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from hardware import Condition, WordBook, words_for

State = Literal["ready", "absent", "broken", "not_set_up"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the doctor looked at.

    `device` names it for programs ("camera", "slip_printer", "disk" …), `name` for people; `says`
    and `remedy` are in the language asked for; `detail` is for the person who repairs.
    """

    device: str
    name: str
    state: State
    code: str
    says: str
    remedy: str
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether it can be used, or nobody wanted it."""
        return self.state in ("ready", "not_set_up")


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a scenario has what it needs.

    `missing` names the devices that are not ready; `without` says what happens then: "person"
    (their criteria go to a person) or "stop" (the test does not start).
    """

    scenario: str
    ready: bool
    missing: tuple[str, ...] = ()
    without: Literal["person", "stop"] | None = None
    says: str


class Checkup(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; `at` is UTC text."""

    at: str
    language: str
    devices: tuple[Line, ...]
    scenarios: tuple[Need, ...]

    @property
    def ready(self) -> bool:
        """Whether every scenario has what it needs."""
        return all(need.ready for need in self.scenarios)


def device_line(device: str, family: str, name: str, condition: Condition, language: str) -> Line:
    """The line of a device in a condition."""
    words = words_for(family, condition, language)
    return Line(
        device=device,
        name=name,
        state=condition.standing.value,
        code=condition.code,
        says=words.says,
        remedy=words.remedy,
        detail=condition.detail,
    )


def own_line(
    book: WordBook,
    thing: str,
    state: State,
    code: str,
    language: str,
    values: Mapping[str, object] | None = None,
    detail: str = "",
) -> Line:
    """The line of something that is no device: disk, journal, server …

    `values` fill the placeholders of its words.
    """
    words = book.words(thing, code, language, **(values or {}))
    name = book.words(thing, "name", language).says
    return Line(
        device=thing, name=name, state=state, code=code, says=words.says, remedy=words.remedy,
        detail=detail,
    )  # fmt: skip
