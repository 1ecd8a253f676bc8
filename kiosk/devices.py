"""Room: kiosk. The devices beside the camera, as the settings of this kiosk name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from hardware.audio import Microphone, Speaker, open_microphone, open_speaker
from hardware.headset import PoseSource, open_headset
from hardware.lights import Light, open_light
from hardware.printers import PagePrinter, SlipPrinter, open_page_printer, open_slip_printer
from hardware.scanners import Scanner, open_scanner
from kiosk.errors import KioskError


class DeviceNameError(KioskError):
    """A line of settings for a device that kiosks do not have."""


@dataclass(frozen=True)
class Devices:
    """What is set up at this kiosk; None where there is none. Nothing is connected yet."""

    scanner: Scanner | None = None
    slip_printer: SlipPrinter | None = None
    page_printer: PagePrinter | None = None
    light: Light | None = None
    speaker: Speaker | None = None
    microphone: Microphone | None = None
    headset: PoseSource | None = None


DEVICES = tuple(field.name for field in fields(Devices))


def open_devices(lines: Mapping[str, str]) -> Devices:
    """The devices for lines of settings by name; an empty line is no device.

    Raises DeviceNameError for a name that is none of `DEVICES`, SourceError for a line that names
    no device.

    >>> open_devices({"light": "simulated"}).light.name
    'simulated light'
    """
    for name in lines:
        if name not in DEVICES:
            raise DeviceNameError(f"{name} is no device of a kiosk: {', '.join(DEVICES)}")
    told = {name: line for name in DEVICES if (line := lines.get(name, "").strip())}
    return Devices(
        scanner=open_scanner(told["scanner"]) if "scanner" in told else None,
        slip_printer=open_slip_printer(told["slip_printer"]) if "slip_printer" in told else None,
        page_printer=open_page_printer(told["page_printer"]) if "page_printer" in told else None,
        light=open_light(told["light"]) if "light" in told else None,
        speaker=open_speaker(told["speaker"]) if "speaker" in told else None,
        microphone=open_microphone(told["microphone"]) if "microphone" in told else None,
        headset=open_headset(told["headset"]) if "headset" in told else None,
    )


def read_lines(arguments: Sequence[str]) -> dict[str, str]:
    """Take apart NAME=LINE, as the command line gives devices. Raises DeviceNameError."""
    lines = {}
    for argument in arguments:
        name, equals, line = argument.partition("=")
        if not equals:
            raise DeviceNameError(f"{argument!r}: write NAME=LINE, like light=simulated")
        lines[name] = line
    return lines
