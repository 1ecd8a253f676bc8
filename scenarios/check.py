"""Room: scenarios. Everything that can be found wrong with a pack, each with its remedy."""

from pathlib import Path

from scenarios.findings import Finding
from scenarios.pack import read_pack

__all__ = ["Finding", "check_pack"]


def check_pack(folder: str | Path) -> list[Finding]:
    """Return every fault found in a pack's folder; an empty list means it can be used."""
    _, findings = read_pack(Path(folder))
    return findings
