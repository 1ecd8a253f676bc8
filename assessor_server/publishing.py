"""Publishing a scenario pack for kiosks: checked, copied whole, and only then on offer.

Touches the folder of packs. A published version never changes; a newer one takes its place.
"""

import hashlib
import secrets
from pathlib import Path

from assessor_server.errors import ServerError
from assessor_server.store import ServerFolder
from protocol.keyfiles import sync_folder
from protocol.pulls import FileSheet, PackSheet, PullError, read_document, write_document
from scenarios import check_pack, load_pack


class PublishingError(ServerError):
    """A pack that cannot be published as it is."""


def publish_pack(directory: Path, pack_folder: Path) -> PackSheet:
    """Offer a pack to the kiosks of the server in `directory`; they pull it within minutes.

    Raises PublishingError for a pack with a fault, or one that changed without a new version, and
    NoServerHereError.
    """
    folder = ServerFolder(directory)
    folder.require()
    faults = check_pack(pack_folder)
    if faults:
        listed = "\n".join(str(fault) for fault in faults)
        raise PublishingError(f"{pack_folder} cannot be published. Mend this first:\n{listed}")
    pack = load_pack(pack_folder)
    contents = {name: (pack.folder / name).read_bytes() for name in pack.files}
    sheet = PackSheet(
        id=pack.id,
        version=pack.version,
        pack=pack.digest,
        files={name: FileSheet(_digest(data), len(data)) for name, data in contents.items()},
    )
    try:
        read_document(write_document(sheet), PackSheet)
    except PullError as problem:
        raise PublishingError(f"{pack_folder} cannot be published: {problem}") from problem
    place = folder.kiosk_packs / pack.id / "sheet.json"
    _require_new_version(place, sheet)
    for data in contents.values():
        path = folder.kiosk_pack_file(_digest(data))
        if not path.exists():
            _write_whole(path, data)
    _write_whole(place, write_document(sheet))
    return sheet


def _require_new_version(place: Path, sheet: PackSheet) -> None:
    if not place.exists():
        return
    published = read_document(place.read_bytes(), PackSheet)
    if published.version == sheet.version and published.pack != sheet.pack:
        raise PublishingError(
            f"{sheet.id} {sheet.version} is published with other contents, and a published version "
            "never changes; raise the version in scenario.toml"
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    incoming.write_bytes(data)
    incoming.replace(path)
    sync_folder(path.parent)
