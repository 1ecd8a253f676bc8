"""What the intake measures of itself: the names, and the picture of them that it leaves in a file
for whoever shows them to operators. No personal data: kiosk ids and nothing else about anyone.
"""

from pathlib import Path

import msgspec

# name: what it counts, and what its label says ("" for none)
COUNTERS = {
    "received": ("Messages received", "message"),
    "committed": ("Entries committed", ""),
    "conflicts": ("Entries that came again with other bytes", ""),
    "quarantined": ("Entries kept aside", ""),
    "refused": ("Messages answered with a refusal", "code"),
    "passed_over": ("Messages of a peer that sends too many, not answered", ""),
    "turned_away": ("Handshakes refused", "why"),
    "cut_off": ("Connections ended by the server", "why"),
    "not_stored": ("Batches and pieces that could not be stored", ""),
    "evidence_bytes": ("Evidence received, bytes before sealing", ""),
    "evidence_pieces": ("Pieces of evidence stored", "how"),
    "checkpoints": ("Checkpoints of the write-ahead log", "kind"),
}
HISTOGRAMS: dict[str, tuple[str, tuple[float, ...]]] = {
    "batch_entries": ("Entries of one batch", (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000)),
    "commit_seconds": (
        "Time to store one batch, commit included",
        (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    ),
}
GAUGES = {
    "wal_bytes": "Size of the store's write-ahead log",
    "evidence_open": "Pieces of evidence under way",
    "kiosks_enrolled": "Kiosks that are let in",
}
KIOSK_GAUGES = {
    "kiosk_lag_entries": "Entries the kiosk has announced that are not stored",
    "kiosk_silent_seconds": "Time since the kiosk last spoke",
    "kiosk_clock_offset_seconds": "Server's clock minus the kiosk's, as the kiosk measured it",
}


class Spread(msgspec.Struct, frozen=True):
    """A histogram: how many values up to each bound (the last: above all), and their sum."""

    counts: tuple[int, ...]
    total: float


class KioskLine(msgspec.Struct, frozen=True):
    """How one kiosk's line stands. `heard_at` in seconds since 1970."""

    kiosk: str
    lag: int
    heard_at: float
    clock_offset_s: float | None


class Picture(msgspec.Struct, frozen=True):
    """All of it at one moment, `taken_at` in seconds since 1970. Counters: name, label, value."""

    taken_at: float
    counters: tuple[tuple[str, str, float], ...]
    spreads: dict[str, Spread]
    gauges: dict[str, float]
    kiosks: tuple[KioskLine, ...]


def write_picture(path: Path, picture: Picture) -> None:
    """Leave a picture; a reader never sees half of one. It need not survive a power cut."""
    aside = path.with_suffix(".new")
    aside.write_bytes(msgspec.json.encode(picture))
    aside.replace(path)


def read_picture(path: Path) -> Picture | None:
    """The last picture; None when there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Picture)
    except (OSError, msgspec.DecodeError):
        return None
