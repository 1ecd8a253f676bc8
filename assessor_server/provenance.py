"""From the certificate back to the sensor: checks every link of an attempt. Reads only."""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, select

from assessor_server.attempts import (
    Attempt,
    EvidenceMissingError,
    EvidencePiece,
    ai_scores_of,
    events_of,
    evidence_chunks,
    evidence_of,
)
from assessor_server.rescoring import Rescorer
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import kiosks
from assessor_server.vault import CandidateErasedError, SealedDataDamagedError, Vault
from protocol.chain import verify_chain
from protocol.errors import ProtocolError
from protocol.events import Event
from protocol.seal import decode_seal, seal_digest, verify_seal
from scenarios import AIScore

SAME_VALUE = 1e-6  # relative; another processor may round the last bits of a measure differently


class LinkState(StrEnum):
    """How one link of the line from sensor to seal holds."""

    HOLDS = "holds"
    WAITING = "waiting"  # something has not arrived yet
    DIFFERS = "differs"  # the AI proposed other scores than the engine here: people decide anyway
    ERASED = "erased"  # destroyed at the candidate's wish; its digest still stands in the chain
    BROKEN = "broken"


class Link(msgspec.Struct, frozen=True):
    """One link: `name` is a text key, `detail` says more in plain words or figures."""

    name: str
    state: LinkState
    detail: str = ""


class Provenance(msgspec.Struct, frozen=True):
    """All links of one attempt, from the sensor to the seal."""

    links: tuple[Link, ...]

    @property
    def broken(self) -> bool:
        return any(link.state is LinkState.BROKEN for link in self.links)

    @property
    def waiting(self) -> bool:
        return any(link.state is LinkState.WAITING for link in self.links)


def check_provenance(
    connection: Connection,
    vault: Vault,
    files: EvidenceFiles,
    rescorer: Rescorer,
    attempt: Attempt,
) -> Provenance:
    """Check pictures, AI scores, event chain, seal and kiosk of an attempt."""
    try:
        events = events_of(connection, attempt.id)
        head = verify_chain(events)
        pieces = evidence_of(connection, attempt.id, events)
    except ProtocolError as problem:
        return Provenance((Link("chain", LinkState.BROKEN, str(problem)),))

    def reader(digest: str) -> str:
        sha = hashlib.sha256()
        for chunk in evidence_chunks(connection, vault, files, attempt.id, digest):
            sha.update(chunk)
        return sha.hexdigest()

    proposed = ai_scores_of(connection, attempt.id)
    return Provenance(
        (
            _evidence(pieces, reader),
            _scores(rescorer, attempt.pack_digest, head, events, proposed),
            Link("chain", LinkState.HOLDS, f"{len(events)} · {head[:16]}…"),
            _seal(connection, attempt, events),
        )
    )


def _evidence(pieces: Sequence[EvidencePiece], digest_of: Callable[[str], str]) -> Link:
    missing = [piece for piece in pieces if not piece.complete]
    if missing:
        return Link("evidence", LinkState.WAITING, f"{len(pieces) - len(missing)}/{len(pieces)}")
    try:
        altered = [piece.digest for piece in pieces if digest_of(piece.digest) != piece.digest]
    except CandidateErasedError:
        return Link("evidence", LinkState.ERASED)
    except (SealedDataDamagedError, EvidenceMissingError) as problem:
        return Link("evidence", LinkState.BROKEN, str(problem))
    if altered:
        return Link("evidence", LinkState.BROKEN, altered[0])
    return Link("evidence", LinkState.HOLDS, f"{len(pieces)}/{len(pieces)}")


def _scores(
    rescorer: Rescorer,
    pack: str,
    head: str,
    events: Sequence[Event],
    proposed: Mapping[str, AIScore],
) -> Link:
    """Score the observations again: the same pack and observations must give the same scores."""
    try:
        again = rescorer.scores(pack, head, events)
    except msgspec.ValidationError as problem:
        return Link("scores", LinkState.BROKEN, str(problem))
    if again is None:
        return Link("scores", LinkState.WAITING)
    other = [score.criterion for score in again if not _same(score, proposed.get(score.criterion))]
    if other or len(again) != len(proposed):
        return Link("scores", LinkState.DIFFERS, ", ".join(other))
    return Link("scores", LinkState.HOLDS, f"{len(again)}/{len(again)}")


def _same(mine: AIScore, theirs: AIScore | None) -> bool:
    if theirs is None or (mine.band, mine.indeterminate) != (theirs.band, theirs.indeterminate):
        return False
    return _close(mine.value, theirs.value) and _close(mine.U, theirs.U)


def _close(mine: float | None, theirs: float | None) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return math.isclose(mine, theirs, rel_tol=SAME_VALUE, abs_tol=SAME_VALUE)


def _seal(connection: Connection, attempt: Attempt, events: Sequence[Event]) -> Link:
    if attempt.seal is None:
        return Link("seal", LinkState.WAITING)
    kiosk = connection.execute(
        select(kiosks.c.seal_key, kiosks.c.name).where(kiosks.c.id == attempt.kiosk)
    ).one_or_none()
    if kiosk is None:
        return Link("seal", LinkState.BROKEN, f"kiosk {attempt.kiosk} is not enrolled")
    try:
        seal = decode_seal(attempt.seal.encode())
        verify_seal(seal, events, enrolled=kiosk.seal_key)
    except ProtocolError as problem:
        return Link("seal", LinkState.BROKEN, str(problem))
    if seal_digest(seal) != attempt.seal_digest:
        return Link("seal", LinkState.BROKEN, "the stored digest is not that of the seal")
    return Link("seal", LinkState.HOLDS, f"{kiosk.name} · {attempt.seal_digest[:16]}…")
