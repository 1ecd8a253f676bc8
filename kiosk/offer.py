"""Room: kiosk. Which tests this kiosk offers: shipped and pulled packs, less what was withdrawn."""

from collections.abc import Sequence

import structlog

from kiosk.pulled import Pulled
from scenarios import Pack, PackError, load_pack

log = structlog.get_logger()


def packs_on_offer(shipped: Sequence[Pack], pulled: Pulled) -> list[Pack]:
    """The packs an attempt may start with, by id; a pulled pack takes a shipped one's place.

    Settings that would leave no test at all are passed over and logged; withdrawn packs never are.
    """
    packs = {pack.id: pack for pack in shipped}
    for folder in pulled.pack_folders(pulled.standing()):
        try:
            pack = load_pack(folder)
        except PackError as problem:  # altered on this disk: the shipped one, if any, stays
            log.error("pack.unusable", folder=str(folder), problem=str(problem))
            continue
        packs[pack.id] = pack
    withdrawn = pulled.withdrawn()
    allowed = [packs[id] for id in sorted(packs) if packs[id].digest not in withdrawn]
    offered = pulled.configuration().offered
    chosen = allowed if offered is None else [pack for pack in allowed if pack.id in offered]
    if allowed and not chosen:
        log.warning("offer.empty", offered=offered)
        return allowed
    return chosen


def packs_to_resume(shipped: Sequence[Pack], pulled: Pulled) -> list[Pack]:
    """Every pack an attempt that was cut off may have begun with."""
    packs = list(shipped)
    for folder in pulled.kept_pack_folders():
        try:
            packs.append(load_pack(folder))
        except PackError as problem:
            log.error("pack.unusable", folder=str(folder), problem=str(problem))
    return packs
