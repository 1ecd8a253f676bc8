"""Room: hardware. Where a device is, as one line of settings: DRIVER:PLACE?option=value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from hardware.errors import HardwareError


class SourceError(HardwareError):
    """A line of settings that names no device; the message says how to write it."""


@dataclass(frozen=True)
class Source:
    """A device's line, taken apart."""

    driver: str
    place: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def number(self, option: str, default: int) -> int:
        """An option that is a whole number. Raises SourceError when it is none."""
        text = self.options.get(option, str(default))
        if not text.isdecimal() or len(text) > 7:
            raise SourceError(f"{option} must be a whole number, but got {text!r}")
        return int(text)


def read_source(text: str, drivers: Mapping[str, Collection[str]]) -> Source:
    """Take apart DRIVER:PLACE?option=value; `drivers` names each driver's options.

    Raises SourceError for a driver or an option that is not in `drivers`.

    >>> read_source("serial:/dev/ttyACM0?baud=9600", {"serial": ["baud"]}).place
    '/dev/ttyACM0'
    """
    head, _, query = text.strip().partition("?")
    driver, _, place = head.partition(":")
    if driver not in drivers:
        raise SourceError(
            f"{text!r} names no known driver: write one of {', '.join(sorted(drivers))}, "
            "then a colon and where the device is"
        )
    try:
        options = dict(parse_qsl(query, strict_parsing=True, max_num_fields=8) if query else ())
    except ValueError as error:
        raise SourceError(f"write the options of {head} as name=value&name=value") from error
    unknown = sorted(set(options) - set(drivers[driver]))
    if unknown:
        known = ", ".join(sorted(drivers[driver])) or "none"
        raise SourceError(f"{driver} has no option {unknown[0]!r}; it knows: {known}")
    return Source(driver, place, options)
