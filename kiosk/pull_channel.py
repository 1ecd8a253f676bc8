"""Room: kiosk. What is said on the pulls socket: ask, fetch part by part, put in force.

Logic only: touches the folder of what was pulled, and says what to send through the function it is
given. A pack is checked before it counts; one that fails changes nothing.
"""

from collections import deque
from collections.abc import Callable

import structlog

from kiosk.pulled import Pulled, PulledError, Standing, documents_of
from kiosk.trouble import Trouble
from protocol.messages import (
    Ask,
    Catalogue,
    Fetch,
    FromKiosk,
    FromServer,
    Offer,
    Part,
    Refused,
    Unchanged,
)
from protocol.pulls import PACK, PackSheet, PullError, catalogue_digest, read_document

ANSWER_S = 20.0
"""After so long without an answer, ask again."""
PAUSE_S = 30.0
"""How long to leave a server alone that could not answer, or whose answer was wrong."""
EVERY_S = 600.0
"""How often to ask, when the server does not say."""
MAX_BYTES = 512 * 1024 * 1024
"""What is fetched at most for one catalogue: the disk is needed for attempts."""

log = structlog.get_logger()


class PullChannel:
    """Keeps the folder up to date; `trouble` is why it could not, the last time it tried."""

    def __init__(self, pulled: Pulled, send: Callable[[FromKiosk], bool]) -> None:
        self.trouble: Trouble | None = None
        self._pulled = pulled
        self._send = send
        self._catalogue: Catalogue | None = None
        self._wanted: deque[tuple[str, int]] = deque()  # digest and size, the one under way first
        self._waiting = False  # an answer is due
        self._heard = self._next_at = float("-inf")

    def rests(self, now: float) -> bool:
        """Whether there is nothing to ask yet: the connection may be closed meanwhile."""
        return not self._waiting and now < self._next_at

    def connected(self, now: float) -> None:
        """Ask (again)."""
        self._ask(now)

    def lost(self) -> None:
        """Forget what was under way; what was fetched stays."""
        self._catalogue, self._waiting = None, False
        self._wanted.clear()

    def take(self, message: FromServer, now: float) -> None:
        """Act on an answer."""
        self._heard = now
        try:
            match message:
                case Unchanged():
                    self._done(now)
                case Catalogue():
                    self._begin(message, now)
                case Part():
                    self._keep(message, now)
                case Refused(code="gone" | "bad_offset"):
                    self._pause(now, "what the server offers changed while it was fetched")
                case Refused(problem=problem):
                    self._pause(now, problem, message.remedy)
                case _:
                    pass  # an answer for another socket
        except (PulledError, PullError) as problem:
            log.error("pull.failed", problem=str(problem))
            self._pause(now, str(problem))

    def tick(self, now: float) -> bool:
        """Ask when it is time, or when an answer is overdue. Leaves nothing to do at once."""
        overdue = self._waiting and now - self._heard > ANSWER_S
        if overdue or (not self._waiting and now >= self._next_at):
            self._ask(now)
        return False

    def _ask(self, now: float) -> None:
        self.lost()
        self._waiting, self._heard = True, now
        self._send(Ask(have=self._pulled.standing().catalogue))

    def _begin(self, catalogue: Catalogue, now: float) -> None:
        if catalogue_digest(catalogue.offers) != catalogue.digest:
            raise PulledError("the server's catalogue is not what its digest says; asking anew")
        self._catalogue = catalogue
        self._go_on(now)

    def _keep(self, part: Part, now: float) -> None:
        if not self._wanted or self._wanted[0] != (part.digest, part.size):
            return  # late, from before a loss
        if part.offset != self._pulled.so_far(part.digest):
            return
        self._pulled.append(part.digest, part.offset, part.data)
        if part.offset + len(part.data) >= part.size:
            self._pulled.complete(part.digest)
            self._wanted.popleft()
        self._go_on(now)

    def _go_on(self, now: float) -> None:
        """Fetch what is still missing; when nothing is, put it in force."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        known = [one for one in catalogue.offers if one.kind == PACK or _is_single(one)]
        if not self._wanted:
            self._wanted.extend(self._missing(known))
        if self._wanted:
            digest, _ = self._wanted[0]
            self._send(Fetch(digest=digest, offset=self._pulled.so_far(digest)))
            return
        self._put_in_force(catalogue, known)
        self._done(now)

    def _missing(self, offers: list[Offer]) -> list[tuple[str, int]]:
        """What is not here yet: documents first, then the files that pack sheets name."""
        needed = {one.digest: one.size for one in offers}
        if all(self._pulled.whole(digest) for digest in needed):
            in_force = self._pulled.standing().packs
            sheets = [self._sheet(one) for one in offers if one.kind == PACK]
            for sheet in sheets:
                if in_force.get(sheet.id) != sheet.pack:
                    needed |= {file.digest: file.size for file in sheet.files.values()}
        missing = [one for one in needed.items() if not self._pulled.whole(one[0])]
        if sum(size for _, size in missing) > MAX_BYTES:
            raise PulledError(f"the server offers over {MAX_BYTES} bytes; offer fewer packs")
        return missing

    def _sheet(self, offer: Offer) -> PackSheet:
        sheet = read_document(self._pulled.read(offer.digest), PackSheet)
        if sheet.id != offer.name:
            raise PullError(f"the pack offered as {offer.name} is {sheet.id}; tell support")
        return sheet

    def _put_in_force(self, catalogue: Catalogue, offers: list[Offer]) -> None:
        before = self._pulled.standing()
        packs, refused = {}, {}
        for offer in (one for one in offers if one.kind == PACK):
            sheet = self._sheet(offer)
            fault = None if before.packs.get(sheet.id) == sheet.pack else self._fault(sheet)
            if fault is None:
                packs[sheet.id] = sheet.pack
            else:
                refused[sheet.id] = fault
                log.error("pack.refused", id=sheet.id, version=sheet.version, fault=fault)
                if sheet.id in before.packs:  # the one in force stays
                    packs[sheet.id] = before.packs[sheet.id]
        standing = Standing(
            catalogue=catalogue.digest,
            documents=dict(documents_of(offers)),
            packs=packs,
            refused=refused,
        )
        self._pulled.put_in_force(standing, offers)
        log.info("pull.in_force", catalogue=catalogue.digest, packs=packs)

    def _fault(self, sheet: PackSheet) -> str | None:
        """Lay the pack down and check it; None when it can be used."""
        from scenarios import check_pack  # large, and needed only when there is a new pack

        faults = check_pack(self._pulled.install(sheet))
        if not faults:
            return None
        self._pulled.discard(sheet)
        return str(faults[0])[:300]

    def _done(self, now: float) -> None:
        self.lost()
        self.trouble = None
        self._next_at = now + (self._pulled.configuration().pull_every_s or EVERY_S)

    def _pause(self, now: float, problem: str, remedy: str = "it is asked for again") -> None:
        self.lost()
        self.trouble = Trouble(problem, remedy, "not_pulled")
        self._next_at = now + PAUSE_S


def _is_single(offer: Offer) -> bool:
    return bool(documents_of([offer]))
