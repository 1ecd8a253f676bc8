"""The packs that were published for kiosks, from the server's folder. Reads that folder only.

Publishing has checked them; the intake does not load the room `scenarios`, to stay small.
"""

from dataclasses import dataclass
from pathlib import Path

import structlog

from assessor_server.store import ServerFolder
from protocol.pulls import PackSheet, PullError, read_document

log = structlog.get_logger()


@dataclass(frozen=True)
class PackStock:
    """The sheets of the packs on offer, and where each file's bytes lie, by digest."""

    sheets: list[PackSheet]
    files: dict[str, Path]


def read_pack_stock(folder: ServerFolder, most: int) -> PackStock:
    """Read the sheets of what is published, at most `most`; a damaged sheet is left out."""
    sheets = []
    for path in sorted(folder.kiosk_packs.glob("*/*/sheet.json"))[:most]:
        try:
            sheets.append(read_document(path.read_bytes(), PackSheet))
        except (OSError, PullError) as problem:
            log.error("pack.not_offered", sheet=str(path), problem=str(problem))
    digests = {one.digest for sheet in sheets for one in sheet.files.values()}
    return PackStock(sheets, {digest: folder.kiosk_pack_file(digest) for digest in digests})
