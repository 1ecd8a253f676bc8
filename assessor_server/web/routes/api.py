"""The reading API: attempts as JSON, for programs that act for a person who is logged in."""

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from assessor_server.attempts import (
    ai_scores_of,
    entry_bodies,
    events_of,
    evidence_of,
    find_attempt,
)
from assessor_server.issued import certificate_of
from assessor_server.judgement import (
    NotNowError,
    decision_of,
    may_see_ai,
    outcome_of,
    ratings_of,
)
from assessor_server.store import reading
from assessor_server.web.gate import Con, Person, person_with
from assessor_server.web.routes.attempts import JUDGES, visible
from assessor_server.work_queue import queue_of

router = APIRouter(prefix="/api", dependencies=[Depends(person_with(*JUDGES))])


@router.get("/queue")
def queue(console: Con, session: Person) -> Response:
    """What waits for this person: lists of attempts, the longest waiting first."""
    with reading(console.engine) as connection:
        return _json(queue_of(connection, session.user))


@router.get("/attempts/{id}")
def attempt(console: Con, session: Person, id: str) -> Response:
    """All this person may know of an attempt; `ai_scores` is null before the blind rating."""
    with reading(console.engine) as connection:
        found = find_attempt(connection, id)
        pieces = evidence_of(connection, id, events_of(connection, id))
        pack = console.packs.get(found.pack_digest)
        final = ratings_of(connection, id, blind=False)
        shown = may_see_ai(connection, found, session.user)
        return _json(
            {
                "attempt": found,
                "evidence": visible(connection, session, found, pieces),
                "ai_scores": list(ai_scores_of(connection, id).values()) if shown else None,
                "first_ratings": (
                    list(ratings_of(connection, id, blind=True).values()) if shown else None
                ),
                "ratings": list(final.values()),
                "outcome": outcome_of(connection, pack, id) if pack and final else None,
                "provenance": (
                    console.provenance_of(connection, found) if found.state == "sealed" else None
                ),
                "decision": decision_of(connection, id),
                "certificate": certificate_of(connection, id),
            }
        )


@router.get("/attempts/{id}/log")
def sealed_log(console: Con, session: Person, id: str) -> Response:
    """The sealed event log, each event byte for byte as the kiosk wrote it, and the seal."""
    with reading(console.engine) as connection:
        found = find_attempt(connection, id)
        if not may_see_ai(connection, found, session.user):
            raise NotNowError(
                "not_rated_blind", "Rate the attempt before the AI's scores are shown."
            )
        events = [msgspec.Raw(body) for body in entry_bodies(connection, id)]
    seal = msgspec.Raw(found.seal.encode()) if found.seal else None
    return _json({"attempt": id, "events": events, "seal": seal})


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
