"""Reading attempts: the row, its events, evidence and AI scores. Writes nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from assessor_server.errors import ServerError
from assessor_server.store import passages
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import ai_scores, attempts, evidence
from assessor_server.vault import Vault
from protocol.bodies import AttemptStarted, EvidenceCaptured, read_body
from protocol.events import Event, decode_event
from scenarios import AIScore, AnyObservation, CameraMissed

CAMERA_MISSED = str(CameraMissed.__struct_config__.tag)


class AttemptUnknownError(ServerError):
    """No attempt has this id."""


class EvidenceMissingError(ServerError):
    """This attempt has no such evidence, or it has not arrived in full."""


class Attempt(msgspec.Struct, frozen=True):
    """One candidate's run of one scenario, as the server knows it."""

    id: str
    kiosk: str
    centre: str
    scenario: str
    version: str
    pack_digest: str
    candidate: str
    trainer: str | None
    language: str
    started_at: str
    state: str
    sealed_at: str | None
    seal: str | None
    seal_digest: str | None
    stage: str


class EvidencePiece(msgspec.Struct, frozen=True):
    """A picture or clip the kiosk captured; `complete` once every byte is stored here."""

    digest: str
    media_type: str
    size: int
    role: str
    step: str
    criterion: str | None
    complete: bool


def read_attempt(row: Row[Any]) -> Attempt:
    """An attempt from a row that holds every column of the table."""
    return Attempt(**{name: getattr(row, name) for name in Attempt.__struct_fields__})


def find_attempt(connection: Connection, attempt: str) -> Attempt:
    """The attempt with this id; raises AttemptUnknownError."""
    row = connection.execute(select(attempts).where(attempts.c.id == attempt)).one_or_none()
    if row is None:
        raise AttemptUnknownError("No attempt has this address: go back to the queue.")
    return read_attempt(row)


def attempts_of(connection: Connection, candidate: str) -> Sequence[Attempt]:
    """A candidate's attempts, the newest first."""
    query = select(attempts).where(attempts.c.candidate == candidate)
    return [
        read_attempt(row)
        for row in connection.execute(query.order_by(attempts.c.started_at.desc()))
    ]


def entry_bodies(connection: Connection, attempt: str) -> Sequence[bytes]:
    """The events' bytes as the kiosk wrote them, in order."""
    return passages.events_of(connection, attempt)


def events_of(connection: Connection, attempt: str) -> Sequence[Event]:
    """The attempt's events in order; raises protocol's EventError for bytes that are none."""
    return [decode_event(body) for body in entry_bodies(connection, attempt)]


def start_of(events: Sequence[Event]) -> AttemptStarted | None:
    """What the first event says, when it is here."""
    body = read_body(events[0].kind, events[0].body) if events else None
    return body if isinstance(body, AttemptStarted) else None


def last_observations(events: Sequence[Event]) -> Sequence[AnyObservation]:
    """The observations scores are made from: those of the last try of each step.

    Raises msgspec.ValidationError for observations this version does not know.
    """
    return msgspec.convert(_last_observed(events), list[AnyObservation])


def cameras_missed(events: Sequence[Event]) -> Sequence[CameraMissed]:
    """Which of several cameras gave no picture that counts, and in which step."""
    missed = [
        one
        for one in _last_observed(events)
        if isinstance(one, dict) and one.get("kind") == CAMERA_MISSED
    ]
    return msgspec.convert(missed, list[CameraMissed])


def _last_observed(events: Sequence[Event]) -> list[object]:
    """The observations of the last try of each step, as they were written."""
    seen: dict[object, list[object]] = {}
    for event in events:
        if event.kind == "step.started":
            seen[event.body["step"]] = []
        elif event.kind == "observation.made":
            observed = event.body["observations"]
            seen.setdefault(event.body["step"], []).extend(
                observed if isinstance(observed, list) else []
            )
    return [observation for observations in seen.values() for observation in observations]


def evidence_of(
    connection: Connection, attempt: str, events: Sequence[Event]
) -> Sequence[EvidencePiece]:
    """What the events say was captured, in order, each digest once."""
    query = select(evidence.c.digest, evidence.c.completed_at).where(evidence.c.attempt == attempt)
    arrived = {row.digest for row in connection.execute(query) if row.completed_at}
    pieces = {}
    for event in events:
        body = read_body(event.kind, event.body)
        if isinstance(body, EvidenceCaptured):
            pieces[body.digest] = EvidencePiece(
                digest=body.digest,
                media_type=body.media_type,
                size=body.size,
                role=body.role,
                step=body.step,
                criterion=body.criterion,
                complete=body.digest in arrived,
            )
    return list(pieces.values())


def ai_scores_of(connection: Connection, attempt: str) -> dict[str, AIScore]:
    """What the AI proposed, by criterion."""
    query = select(ai_scores.c.criterion, ai_scores.c.score).where(ai_scores.c.attempt == attempt)
    return {
        row.criterion: msgspec.json.decode(row.score, type=AIScore)
        for row in connection.execute(query)
    }


def evidence_chunks(
    connection: Connection, vault: Vault, files: EvidenceFiles, attempt: str, digest: str
) -> Iterator[bytes]:
    """The plain bytes of a piece of evidence, chunk by chunk.

    Raises EvidenceMissingError, CandidateErasedError, and SealedDataDamagedError while reading.
    """
    row = connection.execute(
        select(evidence.c.candidate, evidence.c.completed_at).where(
            evidence.c.attempt == attempt, evidence.c.digest == digest
        )
    ).one_or_none()
    if row is None or row.completed_at is None or not files.holds(attempt, digest):
        raise EvidenceMissingError(
            "This evidence has not arrived in full: wait until the kiosk is online again."
        )
    return files.chunks(attempt, digest, vault.existing_key(connection, row.candidate))
