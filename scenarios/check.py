"""Room: scenarios. Everything that can be found wrong with a pack, each with its remedy."""

from pathlib import Path

from scenarios.check_pictures import check_picture
from scenarios.findings import Finding
from scenarios.pack import picture_names, read_pack

__all__ = ["Finding", "check_pack"]


def check_pack(folder: str | Path) -> list[Finding]:
    """Return every fault found in a pack's folder; an empty list means it can be used."""
    pack, findings = read_pack(Path(folder))
    if pack is None:
        return findings
    for name in sorted(picture_names(pack.scenario)):
        findings += check_picture(pack.folder, name)
    return findings
