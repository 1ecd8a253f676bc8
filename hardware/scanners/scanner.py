"""Room: hardware. What every scanner is: something that now and then has read a code."""

from typing import Protocol

from hardware.device import Device

MAX_TEXT = 4_096
"""More than any QR code can hold in characters we print; longer is no scan."""


class Scanner(Device, Protocol):
    """Reads QR codes and barcodes. Drivers are chosen by `open_scanner`.

    What it returns is whatever somebody held before it: the caller checks it as any input.
    """

    def connect(self) -> None:
        """Begin to listen. A scanner that is not there is waited for: plug it in at any time."""
        ...

    def poll(self) -> str | None:
        """The oldest text scanned and not yet taken, or None; returns at once, never raises for
        a scanner that is away."""
        ...

    def disconnect(self) -> None:
        """Stop listening and forget what was scanned."""
        ...


def clean(data: bytes) -> str | None:
    """The text of a scan, or None where it is none (empty, too long, not UTF-8, control signs)."""
    if not 0 < len(data) <= MAX_TEXT:
        return None
    try:
        text = data.decode().strip()
    except UnicodeDecodeError:
        return None
    return text if text and text.isprintable() else None
