"""The stockroom: the documents that kiosks of a centre should have, and their bytes.

Reads the folder of packs, kiosks.toml, and the tables candidates and attempts; writes nothing.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import Engine

from assessor_server.intake.kiosk_settings import KioskSettings, KioskSettingsFile
from assessor_server.intake.pack_stock import PackStock, read_pack_stock
from assessor_server.intake.roster import roster_of
from assessor_server.store import ServerFolder, reading
from protocol import digest_bytes
from protocol.messages import MAX_OFFERS, Offer
from protocol.pulls import (
    CONFIGURATION,
    PACK,
    ROSTER,
    WITHDRAWN,
    catalogue_digest,
    write_document,
)

SINGLE = (ROSTER, WITHDRAWN, CONFIGURATION)
"""Documents of which there is one."""
FRESH_S = 30.0
"""How old an answer may be: a new pack, code or setting reaches kiosks after at most this."""
KEPT_CENTRES = 64
KEPT_BYTES = 4 * 1024 * 1024
"""Documents held in memory; the intake has little to spare. The oldest go first."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Stock:
    """What the kiosks of one centre should have, as it was at `made` (monotonic, seconds)."""

    offers: list[Offer]
    digest: str
    made: float
    files: dict[str, Path]
    documents: dict[str, bytes]

    @property
    def held_bytes(self) -> int:
        """Memory its documents take."""
        return sum(len(data) for data in self.documents.values())


class Stockroom:
    """Makes each centre's stock when it is asked for, and keeps it for a while. For one thread."""

    def __init__(
        self, folder: ServerFolder, engine: Engine, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._clock = clock
        self._settings = KioskSettingsFile(folder.kiosk_settings)
        self._stocks: OrderedDict[str, Stock] = OrderedDict()
        self._packs = PackStock([], {})
        self._packs_read = float("-inf")

    def stock_for(self, centre: str) -> Stock:
        """The newest stock of a centre. Raises OSError and sqlalchemy's DBAPIError."""
        now = self._clock()
        stock = self._stocks.get(centre)
        if stock is None or now - stock.made >= FRESH_S:
            self._stocks[centre] = stock = self._make(centre, now)
            self._bound()
        self._stocks.move_to_end(centre)
        return stock

    def read(self, centre: str, digest: str, offset: int, most: int) -> tuple[bytes, int] | None:
        """Bytes from `offset` on of a document or file, and how many there are in all.

        None when the centre's stock holds no such thing (any more).
        """
        stock = self._stocks.get(centre) or self.stock_for(centre)
        document = stock.documents.get(digest)
        if document is not None:
            return document[offset : offset + most], len(document)
        path = stock.files.get(digest)
        if path is None or not path.is_file():
            return None
        with path.open("rb") as handle:
            handle.seek(offset)
            return handle.read(most), path.stat().st_size

    def _make(self, centre: str, now: float) -> Stock:
        packs, settings = self._pack_stock(now), self._settings.read()
        documents, offers = {}, []
        for sheet in packs.sheets:
            data = write_document(sheet)
            documents[digest_bytes(data)] = data
            offers.append(Offer(PACK, sheet.id, digest_bytes(data), len(data)))
        for kind, data in self._single_documents(centre, settings).items():
            documents[digest_bytes(data)] = data
            offers.append(Offer(kind, "", digest_bytes(data), len(data)))
        return Stock(offers, catalogue_digest(offers), now, packs.files, documents)

    def _single_documents(self, centre: str, settings: KioskSettings) -> dict[str, bytes]:
        with reading(self._engine) as connection:
            roster = roster_of(connection, centre)
        return {
            ROSTER: write_document(roster),
            WITHDRAWN: write_document(settings.withdrawn),
            CONFIGURATION: write_document(settings.configuration),
        }

    def _pack_stock(self, now: float) -> PackStock:
        if now - self._packs_read >= FRESH_S:
            self._packs = read_pack_stock(self._folder, MAX_OFFERS - len(SINGLE))
            self._packs_read = now
        return self._packs

    def _bound(self) -> None:
        while len(self._stocks) > 1 and (
            len(self._stocks) > KEPT_CENTRES
            or sum(stock.held_bytes for stock in self._stocks.values()) > KEPT_BYTES
        ):
            self._stocks.popitem(last=False)
