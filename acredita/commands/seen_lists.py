"""The newest status lists this user has fetched: an older one is not believed after it.

A server, or somebody between, could hand out yesterday's list to hide today's withdrawal. What was
seen is a line in DATA_DIR/verifier.json, nothing of any certificate.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import structlog

from acredita.commands.files import write_whole
from acredita.settings import load_settings

if TYPE_CHECKING:
    from certificates.keyset import Keyset
    from certificates.status_lookup import StatusLists

log = structlog.get_logger()


def newest_seen(lists: "StatusLists", keyset: "Keyset", *, now: datetime) -> "StatusLists":
    """The lists without those older than ones seen before; remembers these."""
    path = load_settings().data_dir / "verifier.json"
    seen = _read(path.read_bytes() if path.exists() else b"{}")
    kept, remembered = [], dict(seen)
    for one in lists.lists:
        name = f"{keyset.root} {one.number}"
        before = seen.get(name)
        if before is not None and one.issued_at < before:
            log.warning("status.rolled_back", list=one.number, seen=before.isoformat())
            continue
        kept.append(one)
        if one.issued_at <= now:  # a list of the future would shut out every true one
            remembered[name] = one.issued_at
    if remembered != seen:
        write_whole(path, msgspec.json.format(msgspec.json.encode(remembered)) + b"\n")
    return type(lists)(tuple(kept))


def _read(data: bytes) -> dict[str, datetime]:
    try:
        return msgspec.json.decode(data, type=dict[str, datetime])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        log.warning("verifier.memory_unreadable", remedy="It is begun anew.")
        return {}
